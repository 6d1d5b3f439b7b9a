// Tensor: a strided view of typed storage on a device, with PyTorch's semantics.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "pumice/array_ref.h"
#include "pumice/generator.h"
#include "pumice/options.h"
#include "pumice/scalar.h"
#include "pumice/storage.h"

namespace pumice {

class Tensor;
struct TensorImpl;
struct Node;
template <class T, size_t N, class Index = int64_t>
class TensorAccessor;
template <class T, size_t N, class Index>
class PackedTensorAccessor;
namespace indexing {
class TensorIndex;
}
using TensorList = ArrayRef<Tensor>;

namespace detail {
/// Reference counting of TensorImpl, kept out of line so that its layout stays private.
void retain(TensorImpl*) noexcept;
void release(TensorImpl*) noexcept;
/// As data_ptr(), for use before anything else is recorded: the address is not to be kept.
void* host_elements(const Tensor& tensor);
}  // namespace detail

/// A handle: copies share the same tensor. Default-constructed: undefined.
/// Work is recorded, not run; reading on the host (item, data_ptr, printing) waits for it.
class Tensor {
 public:
  Tensor() : impl_(nullptr) {}
  explicit Tensor(TensorImpl* adopted) : impl_(adopted) {}
  Tensor(const Tensor& other) : impl_(other.impl_) { detail::retain(impl_); }
  Tensor(Tensor&& other) noexcept : impl_(other.impl_) { other.impl_ = nullptr; }
  Tensor& operator=(const Tensor& other) & {
    Tensor copy(other);
    std::swap(impl_, copy.impl_);
    return *this;
  }
  Tensor& operator=(Tensor&& other) & noexcept {
    std::swap(impl_, other.impl_);
    return *this;
  }
  // Assigning to what an expression gives (x[0] = y) writes its elements, which may fail.
  // NOLINTBEGIN(performance-noexcept-move-constructor, bugprone-unhandled-self-assignment)
  Tensor& operator=(const Tensor& other) && { return copy_(other); }
  Tensor& operator=(Tensor&& other) && { return copy_(other); }
  // NOLINTEND(performance-noexcept-move-constructor, bugprone-unhandled-self-assignment)
  Tensor& operator=(Scalar value) && { return fill_(value); }
  // clang 14 loses sight of what structured bindings hold.
  ~Tensor() { detail::release(impl_); }  // NOLINT(clang-analyzer-core.CallAndMessage)

  bool defined() const { return impl_ != nullptr; }
  bool is_same(const Tensor& other) const { return impl_ == other.impl_; }
  TensorImpl* impl() const { return impl_; }
  void reset() { *this = Tensor(); }

  // Shape and type.
  int64_t dim() const;
  int64_t ndimension() const { return dim(); }
  IntArrayRef sizes() const;
  int64_t size(int64_t dim) const;
  IntArrayRef strides() const;
  int64_t stride(int64_t dim) const;
  int64_t storage_offset() const;
  int64_t numel() const;
  size_t nbytes() const;
  size_t itemsize() const { return element_size(); }
  size_t element_size() const;
  ScalarType scalar_type() const;
  TypeMeta dtype() const { return scalar_type(); }
  Device device() const;
  TensorOptions options() const;
  bool is_contiguous(MemoryFormat format = MemoryFormat::Contiguous) const;
  /// Whether the elements fill a range of memory, each once, in whatever order of dims.
  bool is_non_overlapping_and_dense() const;
  Layout layout() const { return kStrided; }
  /// The dense layout that the strides follow: ChannelsLast, ChannelsLast3d or
  /// Contiguous.
  MemoryFormat suggest_memory_format() const;
  bool is_floating_point() const { return pumice::is_floating_point(scalar_type()); }
  bool is_signed() const { return isSignedType(scalar_type()); }
  bool is_complex() const { return false; }
  bool is_sparse() const { return false; }
  bool is_quantized() const { return false; }
  bool is_meta() const { return false; }
  bool is_conj() const { return false; }
  bool is_neg() const { return false; }
  bool is_cpu() const { return defined() && device().is_cpu(); }
  bool is_cuda() const { return defined() && device().is_cuda(); }
  bool is_vulkan() const { return defined() && device().is_vulkan(); }
  int64_t get_device() const { return device().index(); }
  bool is_view() const;  ///< made by a differentiable view operator
  bool is_inference() const;
  /// Whether the one element is not zero; value error for other counts.
  bool is_nonzero() const;
  bool is_alias_of(const Tensor& other) const;  ///< shares storage
  bool is_set_to(const Tensor& other) const;    ///< shares storage, offset, sizes and strides
  bool is_same_size(const Tensor& other) const;
  bool has_storage() const { return defined(); }
  const TensorStorage& storage() const;  ///< the memory that this tensor shares with its views
  size_t use_count() const noexcept;     ///< handles of this tensor
  // All host memory serves transfers alike.
  bool is_pinned(std::optional<Device> device = {}) const;
  Tensor pin_memory(std::optional<Device> device = {}) const;

