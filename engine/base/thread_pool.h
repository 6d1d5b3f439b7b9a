// The one pool of CPU threads.
#pragma once

#include <cstddef>
#include <functional>

namespace pumice {

/// Threads that parallel_for may use: PUMICE_NUM_THREADS, or the processors this process may run
/// on.
int num_threads();

/// Whether the calling thread runs a part of a parallel_for.
bool in_parallel();

/// Calls fn(begin, end) over disjoint ranges that cover [begin, end), each at least `grain` long
/// but the last, on several threads where that pays. Nested calls run serially. The first exception
/// is rethrown.
void parallel_for(size_t begin, size_t end, size_t grain,
                  const std::function<void(size_t, size_t)>& fn);

}  // namespace pumice
