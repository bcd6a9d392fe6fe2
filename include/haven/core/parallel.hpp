#pragma once

#include <cstddef>
#include <functional>

namespace haven {

/// Calls `body(i)` once for each i below `count`, on up to `threads` threads, the calling one among them; 0 means as
/// many as the processor runs at once. The calls come in no certain order, so a body that writes only to the place of
/// its own index gives the same result for every number of threads.
///
/// When calls throw, what the call of the lowest such index threw is thrown again, after every thread has stopped;
/// all lower indices have then been called, of the higher ones any number. Threads that cannot be started are done
/// without. Throws Error(invalid_argument) unless 0 <= threads <= 1024.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& body);

}  // namespace haven