  // Autograd.
  bool requires_grad() const;
  const Tensor& set_requires_grad(bool on) const;  ///< of leaves: others stay as they are
  Tensor& requires_grad_(bool on = true) const;    ///< the same; autograd error for what is no leaf
  bool is_leaf() const;
  const Tensor& grad() const;    ///< undefined when there is none
  Tensor& mutable_grad() const;  ///< assignable
  void set_grad(Tensor grad) const { mutable_grad() = std::move(grad); }
  std::shared_ptr<Node> grad_fn() const;
  int64_t output_nr() const;
  int64_t version() const;  ///< counts writes in place
  int64_t _version() const { return version(); }
  /// Accumulates gradients of this tensor into the leaves' grad (torch.Tensor.backward).
  void backward(const Tensor& gradient = Tensor(), std::optional<bool> retain_graph = std::nullopt,
                bool create_graph = false, std::optional<TensorList> inputs = std::nullopt) const;
  Tensor detach() const;
  Tensor& detach_() const;
  void retain_grad() const;
  bool retains_grad() const;
  /// Calls hook with the gradient; a defined return value replaces it. Returns the hook's index.
  unsigned register_hook(std::function<Tensor(const Tensor&)> hook) const;
  /// The same for a hook that only looks.
  template <class F>
  requires(std::is_void_v<std::invoke_result_t<F, const Tensor&>>) unsigned register_hook(
      F hook) const {
    return register_hook([hook = std::move(hook)](const Tensor& grad) {
      hook(grad);
      return Tensor();
    });
  }
  void remove_hook(unsigned index) const;
  Tensor data() const;                       ///< shares storage, no history, own version counter
  void set_data(const Tensor& other) const;  ///< takes over other's storage, shape and dtype
  Tensor variable_data() const;              ///< as data()
  Tensor tensor_data() const;                ///< as detach(): shares the version counter
  Tensor alias() const;                      ///< a view of all of it
  Tensor _base() const;                      ///< of a view: the tensor that it views

  // Host access.
  /// Pointer to the first element; CPU tensors only; waits for pending work, and from then on calls
  /// that use the elements return when they are done, so that the pointer reads and writes them.
  void* data_ptr() const;
  void* mutable_data_ptr() const { return data_ptr(); }
  const void* const_data_ptr() const { return data_ptr(); }
  template <class T>
  T* data_ptr() const {
    return static_cast<T*>(typed_data_ptr(scalar_type_of<T>));
  }
  template <class T>
  T* mutable_data_ptr() const {
    return data_ptr<T>();
  }
  template <class T>
  const T* const_data_ptr() const {
    return data_ptr<T>();
  }
  /// Element access by N indices on the CPU; dtype error, shape error when dim() is not N.
  template <class T, size_t N>
  TensorAccessor<T, N> accessor() const&;
  /// The same with sizes and strides of its own, in int32 (value error where they do not fit) or
  /// int64.
  template <class T, size_t N>
  PackedTensorAccessor<T, N, int32_t> packed_accessor32() const&;
  template <class T, size_t N>
  PackedTensorAccessor<T, N, int64_t> packed_accessor64() const&;
  Scalar item() const;
  std::string toString() const;  ///< "CPUFloatType"
  void print() const;            ///< "[CPUFloatType [2, 3]]" on standard output
  template <class T>
  T item() const {
    return item().to<T>();
  }

