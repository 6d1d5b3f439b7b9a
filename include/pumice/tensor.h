// Tensor: a strided view of typed storage on a device, with PyTorch's semantics.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "pumice/array_ref.h"
#include "pumice/options.h"
#include "pumice/scalar.h"

namespace pumice {

class Tensor;
struct TensorImpl;
struct Node;
using TensorList = ArrayRef<Tensor>;

namespace detail {
/// Reference counting of TensorImpl, kept out of line so that its layout stays private.
void retain(TensorImpl*) noexcept;
void release(TensorImpl*) noexcept;
}  // namespace detail

/// A handle: copies share the same tensor. Default-constructed: undefined.
/// Work is recorded, not run; reading on the host (item, data_ptr, printing) waits for it.
class Tensor {
 public:
  Tensor() : impl_(nullptr) {}
  explicit Tensor(TensorImpl* adopted) : impl_(adopted) {}
  Tensor(const Tensor& other) : impl_(other.impl_) { detail::retain(impl_); }
  Tensor(Tensor&& other) noexcept : impl_(other.impl_) { other.impl_ = nullptr; }
  Tensor& operator=(const Tensor& other) {
    Tensor copy(other);
    std::swap(impl_, copy.impl_);
    return *this;
  }
  Tensor& operator=(Tensor&& other) noexcept {
    std::swap(impl_, other.impl_);
    return *this;
  }
  ~Tensor() { detail::release(impl_); }

  bool defined() const { return impl_ != nullptr; }
  bool is_same(const Tensor& other) const { return impl_ == other.impl_; }
  TensorImpl* impl() const { return impl_; }
  void reset() { *this = Tensor(); }

  // Shape and type.
  int64_t dim() const;
  IntArrayRef sizes() const;
  int64_t size(int64_t dim) const;
  IntArrayRef strides() const;
  int64_t stride(int64_t dim) const;
  int64_t storage_offset() const;
  int64_t numel() const;
  size_t nbytes() const;
  size_t element_size() const { return pumice::element_size(scalar_type()); }
  ScalarType scalar_type() const;
  ScalarType dtype() const { return scalar_type(); }
  Device device() const;
  TensorOptions options() const;
  bool is_contiguous() const;
  bool is_floating_point() const { return pumice::is_floating_point(scalar_type()); }

  // Autograd.
  bool requires_grad() const;
  const Tensor& set_requires_grad(bool on) const;
  const Tensor& requires_grad_(bool on = true) const { return set_requires_grad(on); }
  bool is_leaf() const;
  const Tensor& grad() const;    ///< undefined when there is none
  Tensor& mutable_grad() const;  ///< assignable
  void set_grad(Tensor grad) const { mutable_grad() = std::move(grad); }
  std::shared_ptr<Node> grad_fn() const;
  int64_t output_nr() const;
  int64_t version() const;  ///< PyTorch's _version
  /// Accumulates gradients of this tensor into the leaves' grad (torch.Tensor.backward).
  void backward(const Tensor& gradient = Tensor(), std::optional<bool> retain_graph = std::nullopt,
                bool create_graph = false,
                std::optional<std::vector<Tensor>> inputs = std::nullopt) const;
  Tensor detach() const;
  const Tensor& detach_() const;
  void retain_grad() const;
  bool retains_grad() const;
  /// Calls hook with the gradient; a defined return value replaces it. Returns the hook's index.
  unsigned register_hook(std::function<Tensor(const Tensor&)> hook) const;
  void remove_hook(unsigned index) const;
  Tensor data() const;                       ///< shares storage, no history, own version counter
  void set_data(const Tensor& other) const;  ///< takes over other's storage, shape and dtype

  // Host access.
  /// Pointer to the first element; CPU tensors only; waits for pending work.
  void* data_ptr() const;
  template <class T>
  T* data_ptr() const {
    return static_cast<T*>(typed_data_ptr(scalar_type_of<T>));
  }
  Scalar item() const;
  template <class T>
  T item() const {
    return item().to<T>();
  }

  // Conversion.
  Tensor to(const TensorOptions& options, bool non_blocking = false, bool copy = false) const;
  Tensor to(Device device, ScalarType dtype, bool non_blocking = false, bool copy = false) const;
  Tensor to(Device device) const { return to(TensorOptions(device)); }
  Tensor to(ScalarType dtype) const { return to(TensorOptions(dtype)); }
  Tensor to(const Tensor& like) const { return to(like.device(), like.scalar_type()); }
  Tensor cpu() const { return to(Device(kCPU)); }
  Tensor type_as(const Tensor& like) const { return to(like); }
  Tensor clone() const;
  Tensor contiguous() const;
  const Tensor& copy_(const Tensor& source, bool non_blocking = false) const;

  // Views.
  Tensor view(IntArrayRef size) const;
  Tensor reshape(IntArrayRef shape) const;
  Tensor permute(IntArrayRef dims) const;
  Tensor transpose(int64_t dim0, int64_t dim1) const;
  Tensor t() const;
  Tensor expand(IntArrayRef size) const;
  Tensor expand_as(const Tensor& other) const { return expand(other.sizes()); }
  Tensor view_as(const Tensor& other) const { return view(other.sizes()); }
  Tensor narrow(int64_t dim, int64_t start, int64_t length) const;
  Tensor select(int64_t dim, int64_t index) const;
  Tensor slice(int64_t dim, std::optional<int64_t> start = {}, std::optional<int64_t> end = {},
               int64_t step = 1) const;
  Tensor squeeze() const;
  Tensor squeeze(int64_t dim) const;
  Tensor unsqueeze(int64_t dim) const;
  std::vector<Tensor> split(int64_t split_size, int64_t dim = 0) const;
  std::vector<Tensor> chunk(int64_t chunks, int64_t dim = 0) const;
  std::vector<Tensor> unbind(int64_t dim = 0) const;
  Tensor as_strided(IntArrayRef size, IntArrayRef stride,
                    std::optional<int64_t> storage_offset = {}) const;
  Tensor flatten(int64_t start_dim = 0, int64_t end_dim = -1) const;
  Tensor operator[](int64_t index) const { return select(0, index); }

#define PUMICE_TENSOR_METHODS
#include "pumice/tensor_methods.h"
#undef PUMICE_TENSOR_METHODS

 private:
  void* typed_data_ptr(ScalarType dtype) const;
  TensorImpl* impl_;
};

std::ostream& operator<<(std::ostream& out, const Tensor& tensor);
std::ostream& operator<<(std::ostream& out, IntArrayRef sizes);

}  // namespace pumice
