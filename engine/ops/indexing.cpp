// x.index({...}) and its assignment: basic indices as views, the rest handed to index tensors.
#include "pumice/indexing.h"

#include <limits>
#include <ostream>

#include "autograd/record.h"
#include "base/error.h"
#include "ops/advanced_index.h"
#include "ops/elementwise.h"
#include "pumice/functions.h"
#include "tensor/impl.h"

namespace pumice {

namespace indexing {

namespace {
constexpr int64_t kFirst = std::numeric_limits<int64_t>::min();
constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
}  // namespace

Slice::Slice(std::optional<int64_t> start, std::optional<int64_t> stop, std::optional<int64_t> step)
    : start_(start.value_or(step.value_or(1) < 0 ? kLast : 0)),
      stop_(stop.value_or(step.value_or(1) < 0 ? kFirst : kLast)),
      step_(step.value_or(1)) {
  check_as<ValueError>(step_ != 0, ErrorKind::value, "index: slice step cannot be zero");
}

TensorIndex::TensorIndex(const char* ellipsis) : type_(TensorIndexType::Ellipsis) {
  check_as<ValueError>(ellipsis && std::string_view(ellipsis) == "...", ErrorKind::value,
                       "index: Expected \"...\" to represent an ellipsis index, but got \"{}\"",
                       ellipsis ? ellipsis : "");
}

TensorIndex::TensorIndex(const std::vector<int64_t>& positions)
    : TensorIndex(pumice::tensor(positions, TensorOptions(kLong).device(kCPU))) {}

std::ostream& operator<<(std::ostream& out, const Slice& slice) {
  return out << slice.start() << ":" << slice.stop() << ":" << slice.step();
}

std::ostream& operator<<(std::ostream& out, const TensorIndex& index) {
  switch (index.type()) {
    case TensorIndexType::None:
      return out << "None";
    case TensorIndexType::Ellipsis:
      return out << "...";
    case TensorIndexType::Integer:
      return out << index.integer();
    case TensorIndexType::Boolean:
      return out << (index.boolean() ? "true" : "false");
    case TensorIndexType::Slice:
      return out << index.slice();
    case TensorIndexType::Tensor:
      break;
  }
  return out << index.tensor();
}
std::ostream& operator<<(std::ostream& out, const std::vector<TensorIndex>& indices) {
  out << '(';
  for (size_t i = 0; i < indices.size(); ++i) out << (i ? ", " : "") << indices[i];
  return out << ')';
}

namespace {

bool is_mask(ScalarType dtype) { return dtype == kBool || dtype == kByte; }

/// Goes through the indices; what is not basic is left in `tensors`.
class Walk {
 public:
  Walk(const Tensor& self, ArrayRef<TensorIndex> indices) : self(self), whole_(self) {
    impl_of(self, "index");
    for (const TensorIndex& index : indices)
      if (index.is_integer() || index.is_slice())
        ++named_;
      else if (index.is_tensor())
        named_ += is_mask(impl_of(index.tensor(), "index").dtype) ? index.tensor().dim() : 1;
    // A lone index of a 0-dim tensor has an error of its own.
    check(named_ <= self.dim() || (indices.size() == 1 && !indices[0].is_tensor()),
          ErrorKind::index, "index: too many indices for tensor of dimension {}", self.dim());
    for (size_t i = 0; i < indices.size(); ++i) take(indices[i], static_cast<int64_t>(i));
  }

  Tensor self;  ///< after the basic indices
  std::vector<std::optional<Tensor>> tensors;

 private:
  void take(const TensorIndex& index, int64_t place) {
    switch (index.type()) {
      case TensorIndexType::None:
        self = self.unsqueeze(dim_++);
        return;
      case TensorIndexType::Ellipsis:
        dim_ += whole_.dim() - named_;
        return;
      case TensorIndexType::Integer:
        return select(index.integer(), place);
      case TensorIndexType::Boolean:
        return flag(index.boolean());
      case TensorIndexType::Slice:
        return slice(index.slice());
      case TensorIndexType::Tensor:
        break;
    }
    const Tensor& tensor = index.tensor();
    const ScalarType dtype = tensor.scalar_type();
    if (tensor.dim() > 0 || pumice::is_floating_point(dtype)) return add(tensor);
    if (is_mask(dtype)) return flag(tensor.item().to_bool());
    select(tensor.item().to_long(), place);
  }

  void select(int64_t index, int64_t place) {
    check(self.dim() > 0, ErrorKind::index,
          "index: invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
          "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number");
    const int64_t size = self.size(dim_);
    check(index >= -size && index < size, ErrorKind::index,
          "index: index {} is out of bounds for dimension {} with size {}", index, place, size);
    self = self.select(dim_, index);
  }

