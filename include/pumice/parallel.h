// How many threads the CPU's kernels use.
#pragma once

namespace pumice {

/// Threads that a kernel on the CPU may use: as many as the processors this process may run on, or
/// as PUMICE_NUM_THREADS or OMP_NUM_THREADS says, unless fewer were set (torch.get_num_threads).
int get_num_threads();
/// Takes at most that many from now on, and no more than at the start; value error below 1
/// (torch.set_num_threads).
void set_num_threads(int count);

}  // namespace pumice
