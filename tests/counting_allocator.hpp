#pragma once

#include <cstddef>

/// How often this test program has called operator new.
[[nodiscard]] std::size_t allocation_count() noexcept;
