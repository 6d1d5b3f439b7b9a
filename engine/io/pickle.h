// Reading Python's pickles without Python, and without calling anything that they name.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pumice/tensor.h"

namespace pumice::io {

/// One object of a pickle. Those of one Pickle point at each other, in cycles where the file says
/// so, and live as long as it does.
struct Object {
  enum class Kind {
    none,
    boolean,
    integer,
    number,
    text,
    list,
    tuple,
    dict,
    instance,
    global,
    tensor
  };
  Kind kind = Kind::none;
  int64_t integer = 0;  ///< boolean: 0 or 1
  double number = 0;
  std::string text{};  ///< also the "module name" of a global, and of an instance's class
  /// Of a dict keys and values in turn; of an instance the dict of its fields, where it has one.
  std::vector<Object*> items{};
  Tensor tensor{};
};

/// What the file's owner makes of calls (REDUCE) and of persistent ids. They may throw.
struct PickleHooks {
  std::function<Object(const std::string& callee, const Object& arguments)> call;
  std::function<Object(const Object& id)> persistent;
};

/// Protocols 2 to 5, as far as containers, numbers, texts, calls and instances go. The bytes are
/// not trusted: pumice::Error of kind format for anything else.
class Pickle {
 public:
  Pickle(std::string_view bytes, const PickleHooks& hooks);
  const Object& root() const { return *root_; }

 private:
  std::deque<Object> objects_;
  const Object* root_ = nullptr;
};

}  // namespace pumice::io
