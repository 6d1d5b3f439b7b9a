// Finds the arguments of a row of the operator table.
#include "bench/arguments/makers.h"

namespace pumice::bench {

// Its own maker, else one tensor, else two.
std::vector<Arg> arguments(const Op& op, int64_t n, const TensorOptions& on) {
  for (const Makers* makers : {&elementwise_makers(), &reduce_makers(), &matrix_makers(),
                               &move_makers(), &nn_makers(), &create_makers()})
    if (auto found = makers->find(op.name); found != makers->end()) return found->second(n, on);
  Args one = unary(n, on);
  try {
    op(one);
    return one;
  } catch (const Error&) {
    return binary(n, on);
  }
}

}  // namespace pumice::bench