  // Conversion.
  Tensor to(const TensorOptions& options = {}, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> format = {}) const;
  Tensor to(Device device, ScalarType dtype, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> format = {}) const;
  Tensor to(ScalarType dtype, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> format = {}) const {
    return to(TensorOptions(dtype), non_blocking, copy, format);
  }
  Tensor to(TypeMeta dtype, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> format = {}) const {
    return to(dtype.toScalarType(), non_blocking, copy, format);
  }
  Tensor to(const Tensor& like, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> format = {}) const {
    return to(like.device(), like.scalar_type(), non_blocking, copy, format);
  }
  Tensor to(std::optional<ScalarType> dtype, std::optional<Layout> layout,
            std::optional<Device> device, std::optional<bool> pin_memory, bool non_blocking,
            bool copy, std::optional<MemoryFormat> format) const {
    return to(detail::options_of(dtype, layout, device, pin_memory), non_blocking, copy, format);
  }
  Tensor toType(ScalarType dtype) const { return to(dtype); }
  Tensor toBackend(Device device) const { return to(device); }
  Tensor cpu() const { return to(Device(kCPU)); }
  Tensor cuda() const { return to(Device(kCUDA)); }
  Tensor vulkan() const { return to(Device(kVulkan)); }
  Tensor type_as(const Tensor& like) const { return to(like); }
  /// Preserves dense strides unless a format is named.
  Tensor clone(std::optional<MemoryFormat> format = {}) const;
  Tensor contiguous(MemoryFormat format = MemoryFormat::Contiguous) const;
  Tensor& copy_(const Tensor& source, bool non_blocking = false) const;
  // Filled tensors with this one's dtype and device unless options say otherwise.
  Tensor new_empty(IntArrayRef size, const TensorOptions& options = {}) const;
  Tensor new_zeros(IntArrayRef size, const TensorOptions& options = {}) const;
  Tensor new_ones(IntArrayRef size, const TensorOptions& options = {}) const;
  Tensor new_full(IntArrayRef size, Scalar value, const TensorOptions& options = {}) const;
  Tensor new_empty_strided(IntArrayRef size, IntArrayRef stride,
                           const TensorOptions& options = {}) const;
#define PUMICE_LIST(...) __VA_ARGS__
#define PUMICE_NEW(name, parameters, ...)                                            \
  Tensor name(PUMICE_LIST parameters, std::optional<ScalarType> dtype,               \
              std::optional<Layout> layout, std::optional<Device> device,            \
              std::optional<bool> pin_memory) const {                                \
    return name(__VA_ARGS__, detail::options_of(dtype, layout, device, pin_memory)); \
  }
  PUMICE_NEW(new_empty, (IntArrayRef size), size)
  PUMICE_NEW(new_zeros, (IntArrayRef size), size)
  PUMICE_NEW(new_ones, (IntArrayRef size), size)
  PUMICE_NEW(new_full, (IntArrayRef size, Scalar value), size, value)
  PUMICE_NEW(new_empty_strided, (IntArrayRef size, IntArrayRef stride), size, stride)
#undef PUMICE_NEW
#undef PUMICE_LIST
  /// Makes this the same view of the same memory as source; dtype and device error where those
  /// differ.
  Tensor& set_(const Tensor& source) const;
  /// Makes this a view of the storage, which grows where it is too small: all of it, or `size`
  /// elements from the offset on, in rows unless strides are given. Without a storage: of none.
  Tensor& set_(const TensorStorage& source) const;
  Tensor& set_(const TensorStorage& source, int64_t storage_offset, IntArrayRef size,
               IntArrayRef stride = {}) const;
  /// A view of source's storage; the offset counts from source's own.
  Tensor& set_(const Tensor& source, int64_t storage_offset, IntArrayRef size,
               IntArrayRef stride = {}) const;
  Tensor& set_() const;
  /// Gives the tensor other sizes: its first elements stay, others come undefined, in new storage
  /// where the old is too small. autograd error where it requires grad.
  Tensor& resize_(IntArrayRef size, std::optional<MemoryFormat> format = {}) const;
  Tensor& resize_as_(const Tensor& other, std::optional<MemoryFormat> format = {}) const;

