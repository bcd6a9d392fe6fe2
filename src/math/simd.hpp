#pragma once

// Loops compiled once for each kind of vector registers, chosen when the program runs. A generic x86-64 build so uses
// AVX2 or AVX-512 where the processor has them. Vectors change how many elements go at once, not how one is computed:
// all versions give the same bits, since the library is built without contraction to fused operations. Private.

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVEN_SIMD_DISPATCH 1
#ifdef __clang__
#define HAVEN_AVX512 "avx512f,avx512dq,avx512vl"
#else
#define HAVEN_AVX512 "avx512f,avx512dq,avx512vl,prefer-vector-width=512"
#endif
#endif

namespace haven::math::detail {

enum class Vectors { generic, avx2, avx512 };

/// True when this processor can run code compiled for `vectors`.
[[nodiscard]] inline bool is_supported(Vectors vectors) noexcept {
#ifdef HAVEN_SIMD_DISPATCH
  if (vectors == Vectors::avx2) return __builtin_cpu_supports("avx2") != 0;
  if (vectors == Vectors::avx512)
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0;
#endif
  return vectors == Vectors::generic;
}

[[nodiscard]] inline Vectors widest_vectors() noexcept {
  if (is_supported(Vectors::avx512)) return Vectors::avx512;
  return is_supported(Vectors::avx2) ? Vectors::avx2 : Vectors::generic;
}

// flatten: all that the loop calls is inlined, and so compiled for the same registers.
template <class Loop>
__attribute__((flatten, noinline)) void run_generic(const Loop& loop) noexcept {
  loop();
}
#ifdef HAVEN_SIMD_DISPATCH
template <class Loop>
__attribute__((target("avx2"), flatten, noinline)) void run_avx2(const Loop& loop) noexcept {
  loop();
}
template <class Loop>
__attribute__((target(HAVEN_AVX512), flatten, noinline)) void run_avx512(const Loop& loop) noexcept {
  loop();
}
#endif

/// Calls `loop()` as compiled for `vectors`, which the processor must support. `loop` is a function object with a
/// type of its own (no function pointer), its body a plain loop over arrays without branches or calls of functions that
/// are not inline. The source file should be compiled with -O3, so that every compiler vectorises it.
template <class Loop>
void run_vectorised(const Loop& loop, Vectors vectors = widest_vectors()) noexcept {
#ifdef HAVEN_SIMD_DISPATCH
  if (vectors == Vectors::avx512) return run_avx512(loop);
  if (vectors == Vectors::avx2) return run_avx2(loop);
#endif
  static_cast<void>(vectors);
  run_generic(loop);
}

}  // namespace haven::math::detail