  void slice(const Slice& s) {
    check_as<ValueError>(s.step() > 0, ErrorKind::value, "index: step must be greater than zero");
    const int64_t d = dim_++;
    check(self.dim() > 0, ErrorKind::index, "index: slice() cannot be applied to a 0-dim tensor.");
    if (s.start() == 0 && s.stop() == self.size(d) && s.step() == 1) return;
    self = self.slice(d, s.start(), s.stop(), s.step());
  }

  // A dim of size 1 that is taken as a whole, or not at all.
  void flag(bool on) {
    self = self.unsqueeze(dim_);
    add(zeros({on ? 1 : 0}, self.options().dtype(kLong)));
  }

  void add(const Tensor& tensor) {
    for (; covered_ < dim_; ++covered_) tensors.emplace_back();
    tensors.emplace_back(tensor);
    dim_ += is_mask(tensor.scalar_type()) ? tensor.dim() : 1;
    covered_ = dim_;
  }

  const Tensor whole_;
  int64_t named_ = 0, dim_ = 0;
  int64_t covered_ = 0;  ///< dims for which `tensors` has an entry
};

Tensor without_leading_ones(const Tensor& value) {
  DimVector sizes(value.sizes());
  while (!sizes.empty() && sizes[0] == 1) sizes.erase(0);
  return sizes.size() == value.sizes().size() ? value : value.view(sizes);
}

}  // namespace

Tensor get_item(const Tensor& self, ArrayRef<TensorIndex> indices) {
  Walk walk(self, indices);
  if (!walk.tensors.empty()) return index(walk.self, walk.tensors);
  return walk.self.is_same(self) ? alias_of(self) : walk.self;
}

void set_item(const Tensor& self, ArrayRef<TensorIndex> indices, const Tensor& value) {
  impl_of(value, "index_put_", "#2 'values'");
  Walk walk(self, indices);
  const Tensor source = without_leading_ones(value);
  if (walk.tensors.empty() && !broadcasts_to(source.sizes(), walk.self.sizes())) {
    const NoGradGuard no_grad;
    (void)source.expand(walk.self.sizes());  // says what does not fit
  }
  const bool number = value.dim() == 0 && value.device().is_cpu() && walk.self.dim() > 0;
  if (walk.tensors.empty() && number)
    walk.self.fill_(value);
  else if (walk.tensors.empty())
    walk.self.copy_(source.dim() == 0 ? source.to(self.device()) : source);
  else
    index_put_(walk.self, walk.tensors, source);
}

void set_item(const Tensor& self, ArrayRef<TensorIndex> indices, Scalar value) {
  Walk walk(self, indices);
  if (walk.tensors.empty()) {
    check_inplace("copy_", walk.self);  // fill_ would take what is expanded
    rename_write(walk.self.fill_(value), "FillBackward3");
  } else
    index_put_(walk.self, walk.tensors, full({}, value, self.options()));
}

}  // namespace indexing

using indexing::TensorIndex;

Tensor Tensor::index(ArrayRef<TensorIndex> indices) const {
  check(!indices.empty(), ErrorKind::value,
        "Passing an empty index list to Tensor::index() is not valid syntax");
  return indexing::get_item(*this, indices);
}
Tensor Tensor::index(std::initializer_list<TensorIndex> indices) const {
  return index(ArrayRef<TensorIndex>(indices.begin(), indices.size()));
}
Tensor& Tensor::index_put_(ArrayRef<TensorIndex> indices, const Tensor& values) const {
  check(!indices.empty(), ErrorKind::value,
        "Passing an empty index list to Tensor::index_put_() is not valid syntax");
  indexing::set_item(*this, indices, values);
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> indices, const Tensor& values) const {
  return index_put_(ArrayRef<TensorIndex>(indices.begin(), indices.size()), values);
}
Tensor& Tensor::index_put_(ArrayRef<TensorIndex> indices, Scalar value) const {
  indexing::set_item(*this, indices, value);
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::index_put_(std::initializer_list<TensorIndex> indices, Scalar value) const {
  return index_put_(ArrayRef<TensorIndex>(indices.begin(), indices.size()), value);
}

Tensor Tensor::operator[](const Tensor& index) const {
  check(index.defined(), ErrorKind::index, "index: Can only index with tensors that are defined");
  check(index.dim() == 0, ErrorKind::index,
        "index: Can only index with tensors that are scalars (zero-dim)");
  check(!index.is_floating_point(), ErrorKind::index,
        "index: Can only index tensors with integral scalars");
  return this->index({index});
}
Tensor Tensor::operator[](Scalar index) const {
  check(index.is_integral(), ErrorKind::index,
        "index: Can only index tensors with integral scalars");
  return select(0, index.to_long());
}

}  // namespace pumice
