// In which strides results and gradients lie, for operands that do not lie in rows.
#include "show.h"

namespace semantics {
namespace {

using torch::MemoryFormat;
using Function = std::function<Tensor(const Tensor&)>;

std::string layout(const Tensor& t) { return text(t.sizes()) + text(t.strides()); }

/// The layouts of f(x) and of x's gradient, whose cotangent lies as f(x) does.
std::string both(const Tensor& x, const Function& f) {
  const Tensor leaf = x.detach().requires_grad_(), y = f(leaf);
  const Tensor g = torch::ones_like(y.detach());
  return layout(y) + " " + layout(torch::autograd::grad({y}, {leaf}, {g})[0]);
}

Tensor images() { return counted({2, 4, 6, 6}); }
Tensor filters(int64_t out, int64_t in) { return counted({out, in, 3, 3}) / 10; }

void windows(const Tensor& x) {
  SHOW(both(x, [](const Tensor& t) { return torch::conv2d(t, filters(3, 4), {}, 1, 1); }));
  SHOW(both(x, [](const Tensor& t) { return torch::conv2d(t, filters(4, 2), {}, 2, 1, 1, 2); }));
  SHOW(both(x, [](const Tensor& t) { return torch::conv2d(images(), t, {}, 1, 1); }));
  SHOW(both(x, [](const Tensor& t) { return torch::max_pool2d(t, 2); }));
  SHOW(both(x, [](const Tensor& t) { return torch::max_pool2d(t, 3, 1, 1); }));
  SHOW(both(x, [](const Tensor& t) { return torch::avg_pool2d(t, 2); }));
  SHOW(layout(std::get<1>(torch::max_pool2d_with_indices(x, 2))));
  const Tensor ones = torch::ones({4}), zeros = torch::zeros({4});
  for (const bool training : {true, false})
    SHOW(training, both(x, [&](const Tensor& t) {
           return torch::batch_norm(t, ones, zeros, zeros.clone(), ones.clone(), training, 0.1,
                                    1e-5, false);
         }));
}

void memory_formats() {
  const Tensor x = images();
  windows(x);
  windows(x.contiguous(MemoryFormat::ChannelsLast));
  windows(x.transpose(2, 3));
  windows(torch::cat({x, x}, 1).contiguous(MemoryFormat::ChannelsLast).narrow(1, 0, 4));
  const Tensor weight = filters(3, 4).contiguous(MemoryFormat::ChannelsLast);
  SHOW(both(x, [&](const Tensor& t) { return torch::conv2d(t, weight); }));
  const Tensor last = x.narrow(1, 0, 1).contiguous(MemoryFormat::ChannelsLast);
  SHOW(layout(last), layout(last.clone()), layout(torch::zeros_like(last)), layout(last.relu()));
  const Tensor solid = counted({1, 2, 2, 3, 3}).contiguous(MemoryFormat::ChannelsLast3d);
  SHOW(layout(solid.exp()), layout(torch::cat({solid, solid}, 1)), layout(solid.sum(1, true)));
}

void moved(const Tensor& x) {
  SHOW(layout(std::get<0>(x.sort(1))), layout(std::get<1>(x.sort(0))),
       layout(x.argsort(int64_t{-1})), layout(std::get<0>(x.topk(2, -1))),
       layout(std::get<0>(x.cummax(0))));
  SHOW(layout(x.index_select(0, places({1, 0}))), layout(x.index({places({1, 0})})),
       layout(x.index({Slice(), places({0, 0})})), layout(x.gather(0, x.gt(5).to(kLong))),
       layout(x.index({Ellipsis, places({0, 1, 0, 1}).view({2, 2})})));
  SHOW(layout(torch::stack({x, x})), layout(torch::stack({x, x}, 1)),
       layout(torch::stack({x, x}, -1)), layout(torch::cat({x, x}, 1)),
       layout(x.repeat_interleave(2, 0)));
  SHOW(layout(x.roll(1, 0)), layout(x.flip({0})), layout(x.cumsum(1)), layout(x.softmax(1)),
       layout(torch::bernoulli(x * 0)));
}

void written(const Tensor& x) {
  const Tensor index = x.gt(5).to(kLong), row = x.narrow(0, 0, 1), mask = x > 5;
  SHOW(layout(x.masked_fill(mask, 2)), layout(x.masked_fill(mask, torch::tensor(2.f))),
       layout(x.masked_scatter(mask, x)), layout(x.index_put({mask}, torch::tensor(2.f))));
  SHOW(layout(x.scatter(0, index, x)), layout(x.scatter(0, index, 2)),
       layout(x.scatter_add(0, index, x)), layout(x.scatter_reduce(0, index, x, "amax")));
  SHOW(layout(x.index_add(0, places({1}), row)), layout(x.index_copy(0, places({1}), row)),
       layout(x.index_fill(0, places({1}), 2)), layout(x.index_put({places({1})}, x[0])),
       layout(x.put(places({1}), torch::ones({1}))));
  SHOW(layout(x.select_scatter(x.select(0, 0), 0, 1)), layout(x.slice_scatter(row, 0, 0, 1)),
       layout(x.diagonal_scatter(x.diagonal())));
}

void gradients_of(const Tensor& x) {
  const Tensor rows = x.contiguous();
  SHOW(both(x, [](const Tensor& t) { return t.exp(); }),
       both(x, [](const Tensor& t) { return t.relu(); }),
       both(x, [&](const Tensor& t) { return t * rows; }),
       both(x, [&](const Tensor& t) { return rows * t; }));
  SHOW(both(x, [&](const Tensor& t) { return torch::where(t > 5, t, rows); }),
       both(x, [&](const Tensor& t) { return torch::maximum(t, rows); }));
  SHOW(both(x, [](const Tensor& t) { return t.mean(); }),
       both(x, [](const Tensor& t) { return t.mean(0); }),
       both(x, [](const Tensor& t) { return t.sum(); }),
       both(x, [](const Tensor& t) { return t.var(1); }));
  SHOW(both(x, [](const Tensor& t) { return t.take(places({1})); }),
       both(x, [](const Tensor& t) { return t.masked_select(t > 5); }),
       both(x, [](const Tensor& t) { return t.masked_fill(t > 5, 2); }));
}

void orders() {
  const Tensor x = counted({2, 3, 4});
  const Tensor layouts[] = {x.transpose(1, 2).contiguous().transpose(1, 2),
                            x.permute({2, 1, 0}).contiguous().permute({2, 1, 0}),
                            x.narrow(0, 0, 1).expand({2, 3, 4}),
                            torch::cat({x, x}, -1).narrow(-1, 0, 4)};
  for (const Tensor& t : layouts) {
    SHOW(layout(t));
    moved(t);
    written(t);
    gradients_of(t);
  }
  const Tensor images = counted({2, 2, 3, 3}).contiguous(MemoryFormat::ChannelsLast);
  moved(images);
  written(images);
  gradients_of(images);
  const Tensor a = counted({3, 4}).t(), b = counted({2, 3}).t();
  SHOW(both(a, [&](const Tensor& t) { return t.mm(b); }),
       both(b, [&](const Tensor& t) { return a.mm(t); }));
  SHOW(counted({2, 1, 2, 1, 2}).repeat({2, 1, 2, 2, 2}).sum({0, 2, 4}));
}

}  // namespace

void layouts() {
  memory_formats();
  orders();
}

}  // namespace semantics
