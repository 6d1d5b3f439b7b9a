// oneDNN: its matrix product, and convolutions kept compiled by their sizes.
#include "cpu/onednn.h"

#ifdef PUMICE_USE_ONEDNN

#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <source_location>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/thread_pool.h"
#include "cpu/scratch.h"

#ifdef PUMICE_USE_OPENMP
#include <omp.h>
#endif

namespace pumice::cpu {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

/// oneDNN takes its thread count from OpenMP's setting for the calling thread.
void use_our_threads() {
#ifdef PUMICE_USE_OPENMP
  if (!omp_in_parallel() && omp_get_max_threads() != num_threads())
    omp_set_num_threads(num_threads());
#endif
}

void check_status(dnnl_status_t status, std::source_location at = std::source_location::current()) {
  check(status == dnnl_success, ErrorKind::internal, "oneDNN returned {} at {}:{}",
        static_cast<int>(status), at.file_name(), at.line());
}

dnnl::engine& cpu_engine() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

enum class Pass : uint32_t { forward, grad_input, grad_weight };

/// A convolution's sizes and what is asked of it, as a key and as oneDNN's descriptors.
struct Shape {
  kernel::conv2d p;
  Pass pass;
  uint32_t bias = 0, residual = 0, relu = 0;

  std::string_view bytes() const { return {reinterpret_cast<const char*>(this), sizeof *this}; }
  memory::desc plain(memory::dims dims, Tag tag) const {
    return {std::move(dims), memory::data_type::f32, tag};
  }
  memory::desc x(bool any) const { return plain({p.n, p.c, p.h, p.w}, any ? Tag::any : Tag::nchw); }
  memory::desc y(bool any) const {
    return plain({p.n, p.o, p.oh, p.ow}, any ? Tag::any : Tag::nchw);
  }
  memory::desc weight(bool any) const {
    if (p.groups == 1) return plain({p.o, p.c, p.kh, p.kw}, any ? Tag::any : Tag::oihw);
    return plain({p.groups, p.o / p.groups, p.c / p.groups, p.kh, p.kw},
                 any ? Tag::any : Tag::goihw);
  }
  memory::desc bias_desc() const { return bias ? plain({p.o}, Tag::x) : memory::desc(); }
  memory::dims stride() const { return {p.sh, p.sw}; }
  memory::dims dilation() const { return {p.dh - 1, p.dw - 1}; }
  memory::dims padding() const { return {p.ph, p.pw}; }
};
static_assert(std::has_unique_object_representations_v<Shape>);

/// residual: add to what the result's memory holds.
dnnl::primitive_attr attributes(bool residual, bool relu) {
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops ops;
  if (residual) ops.append_sum();
#if DNNL_VERSION_MAJOR >= 3
  if (relu) ops.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
#else
  if (relu) ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
#endif
  attr.set_post_ops(ops);
  return attr;
}

// oneDNN 3 builds primitive descriptors directly, oneDNN 2 through operation descriptors.
#if DNNL_VERSION_MAJOR >= 3
template <class Op, class... Args>
auto describe(const dnnl::primitive_attr& attr, Args&&... args) {
  return typename Op::primitive_desc(cpu_engine(), std::forward<Args>(args)..., attr);
}
template <class Op, class... Args>
auto describe_backward(const dnnl::primitive_attr& attr,
                       const dnnl::convolution_forward::primitive_desc& hint, Args&&... args) {
  return typename Op::primitive_desc(cpu_engine(), std::forward<Args>(args)..., hint, attr);
}
#else
template <class Op, class... Args>
auto describe(const dnnl::primitive_attr& attr, Args&&... args) {
  return typename Op::primitive_desc(typename Op::desc(std::forward<Args>(args)...), attr,
                                     cpu_engine());
}
template <class Op, class... Args>
auto describe_backward(const dnnl::primitive_attr& attr,
                       const dnnl::convolution_forward::primitive_desc& hint, Args&&... args) {
  return typename Op::primitive_desc(typename Op::desc(std::forward<Args>(args)...), attr,
                                     cpu_engine(), hint);
}
#endif

/// A change of layout; empty where there is none to make.
class Reorder {
 public:
  Reorder() = default;
  Reorder(const memory::desc& from, const memory::desc& to) : from_(from), to_(to) {
    const dnnl::reorder::primitive_desc pd(cpu_engine(), from, cpu_engine(), to,
                                           attributes(false, false));
    primitive_ = dnnl::reorder(pd);
    pad_ = pd.scratchpad_desc();
  }
  size_t scratch_bytes() const { return pad_.get_size(); }
  void run(const dnnl::stream& stream, const void* from, void* to, void* pad) const {
    primitive_.execute(stream, {{DNNL_ARG_FROM, {from_, cpu_engine(), const_cast<void*>(from)}},
                                {DNNL_ARG_TO, {to_, cpu_engine(), to}},
                                {DNNL_ARG_SCRATCHPAD, {pad_, cpu_engine(), pad}}});
  }

