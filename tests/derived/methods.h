// The methods of Tensor, in-place ones among them, called with arguments known only at run time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ops/box.h"

namespace pumice::testing {

/// One overload.
struct Method {
  std::string name, of;  ///< `of`: the method that an alias calls, else the name
  bool in_place;         ///< returns the tensor itself
  size_t parameters;
  bool (*fits)(std::span<const Arg> args);
  /// Its results; what it takes by reference comes back by reference.
  std::vector<Tensor> (*call)(const Tensor& self, std::span<const Arg> args);

  bool is_alias() const { return name != of; }
  /// Whether these arguments make a call; an alias may leave the last at 1, none or false.
  bool takes(std::span<const Arg> args) const {
    return (args.size() == parameters || is_alias()) && fits(args);
  }
};

/// Those whose parameters and results are values that operators take and give.
const std::vector<Method>& methods();
/// Those that do what the operator of this name does: methods of its name and their aliases, or,
/// in_place, those of its name with a _.
std::vector<const Method*> methods_of(const std::string& op, bool in_place);

}  // namespace pumice::testing