  // Views.
  Tensor view(IntArrayRef size) const;
  Tensor view(ScalarType dtype) const;  ///< the same bytes as another dtype
  Tensor reshape(IntArrayRef shape) const;
  Tensor reshape_as(const Tensor& other) const { return reshape(other.sizes()); }
  Tensor ravel() const { return contiguous().view({-1}); }
  Tensor permute(IntArrayRef dims) const;
  Tensor transpose(int64_t dim0, int64_t dim1) const;
  Tensor t() const;
  Tensor mT() const;  ///< of matrices or batches of them; a scalar stays as it is
  Tensor mH() const;
  Tensor adjoint() const;
  Tensor matrix_H() const;  ///< of one matrix; a scalar stays as it is
  Tensor swapaxes(int64_t axis0, int64_t axis1) const { return transpose(axis0, axis1); }
  Tensor swapdims(int64_t dim0, int64_t dim1) const { return transpose(dim0, dim1); }
  Tensor& transpose_(int64_t dim0, int64_t dim1) const;
  Tensor& t_() const;
  Tensor& swapaxes_(int64_t axis0, int64_t axis1) const { return transpose_(axis0, axis1); }
  Tensor& swapdims_(int64_t dim0, int64_t dim1) const { return transpose_(dim0, dim1); }
  Tensor numpy_T() const;  ///< all dims reversed
  Tensor movedim(int64_t source, int64_t destination) const;
  Tensor movedim(IntArrayRef source, IntArrayRef destination) const;
  Tensor moveaxis(int64_t source, int64_t destination) const {
    return movedim(source, destination);
  }
  Tensor moveaxis(IntArrayRef source, IntArrayRef destination) const {
    return movedim(source, destination);
  }
  Tensor diagonal(int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1) const;
  /// Windows of size elements every step along dim, as a last dim (torch.Tensor.unfold).
  Tensor unfold(int64_t dimension, int64_t size, int64_t step) const;
  Tensor unflatten(int64_t dim, IntArrayRef sizes) const;
  Tensor expand(IntArrayRef size, bool implicit = false) const;
  Tensor broadcast_to(IntArrayRef size) const { return expand(size); }
  Tensor expand_as(const Tensor& other) const { return expand(other.sizes()); }
  Tensor view_as(const Tensor& other) const { return view(other.sizes()); }
  Tensor narrow(int64_t dim, int64_t start, int64_t length) const;
  /// The start is read on the host: an integer tensor without dims.
  Tensor narrow(int64_t dim, const Tensor& start, int64_t length) const;
  Tensor select(int64_t dim, int64_t index) const;
  Tensor slice(int64_t dim = 0, std::optional<int64_t> start = {}, std::optional<int64_t> end = {},
               int64_t step = 1) const;
  Tensor squeeze() const;
  Tensor squeeze(int64_t dim) const;
  Tensor squeeze(IntArrayRef dims) const;
  Tensor& squeeze_() const;
  Tensor& squeeze_(int64_t dim) const;
  Tensor& squeeze_(IntArrayRef dims) const;
  Tensor unsqueeze(int64_t dim) const;
  Tensor& unsqueeze_(int64_t dim) const;
  std::vector<Tensor> split(int64_t split_size, int64_t dim = 0) const;
  std::vector<Tensor> split(IntArrayRef split_sizes, int64_t dim = 0) const;
  std::vector<Tensor> split_with_sizes(IntArrayRef split_sizes, int64_t dim = 0) const {
    return split(split_sizes, dim);
  }
  // Parts that are no views to autograd, so that they may be written in place one by one.
  std::vector<Tensor> unsafe_split(int64_t split_size, int64_t dim = 0) const;
  std::vector<Tensor> unsafe_split_with_sizes(IntArrayRef split_sizes, int64_t dim = 0) const;
  std::vector<Tensor> unsafe_chunk(int64_t chunks, int64_t dim = 0) const;
  std::vector<Tensor> tensor_split(int64_t sections, int64_t dim = 0) const;
  std::vector<Tensor> tensor_split(IntArrayRef indices, int64_t dim = 0) const;
  /// Sections () or indices (n), int64, read on the host.
  std::vector<Tensor> tensor_split(const Tensor& indices_or_sections, int64_t dim = 0) const;
  std::vector<Tensor> chunk(int64_t chunks, int64_t dim = 0) const;
  // tensor_split along dim 0 (hsplit: 1, but for one dim), 0 and 2.
  std::vector<Tensor> hsplit(int64_t sections) const;
  std::vector<Tensor> hsplit(IntArrayRef indices) const;
  std::vector<Tensor> vsplit(int64_t sections) const;
  std::vector<Tensor> vsplit(IntArrayRef indices) const;
  std::vector<Tensor> dsplit(int64_t sections) const;
  std::vector<Tensor> dsplit(IntArrayRef indices) const;
  std::vector<Tensor> unbind(int64_t dim = 0) const;
  Tensor as_strided(IntArrayRef size, IntArrayRef stride,
                    std::optional<int64_t> storage_offset = {}) const;
  Tensor& as_strided_(IntArrayRef size, IntArrayRef stride,
                      std::optional<int64_t> storage_offset = {}) const;
  /// Sums dims away that broadcasting would add or stretch (torch.Tensor.sum_to_size).
  Tensor sum_to_size(IntArrayRef size) const;
  Tensor flatten(int64_t start_dim = 0, int64_t end_dim = -1) const;
  Tensor operator[](int64_t index) const { return select(0, index); }
  Tensor operator[](Scalar index) const;         ///< integers only
  Tensor operator[](const Tensor& index) const;  ///< as index({index})

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

#include "pumice/accessor.h"