 private:
  memory::desc from_, to_, pad_;
  dnnl::primitive primitive_;
};

/// A tensor in the layout that the convolution wants, and the ways there and back from the plain
/// one.
struct Side {
  memory::desc plain, wanted;
  Reorder there, back;
  bool same() const { return plain == wanted; }
};

/// One compiled convolution: two inputs, one output, each with a reorder where its layout differs.
class Convolution {
 public:
  explicit Convolution(const Shape& s) : stream_(cpu_engine()) {
    const auto direct = dnnl::algorithm::convolution_direct;
    const auto training = dnnl::prop_kind::forward_training;
    const auto forward = describe<dnnl::convolution_forward>(
        attributes(s.residual, s.relu), training, direct, s.x(true), s.weight(true), s.bias_desc(),
        s.y(true), s.stride(), s.dilation(), s.padding(), s.padding());
    if (s.pass == Pass::forward) {
      sides_[0] = {s.x(false), forward.src_desc()};
      sides_[1] = {s.weight(false), forward.weights_desc()};
      sides_[2] = {s.y(false), forward.dst_desc()};
      set(forward, {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST});
    } else if (s.pass == Pass::grad_input) {
      const auto pd = describe_backward<dnnl::convolution_backward_data>(
          attributes(false, false), forward, direct, s.x(true), s.weight(true), s.y(true),
          s.stride(), s.dilation(), s.padding(), s.padding());
      sides_[0] = {s.y(false), pd.diff_dst_desc()};
      sides_[1] = {s.weight(false), pd.weights_desc()};
      sides_[2] = {s.x(false), pd.diff_src_desc()};
      set(pd, {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC});
    } else {
      const auto pd = describe_backward<dnnl::convolution_backward_weights>(
          attributes(false, false), forward, direct, s.x(true), s.weight(true), s.y(true),
          s.stride(), s.dilation(), s.padding(), s.padding());
      sides_[0] = {s.x(false), pd.src_desc()};
      sides_[1] = {s.y(false), pd.diff_dst_desc()};
      sides_[2] = {s.weight(false), pd.diff_weights_desc()};
      set(pd, {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS});
    }
    bias_ = s.bias_desc();
    for (size_t i = 0; i < 3; ++i) {
      Side& side = sides_[i];
      if (side.same()) continue;
      if (i < 2 || s.residual) side.there = {side.plain, side.wanted};
      if (i == 2) side.back = {side.wanted, side.plain};
    }
  }

  void run(const float* a, const float* b, const float* bias, const float* residual, float* out) {
    use_our_threads();
    size_t bytes = align(scratch_desc_.get_size());
    for (const Side& s : sides_)
      if (!s.same())
        bytes += align(s.wanted.get_size()) + align(s.there.scratch_bytes()) +
                 align(s.back.scratch_bytes());
    auto* free = static_cast<std::byte*>(scratch(kReorderSlot, bytes));
    const auto take = [&free](size_t size) { return std::exchange(free, free + align(size)); };

    const float* const given[] = {a, b, residual};
    void* places[3];
    std::unordered_map<int, memory> args;
    for (size_t i = 0; i < 3; ++i) {
      const Side& s = sides_[i];
      void* const own = i < 2 ? const_cast<float*>(given[i]) : out;
      places[i] = s.same() ? own : take(s.wanted.get_size());
      args.insert({args_[i], memory(s.wanted, cpu_engine(), places[i])});
      if (given[i] && !s.same())
        s.there.run(stream_, given[i], places[i], take(s.there.scratch_bytes()));
      else if (given[i] && given[i] != own)
        std::memcpy(own, given[i], s.plain.get_size());
    }
    if (bias) args.insert({DNNL_ARG_BIAS, memory(bias_, cpu_engine(), const_cast<float*>(bias))});
    args.insert(
        {DNNL_ARG_SCRATCHPAD, memory(scratch_desc_, cpu_engine(), take(scratch_desc_.get_size()))});
    primitive_.execute(stream_, args);
    const Side& y = sides_[2];
    if (!y.same()) y.back.run(stream_, places[2], out, take(y.back.scratch_bytes()));
    stream_.wait();
  }

