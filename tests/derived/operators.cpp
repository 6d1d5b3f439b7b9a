// What follows for every operator of the table from its samples, on the device under test.
#include <gmock/gmock.h>

#include <set>

#include "derived/operator_test.h"
#include "pumice/capture.h"

namespace pumice::testing {
namespace {

class Operators : public OperatorTest {};

TEST_P(Operators, Values) {
  for_each_call({}, [&](const GoldenCall& call, ScalarType dtype) {
    check_values(op(), *file_, call, {dtype, device()});
  });
}

TEST_P(Operators, ValuesOfViews) {
  for_each_call({kFloat}, [&](const GoldenCall& call, ScalarType dtype) {
    for (const Layout layout : {Layout::narrowed, Layout::transposed, Layout::scattered})
      check_values(op(), *file_, call, {dtype, device(), layout});
  });
}

TEST_P(Operators, Gradients) {
  if (!op().differentiable) {
    for (const GoldenCall& call : file_.value().calls) EXPECT_TRUE(call.gradients.empty());
    return;
  }
  size_t ran = 0;
  for_each_call({}, [&](const GoldenCall& call, ScalarType dtype) {
    if (call.gradients.empty()) return;
    check_gradients(op(), *file_, call, {dtype, device()});
    if (dtype == kFloat) check_gradients(op(), *file_, call, {dtype, device(), Layout::scattered});
    ++ran;
  });
  EXPECT_GT(ran, 0u) << "no sample has a gradient";
}

TEST_P(Operators, Errors) {
  for (const GoldenCall& call : file_.value().calls)
    if (call.error) check_error(op(), *file_, call, {kFloat, device()});
}

INSTANTIATE_TEST_SUITE_P(Table, Operators, ::testing::ValuesIn(all_operators()), operator_name);

TEST(OperatorTable, HasARowForEveryGoldenFileAndNamesNoneTwice) {
  std::set<std::string> names;
  for (const Op& op : op_table()) EXPECT_TRUE(names.insert(op.name).second) << op.name;
  EXPECT_THAT(golden_names(), ::testing::UnorderedElementsAreArray(names));
}

TEST(OperatorTable, RefusesArgumentsOfNoOverload) {
  const std::vector<Arg> args{int64_t{1}};
  for (const Op& op : op_table()) {
    try {
      op(args);
      ADD_FAILURE() << op.name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::value) << error.what();
      EXPECT_THAT(error.what(), ::testing::StartsWith(std::string(op.name) + ": "));
    }
  }
}

/// The device under test has run what the others compared, and no other device has for it.
class DeviceRan : public ::testing::Environment {
  void TearDown() override {
    if (comparisons() == 0) return;  // a filter left all of it out
    EXPECT_GT(statistics(device()).dispatches, 0u) << device().str() << " ran nothing";
    EXPECT_EQ(statistics(device()).fallbacks, 0u);
  }
};
const auto* const device_ran = ::testing::AddGlobalTestEnvironment(new DeviceRan);

}  // namespace
}  // namespace pumice::testing
