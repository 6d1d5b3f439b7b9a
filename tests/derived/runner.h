// Running an operator's samples in one setting, and what comes of them.
#pragma once

#include <gtest/gtest.h>

#include "ops/table.h"
#include "support/golden.h"

namespace pumice::testing {

/// The device under test.
Device device();
/// Floating dtypes that the device under test holds in memory and computes with.
const std::vector<ScalarType>& floating_dtypes();
/// Whether the device holds every dtype of the call's tensors when float64 stands for `tested`.
bool device_holds(const GoldenFile& file, const GoldenCall& call, ScalarType tested);
/// The dtypes that a call is run with: those of floating_dtypes() that it is made for, or one of
/// them where none of its tensors is float64.
std::vector<ScalarType> dtypes_of(const GoldenFile& file, const GoldenCall& call);

/// "mm call 3 [(5, 7), (7, 3)] float32 scattered", for messages.
std::string describe(const GoldenFile& file, const GoldenCall& call, const Setting& setting);

/// Fails where got is not the golden tensor, in the dtype that it has when the call is run with
/// `tested`; `slack` multiplies the tolerance.
void expect_golden(const Tensor& got, const GoldenFile& file, const std::string& expected,
                   const GoldenCall& call, ScalarType tested, double slack, const char* what);
/// Runs the call and compares its results, and its inputs where they are written.
void check_values(const Op& op, const GoldenFile& file, const GoldenCall& call,
                  const Setting& setting);
/// Runs the call and its backward, and compares the gradients.
void check_gradients(const Op& op, const GoldenFile& file, const GoldenCall& call,
                     const Setting& setting);
/// Runs the call, which must throw what the sample says.
void check_error(const Op& op, const GoldenFile& file, const GoldenCall& call,
                 const Setting& setting);

/// Comparisons made so far on the device under test.
size_t comparisons();

}  // namespace pumice::testing