 private:
  static size_t align(size_t bytes) { return (bytes + 63) / 64 * 64; }

  template <class Desc>
  void set(const Desc& pd, std::array<int, 3> args) {
    primitive_ = dnnl::primitive(pd);
    scratch_desc_ = pd.scratchpad_desc();
    args_ = args;
  }

  dnnl::stream stream_;
  dnnl::primitive primitive_;
  memory::desc scratch_desc_, bias_;
  std::array<Side, 3> sides_;
  std::array<int, 3> args_{};
};

/// Compiles a convolution at its first use, and keeps it for the process.
Convolution& convolution(const Shape& shape) {
  static std::mutex mutex;
  static auto* const kept = new std::unordered_map<std::string, std::unique_ptr<Convolution>>;
  std::lock_guard lock(mutex);
  auto& slot = (*kept)[std::string(shape.bytes())];
  if (!slot) slot = std::make_unique<Convolution>(shape);
  return *slot;
}

/// A matrix as sgemm takes it: 'N' packed along rows, 'T' along columns, 0 neither; and the
/// distance between lines, which means nothing where there is one line but is checked all the same.
struct Layout {
  Layout(size_t row, size_t column, size_t rows, size_t columns) {
    if ((column == 1 || columns == 1) && (row >= columns || rows == 1)) {
      flag = 'N';
      line = std::max(row, columns);
    } else if ((row == 1 || rows == 1) && (column >= rows || columns == 1)) {
      flag = 'T';
      line = std::max(column, rows);
    }
  }
  char flag = 0;
  size_t line = 0;
};

template <class P>
bool run(Pass pass, const P& p, const float* a, const float* b, const float* bias,
         const float* residual, float* out, bool relu) {
  Shape shape{{}, pass, bias != nullptr, residual != nullptr, relu};
  static_assert(sizeof(P) == sizeof shape.p);
  std::memcpy(static_cast<void*>(&shape.p), &p, sizeof p);
  try {
    convolution(shape).run(a, b, bias, residual, out);
    return true;
  } catch (const dnnl::error& e) {
    if (e.status == dnnl_unimplemented) return false;
    fail(ErrorKind::internal, "conv2d: oneDNN: {}", e.message);
  }
}

}  // namespace

bool onednn_sgemm(const Gemm<float>& g) {
  const Layout a(g.a_row, g.a_column, g.m, g.k), b(g.b_row, g.b_column, g.k, g.n);
  if (!a.flag || !b.flag) return false;
  use_our_threads();
  const auto size = [](size_t v) { return static_cast<dnnl_dim_t>(v); };
  check_status(dnnl_sgemm(a.flag, b.flag, size(g.m), size(g.n), size(g.k), 1.0f, g.a, size(a.line),
                          g.b, size(b.line), g.accumulate ? 1.0f : 0.0f, g.y, size(g.y_row)));
  return true;
}

bool onednn_conv2d(const kernel::conv2d& p, const float* x, const float* weight, const float* bias,
                   const float* residual, float* y, bool relu) {
  return run(Pass::forward, p, x, weight, bias, residual, y, relu);
}
bool onednn_conv2d_grad_input(const kernel::conv2d_grad_input& p, const float* g,
                              const float* weight, float* dx) {
  return run(Pass::grad_input, p, g, weight, nullptr, nullptr, dx, false);
}
bool onednn_conv2d_grad_weight(const kernel::conv2d_grad_weight& p, const float* x, const float* g,
                               float* dweight) {
  return run(Pass::grad_weight, p, x, g, nullptr, nullptr, dweight, false);
}

}  // namespace pumice::cpu

#else

namespace pumice::cpu {

bool onednn_sgemm(const Gemm<float>&) { return false; }
bool onednn_conv2d(const kernel::conv2d&, const float*, const float*, const float*, const float*,
                   float*, bool) {
  return false;
}
bool onednn_conv2d_grad_input(const kernel::conv2d_grad_input&, const float*, const float*,
                              float*) {
  return false;
}
bool onednn_conv2d_grad_weight(const kernel::conv2d_grad_weight&, const float*, const float*,
                               float*) {
  return false;
}

}  // namespace pumice::cpu

#endif
