// oneDNN's convolutions, kept compiled by their sizes and shared out over threads.
#include "cpu/onednn.h"

#ifdef PUMICE_USE_ONEDNN

#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "cpu/onednn_threads.h"
#include "cpu/scratch.h"

namespace pumice::cpu {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

dnnl::engine& cpu_engine() {
  static auto* const engine = new dnnl::engine(dnnl::engine::kind::cpu, 0);  // outlives all threads
  return *engine;
}

/// The calling thread's: primitives may run on several threads at once, streams may not.
dnnl::stream& stream() {
  thread_local dnnl::stream own(cpu_engine());
  return own;
}

enum class Pass : uint32_t { forward, grad_input, grad_weight };

/// A convolution's sizes and what is asked of it, as a key and as oneDNN's descriptors.
struct Shape {
  kernel::conv2d p;
  Pass pass;
  uint32_t bias = 0, residual = 0, relu = 0;
  uint32_t threads = 1;  // that it is compiled for

  std::string_view bytes() const { return {reinterpret_cast<const char*>(this), sizeof *this}; }
  memory::desc plain(const memory::dims& dims, Tag tag) const {
    return {dims, memory::data_type::f32, tag};
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
  double flops() const {
    const uint32_t channels = p.c / p.groups;
    return 2.0 * p.n * p.o * p.oh * p.ow * channels * p.kh * p.kw;
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
  void run(const void* from, void* to, void* pad) const {
    primitive_.execute(stream(), {{DNNL_ARG_FROM, {from_, cpu_engine(), const_cast<void*>(from)}},
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

/// A convolution's data; b is the weight but for grad_weight, where out is.
struct Data {
  const float *a, *b, *bias, *residual;
  float* out;
};

/// One compiled convolution: two inputs, one output, each with a reorder where its layout differs.
class Convolution {
 public:
  explicit Convolution(const Shape& s) {
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

  void run(const Data& data) const {
    size_t bytes = align(scratch_desc_.get_size());
    for (const Side& s : sides_)
      if (!s.same())
        bytes += align(s.wanted.get_size()) + align(s.there.scratch_bytes()) +
                 align(s.back.scratch_bytes());
    auto* free = static_cast<std::byte*>(scratch(kReorderSlot, bytes));
    const auto take = [&free](size_t size) { return std::exchange(free, free + align(size)); };

    const float* const given[] = {data.a, data.b, data.residual};
    void* places[3];
    std::unordered_map<int, memory> args;
    for (size_t i = 0; i < 3; ++i) {
      const Side& s = sides_[i];
      void* const own = i < 2 ? const_cast<float*>(given[i]) : data.out;
      places[i] = s.same() ? own : take(s.wanted.get_size());
      args.insert({args_[i], memory(s.wanted, cpu_engine(), places[i])});
      if (given[i] && !s.same())
        s.there.run(given[i], places[i], take(s.there.scratch_bytes()));
      else if (given[i] && given[i] != own)
        std::memcpy(own, given[i], s.plain.get_size());
    }
    if (data.bias)
      args.insert({DNNL_ARG_BIAS, memory(bias_, cpu_engine(), const_cast<float*>(data.bias))});
    args.insert(
        {DNNL_ARG_SCRATCHPAD, memory(scratch_desc_, cpu_engine(), take(scratch_desc_.get_size()))});
    primitive_.execute(stream(), args);
    const Side& y = sides_[2];
    if (!y.same()) y.back.run(places[2], data.out, take(y.back.scratch_bytes()));
    stream().wait();
  }

 private:
  static size_t align(size_t bytes) { return (bytes + 63) / 64 * 64; }

  template <class Desc>
  void set(const Desc& pd, std::array<int, 3> args) {
    primitive_ = dnnl::primitive(pd);
    scratch_desc_ = pd.scratchpad_desc();
    args_ = args;
  }

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

/// Images that each thread should take on its own, or 0 where all had better share each image:
/// threads should get the same number, and laying out the weights once per thread must be little
/// beside the convolution.
uint32_t images_per_thread(const kernel::conv2d& p) {
  const auto threads = static_cast<uint32_t>(num_threads());
  const uint32_t images = (p.n + threads - 1) / threads;
  const bool even = p.n % threads == 0 || p.n >= 4 * threads;
  const bool enough = size_t(images) * p.oh * p.ow >= 128;
  return !in_parallel() && threads > 1 && even && enough ? images : 0;
}

/// Our threads each with images of their own: they do not wait for one another, as OpenMP's do.
void run_in_parts(const Shape& shape, uint32_t images, const Data& data) {
  const kernel::conv2d& p = shape.p;
  const size_t x = size_t(p.c) * p.h * p.w, y = size_t(p.o) * p.oh * p.ow;
  const size_t weight = size_t(p.o) * (p.c / p.groups) * p.kh * p.kw;
  const bool sums = shape.pass == Pass::grad_weight;
  const size_t a_step = shape.pass == Pass::grad_input ? y : x, b_step = sums ? y : 0;
  const size_t out_step = shape.pass == Pass::forward ? y : sums ? 0 : x;
  const size_t parts = (p.n + images - 1) / images;
  float* const rest =
      sums ? static_cast<float*>(scratch(kPartsSlot, parts * weight * sizeof(float))) : nullptr;
  parallel_for(0, parts, 1, [&](size_t begin, size_t end) {
    const ThreadCount alone(0);
    for (size_t i = begin; i < end; ++i) {
      const size_t first = i * images;
      Shape part = shape;
      part.p.n = std::min(images, p.n - static_cast<uint32_t>(first));
      convolution(part).run({data.a + first * a_step, data.b + first * b_step, data.bias,
                             data.residual ? data.residual + first * y : nullptr,
                             sums && i ? rest + i * weight : data.out + first * out_step});
    }
  });
  if (sums)
    parallel_for(0, weight, 16384, [&](size_t begin, size_t end) {
      for (size_t i = 1; i < parts; ++i)
        for (size_t w = begin; w < end; ++w) data.out[w] += rest[i * weight + w];
    });
}

template <class P>
bool run(Pass pass, const P& p, const Data& data, bool relu) {
  Shape shape{{}, pass, data.bias != nullptr, data.residual != nullptr, relu};
  static_assert(sizeof(P) == sizeof shape.p);
  std::memcpy(static_cast<void*>(&shape.p), &p, sizeof p);
  try {
    if (const uint32_t images = images_per_thread(shape.p)) {
      run_in_parts(shape, images, data);
    } else {
      const ThreadCount threads(shape.flops());
      shape.threads = threads.count();
      convolution(shape).run(data);
    }
    return true;
  } catch (const dnnl::error& e) {
    if (e.status == dnnl_unimplemented) return false;
    fail(ErrorKind::internal, "conv2d: oneDNN: {}", e.message);
  }
}

}  // namespace

bool onednn_conv2d(const kernel::conv2d& p, const float* x, const float* weight, const float* bias,
                   const float* residual, float* y, bool relu) {
  return run(Pass::forward, p, {x, weight, bias, residual, y}, relu);
}
bool onednn_conv2d_grad_input(const kernel::conv2d_grad_input& p, const float* g,
                              const float* weight, float* dx) {
  return run(Pass::grad_input, p, {g, weight, nullptr, nullptr, dx}, false);
}
bool onednn_conv2d_grad_weight(const kernel::conv2d_grad_weight& p, const float* x, const float* g,
                               float* dweight) {
  return run(Pass::grad_weight, p, {x, g, nullptr, nullptr, dweight}, false);
}

}  // namespace pumice::cpu

#else

namespace pumice::cpu {

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
