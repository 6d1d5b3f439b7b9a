// The list of all cases.
#include "cases.h"

namespace pumice::bench {

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (auto family : {operator_cases, matmul_cases, conv_cases, training_cases, overhead_cases})
    for (Case& c : family()) all.push_back(std::move(c));
  return all;
}

}  // namespace pumice::bench
