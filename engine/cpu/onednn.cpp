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
  uint32_t bias = 0, relu = 0;

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

dnnl::primitive_attr attributes(bool relu) {
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (relu) {
    dnnl::post_ops ops;
#if DNNL_VERSION_MAJOR >= 3
    ops.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
#else
    ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
#endif
    attr.set_post_ops(ops);
  }
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

/// A tensor in the layout that the convolution wants, and the way there or back from the plain one.
struct Side {
  memory::desc plain, wanted;
  dnnl::primitive reorder;
  size_t reorder_scratch = 0;
  bool same() const { return plain == wanted; }

  void prepare(bool into) {
    if (same()) return;
    const memory::desc &from = into ? plain : wanted, &to = into ? wanted : plain;
    dnnl::reorder::primitive_desc pd(cpu_engine(), from, cpu_engine(), to, attributes(false));
    reorder = dnnl::reorder(pd);
    reorder_scratch = pd.scratchpad_desc().get_size();
  }
};

/// One compiled convolution: two inputs, one output, each with a reorder where its layout differs.
class Convolution {
 public:
  explicit Convolution(const Shape& s) : stream_(cpu_engine()) {
    const auto direct = dnnl::algorithm::convolution_direct;
    const auto training = dnnl::prop_kind::forward_training;
    const auto forward = describe<dnnl::convolution_forward>(
        attributes(s.relu), training, direct, s.x(true), s.weight(true), s.bias_desc(), s.y(true),
        s.stride(), s.dilation(), s.padding(), s.padding());
    if (s.pass == Pass::forward) {
      sides_[0] = {s.x(false), forward.src_desc()};
      sides_[1] = {s.weight(false), forward.weights_desc()};
      sides_[2] = {s.y(false), forward.dst_desc()};
      set(forward, {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST});
    } else if (s.pass == Pass::grad_input) {
      const auto pd = describe_backward<dnnl::convolution_backward_data>(
          attributes(false), forward, direct, s.x(true), s.weight(true), s.y(true), s.stride(),
          s.dilation(), s.padding(), s.padding());
      sides_[0] = {s.y(false), pd.diff_dst_desc()};
      sides_[1] = {s.weight(false), pd.weights_desc()};
      sides_[2] = {s.x(false), pd.diff_src_desc()};
      set(pd, {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC});
    } else {
      const auto pd = describe_backward<dnnl::convolution_backward_weights>(
          attributes(false), forward, direct, s.x(true), s.weight(true), s.y(true), s.stride(),
          s.dilation(), s.padding(), s.padding());
      sides_[0] = {s.x(false), pd.src_desc()};
      sides_[1] = {s.y(false), pd.diff_dst_desc()};
      sides_[2] = {s.weight(false), pd.diff_weights_desc()};
      set(pd, {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS});
    }
    bias_ = s.bias_desc();
    for (size_t i = 0; i < 3; ++i) sides_[i].prepare(i < 2);
  }

  void run(const float* a, const float* b, const float* bias, float* out) {
    use_our_threads();
    size_t bytes = align(scratch_);
    for (const Side& s : sides_)
      bytes += s.same() ? 0 : align(s.wanted.get_size()) + align(s.reorder_scratch);
    auto* free = static_cast<std::byte*>(scratch(kReorderSlot, bytes));
    const auto take = [&free](size_t size) { return std::exchange(free, free + align(size)); };

    float* const plain[] = {const_cast<float*>(a), const_cast<float*>(b), out};
    std::unordered_map<int, memory> args;
    for (size_t i = 0; i < 3; ++i) {
      const Side& s = sides_[i];
      void* const place = s.same() ? static_cast<void*>(plain[i]) : take(s.wanted.get_size());
      args.insert({args_[i], memory(s.wanted, cpu_engine(), place)});
      if (i < 2 && !s.same()) move(s, plain[i], args.at(args_[i]), true, take(s.reorder_scratch));
    }
    if (bias) args.insert({DNNL_ARG_BIAS, memory(bias_, cpu_engine(), const_cast<float*>(bias))});
    args.insert({DNNL_ARG_SCRATCHPAD, memory(scratch_desc_, cpu_engine(), take(scratch_))});
    primitive_.execute(stream_, args);
    if (!sides_[2].same())
      move(sides_[2], out, args.at(args_[2]), false, take(sides_[2].reorder_scratch));
    stream_.wait();
  }

 private:
  static size_t align(size_t bytes) { return (bytes + 63) / 64 * 64; }

  template <class Desc>
  void set(const Desc& pd, std::array<int, 3> args) {
    primitive_ = dnnl::primitive(pd);
    scratch_desc_ = pd.scratchpad_desc();
    scratch_ = scratch_desc_.get_size();
    args_ = args;
  }

  void move(const Side& s, float* plain, memory& wanted, bool into, void* scratchpad) {
    memory plain_memory(s.plain, cpu_engine(), plain);
    const memory pad({{static_cast<int64_t>(s.reorder_scratch)}, memory::data_type::u8, Tag::x},
                     cpu_engine(), scratchpad);
    s.reorder.execute(stream_, {{DNNL_ARG_FROM, into ? plain_memory : wanted},
                                {DNNL_ARG_TO, into ? wanted : plain_memory},
                                {DNNL_ARG_SCRATCHPAD, pad}});
  }

  dnnl::stream stream_;
  dnnl::primitive primitive_;
  memory::desc scratch_desc_, bias_;
  size_t scratch_ = 0;
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
bool run(Pass pass, const P& p, const float* a, const float* b, const float* bias, float* out,
         bool relu) {
  Shape shape{{}, pass, bias != nullptr, relu};
  static_assert(sizeof(P) == sizeof shape.p);
  std::memcpy(static_cast<void*>(&shape.p), &p, sizeof p);
  try {
    convolution(shape).run(a, b, bias, out);
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
                   float* y, bool relu) {
  return run(Pass::forward, p, x, weight, bias, y, relu);
}
bool onednn_conv2d_grad_input(const kernel::conv2d_grad_input& p, const float* g,
                              const float* weight, float* dx) {
  return run(Pass::grad_input, p, g, weight, nullptr, dx, false);
}
bool onednn_conv2d_grad_weight(const kernel::conv2d_grad_weight& p, const float* x, const float* g,
                               float* dweight) {
  return run(Pass::grad_weight, p, x, g, nullptr, dweight, false);
}

}  // namespace pumice::cpu

#else

namespace pumice::cpu {

bool onednn_sgemm(const Gemm<float>&) { return false; }
bool onednn_conv2d(const kernel::conv2d&, const float*, const float*, const float*, float*, bool) {
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
