// What tests of every operator start from: its samples, in every dtype that the device holds.
#pragma once

#include "derived/runner.h"

namespace pumice::testing {

class OperatorTest : public ::testing::TestWithParam<const Op*> {
 protected:
  OperatorTest() : file_(load_golden(op().name)) {}
  const Op& op() const { return *GetParam(); }

  /// Calls f for every good call in every dtype that the device holds, and at least once.
  template <class F>
  void for_each_call(std::vector<ScalarType> dtypes, F&& f) {
    ASSERT_TRUE(file_) << "no samples: add them to tests/golden and run tools/golden.py";
    size_t ran = 0;
    for (const GoldenCall& call : file_->calls) {
      if (call.error) continue;
      for (const ScalarType dtype : dtypes_of(*file_, call)) {
        if (!dtypes.empty() && std::ranges::find(dtypes, dtype) == dtypes.end()) continue;
        if (!device_holds(*file_, call, dtype)) continue;
        try {
          f(call, dtype);
          ++ran;
        } catch (const Error& error) {
          ADD_FAILURE() << describe(*file_, call, {dtype, device()}) << "\n" << error.what();
        }
      }
    }
    EXPECT_GT(ran, 0u) << "no sample ran on " << device().str();
  }

  std::optional<GoldenFile> file_;
};

inline std::vector<const Op*> all_operators() {
  std::vector<const Op*> ops;
  for (const Op& op : op_table()) ops.push_back(&op);
  return ops;
}
inline std::string operator_name(const ::testing::TestParamInfo<const Op*>& test) {
  return test.param->name;
}

}  // namespace pumice::testing
