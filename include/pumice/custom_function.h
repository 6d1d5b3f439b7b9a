// Functions with a gradient of the user's own (torch::autograd::Function).
#pragma once

#include <string>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include "pumice/autograd.h"

namespace pumice {

class Saved;

namespace autograd {

/// What AutogradContext::saved_data holds beside tensors; the part of libtorch's IValue that
/// functions use. value error when asked for another kind than it has.
class SavedValue {
 public:
  SavedValue() = default;
  SavedValue(bool v) : value_(v) {}
  template <class T>
  requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) SavedValue(T v)
      : value_(static_cast<int64_t>(v)) {}
  SavedValue(double v) : value_(v) {}
  SavedValue(std::string v) : value_(std::move(v)) {}
  SavedValue(const char* v) : value_(std::string(v)) {}
  SavedValue(Tensor v) : value_(std::move(v)) {}
  SavedValue(std::vector<int64_t> v) : value_(std::move(v)) {}
  SavedValue(variable_list v) : value_(std::move(v)) {}

  bool isNone() const { return std::holds_alternative<std::monostate>(value_); }
  bool isBool() const { return std::holds_alternative<bool>(value_); }
  bool isInt() const { return std::holds_alternative<int64_t>(value_); }
  bool isDouble() const { return std::holds_alternative<double>(value_); }
  bool isString() const { return std::holds_alternative<std::string>(value_); }
  bool isTensor() const { return std::holds_alternative<Tensor>(value_); }
  bool toBool() const { return get<bool>("bool"); }
  int64_t toInt() const { return get<int64_t>("int"); }
  double toDouble() const { return get<double>("double"); }
  const std::string& toStringRef() const { return get<std::string>("string"); }
  Tensor toTensor() const { return get<Tensor>("tensor"); }
  std::vector<int64_t> toIntVector() const { return get<std::vector<int64_t>>("list of ints"); }
  variable_list toTensorVector() const { return get<variable_list>("list of tensors"); }

 private:
  template <class T>
  const T& get(const char* kind) const {
    if (const T* value = std::get_if<T>(&value_)) return *value;
    fail_kind(kind);
  }
  [[noreturn]] static void fail_kind(const char* kind);
  std::variant<std::monostate, bool, int64_t, double, std::string, Tensor, std::vector<int64_t>,
               variable_list>
      value_;
};

/// What forward leaves for backward.
class AutogradContext {
 public:
  AutogradContext() = default;
  AutogradContext(const AutogradContext&) = delete;
  AutogradContext& operator=(const AutogradContext&) = delete;

  /// Values that are no arguments or results of the function.
  std::unordered_map<std::string, SavedValue> saved_data;
  /// Arguments and results for backward, checked there against changes in place. At most once.
  void save_for_backward(variable_list to_save) { to_save_ = std::move(to_save); }
  /// The same in backward.
  variable_list get_saved_variables() const;
  /// Arguments that forward has changed in place and returns.
  void mark_dirty(const variable_list& inputs);
  /// Results without a gradient.
  void mark_non_differentiable(const variable_list& outputs);
  /// Whether backward gets zeros (the default) or undefined tensors where no gradient came.
  void set_materialize_grads(bool on) { materialize_ = on; }
  /// Whether the gradient of the tensor argument is wanted; arguments are counted without others.
  bool needs_input_grad(size_t tensor_argument) const;

 private:
  friend struct FunctionRecord;
  variable_list to_save_;
  std::vector<std::shared_ptr<Saved>> saved_;
  std::unordered_set<TensorImpl*> dirty_, plain_;
  uint64_t needs_ = 0;
  bool materialize_ = true;
};

/// The call of a function, apart from its types.
struct FunctionRecord {
  using Backward = variable_list (*)(AutogradContext*, variable_list);
  /// One argument of forward: a tensor among inputs, or something else, such as a list of tensors.
  void add(const Tensor& tensor);
  template <class T>
  void add(const T&) {
    is_tensor.push_back(false);
  }
  void add(const std::optional<Tensor>& tensor) {
    if (tensor && tensor->defined())
      add(*tensor);
    else
      is_tensor.push_back(false);
  }
  void prepare();
  /// Makes the outputs results of a node `name` whose gradient is `backward`.
  void finish(const std::string& name, variable_list& outputs, Backward backward);

  std::shared_ptr<AutogradContext> context = std::make_shared<AutogradContext>();
  variable_list inputs;
  std::vector<bool> is_tensor;  ///< by argument
  bool recorded = false;
};

/// Derive: struct F : Function<F> { static Tensor (or variable_list) forward(AutogradContext*,
/// ...); static variable_list backward(AutogradContext*, variable_list); }; call F::apply(...).
/// forward runs without recording; backward returns one tensor per argument of forward, undefined
/// for those that are no tensors.
template <class T>
struct Function {
  template <class X = T, class... Args>
  static auto apply(Args&&... args) {
    FunctionRecord record;
    (record.add(args), ...);
    record.prepare();
    using Result = decltype(X::forward(record.context.get(), std::forward<Args>(args)...));
    const auto run = [&] {
      const NoGradGuard guard;
      return X::forward(record.context.get(), std::forward<Args>(args)...);
    };
    Result result = run();
    if constexpr (std::is_same_v<Result, Tensor>) {
      variable_list outputs{std::move(result)};
      record.finish(typeid(T).name(), outputs, &X::backward);
      return std::move(outputs[0]);
    } else {
      record.finish(typeid(T).name(), result, &X::backward);
      return result;
    }
  }
};

}  // namespace autograd
}  // namespace pumice
