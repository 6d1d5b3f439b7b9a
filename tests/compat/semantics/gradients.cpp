// The rules of autograd: leaves, graphs, hooks, writes, views.
#include "show.h"

namespace semantics {
namespace {

using torch::autograd::grad;

void accumulation() {
  Tensor x = leaf();
  (x * x).sum().backward();
  SHOW(x.grad(), x.is_leaf(), (x * 2).is_leaf(), x.detach().is_leaf(), counted({2}).is_leaf());
  (x * 2).sum().backward();
  SHOW(x.grad());
  x.grad().zero_();
  SHOW(x.grad());
  x.mutable_grad() = torch::ones({3});
  x.sum().backward();
  SHOW(x.grad(), x.grad().requires_grad());
  x.mutable_grad().reset();
  SHOW(x.grad().defined());
  const Tensor y = x.exp().sum();
  y.backward({}, /*retain_graph=*/true);
  y.backward();
  SHOW(x.grad());
  SAYS(y.backward());
  THROWS((x * x).backward());
  SAYS(counted({3}).sum().backward());
  SAYS(torch::ones({2}, kInt).requires_grad_());
  THROWS((x * x).backward(torch::ones({2})));
  Tensor a = leaf(), b = leaf();
  (a * b).sum().backward({}, torch::nullopt, false, std::vector<Tensor>{a});
  SHOW(a.grad(), b.grad());
  torch::autograd::backward({a * 1, a * 2}, {torch::ones({3}), torch::ones({3})});
  SHOW(a.grad());
}

void asked_for() {
  const Tensor x = leaf(), y = leaf();
  SHOW(grad({(x * x).sum()}, {x}), x.grad().defined(), grad({x * x}, {x}, {torch::ones({3}) * 2}));
  SHOW(grad({(x * x).sum()}, {x, y}, {}, torch::nullopt, false, true));
  THROWS(grad({(x * x).sum()}, {x, y}));
  THROWS(grad({x * x}, {x}));
  const Tensor first = grad({(x * x * x).sum()}, {x}, {}, torch::nullopt, true)[0];
  const Tensor second = grad({first.sum()}, {x}, {}, torch::nullopt, true)[0];
  SHOW(first, second, grad({second.sum()}, {x}));
  const Tensor z = x * 2;
  SHOW(grad({(z * z).sum()}, {z}), grad({z.sum()}, {x}), grad({x.sum()}, {x}));
}

void broadcasting() {
  Tensor x = leaf({2, 3}), row = leaf({3}), column = leaf({2, 1}),
         number = torch::tensor(2.0, torch::requires_grad());
  (x * row + column / number).sum().backward();
  SHOW(x.grad(), row.grad(), column.grad(), number.grad());
  Tensor wide = leaf({1, 3}), turned = counted({3, 2}).t().requires_grad_();
  wide.expand({4, 3}).sum().backward();
  (turned * turned).sum().backward();
  SHOW(wide.grad(), turned.grad(), turned.is_leaf());
  Tensor whole = leaf();
  (whole * torch::ones({3}, kInt)).sum().backward();
  torch::cat({whole, torch::ones({2})}).sum().backward();
  torch::stack({whole, whole}).sum().backward();
  SHOW(whole.grad(), whole.argmax(), (whole > 1).requires_grad(), whole.to(kInt).requires_grad(),
       whole.floor().requires_grad());
  Tensor image =
      counted({1, 2, 2, 2}).contiguous(torch::MemoryFormat::ChannelsLast).requires_grad_();
  (image * image).sum().backward();
  SHOW(image.grad().strides());
}

void hooks() {
  Tensor x = leaf();
  Tensor y = x * 2;
  const auto doubling = y.register_hook([](Tensor g) { return g * 2; });
  y.register_hook([](Tensor g) { show("second hook", g); });
  y.retain_grad();
  (y * y).sum().backward();
  SHOW(x.grad(), y.grad(), y.retains_grad(), x.retains_grad());
  x.mutable_grad().reset();
  Tensor z = x * 2;
  const auto first = z.register_hook([](Tensor g) { return g * 100; });
  z.register_hook([](Tensor g) { return g + 1; });
  z.remove_hook(first);
  z.sum().backward();
  SHOW(x.grad(), doubling == first);
  const auto on_leaf = x.register_hook([](const Tensor& g) { show("on leaf", g); });
  x.sum().backward();
  x.remove_hook(on_leaf);
  x.sum().backward();
  SHOW(x.grad());
  THROWS(counted({2}).register_hook([](Tensor g) { return g; }));
  Tensor w = x * 3;
  w.register_hook([](Tensor g) { show("before the write", g); });
  w.mul_(5);
  w.register_hook([](Tensor g) { show("after the write", g); });
  w.sum().backward();
}

void writes_in_graphs() {
  Tensor x = leaf();
  SAYS(x.add_(1));
  SAYS(x[0].add_(1));
  SAYS(x.zero_());
  SAYS(x.index_put_({0}, 1));
  SAYS(x.view({3, 1}).mul_(2));
  Tensor y = x.exp();
  y.add_(1);
  SAYS(y.sum().backward());
  Tensor t = x * 2, squares = t * t;
  t.add_(1);
  SAYS(squares.sum().backward());
  Tensor z = x * 2;
  z.mul_(3).add_(1);
  z[0] = 7;
  SHOW(z);
  z.sum().backward();
  SHOW(x.grad());
  Tensor m = leaf({2, 3}), n = m * 1, row = n[0], column = n.select(1, 1);
  row.mul_(2);
  column.mul_(3);
  SHOW(n, row, column);
  (n * n).sum().backward();
  SHOW(m.grad());
  Tensor into = torch::zeros({2, 3}), p = leaf({2, 3});
  into[0].copy_(p[1]);
  into.t()[0] = p.select(1, 2);
  SHOW(into, into.requires_grad());
  (into * into).sum().backward();
  SHOW(p.grad());
  Tensor q = leaf({4}), r = q.clone();
  r.masked_fill_(q > 2, 0).index_put_({places({0})}, torch::ones({1}));
  SHOW(r);
  r.sum().backward();
  SHOW(q.grad(), q.clone().zero_(), q.clone().fill_(3).requires_grad(),
       (q * 1).copy_(torch::ones({4})), torch::zeros({4}).copy_(q));
  Tensor s = leaf({2, 3}), v = s * 1;
  v.t_();
  v.unsqueeze_(0);
  SHOW(v);
  v.sum().backward();
  SHOW(s.grad());
  for (const Tensor& part : (s * 1).unbind(0)) SAYS(part.mul_(2));
  SAYS((s * 1).split(1)[0].mul_(2));
  THROWS(torch::ones({1}).expand({3}).add_(1));
}

void detached() {
  Tensor x = leaf(), y = x * 1, d = y.detach();
  d.mul_(2);
  SHOW(y.requires_grad(), d, x.data().requires_grad(), x.data().is_leaf(),
       x.detach().is_alias_of(x), x.variable_data());
  Tensor z = y * y;
  d.add_(1);
  SAYS(z.sum().backward());
  y.detach_();
  SHOW(y, y.is_leaf());
  Tensor w = x * 2;
  SAYS(w.requires_grad_(false));
  SHOW(w.requires_grad_(true).requires_grad());
  Tensor squares = x * x;
  x.data().add_(1);
  squares.sum().backward();
  SHOW(x.grad());
  for (int step = 0; step < 3; ++step) {
    x.mutable_grad().reset();
    (x * x).sum().backward();
    const torch::NoGradGuard guard;
    x -= 0.25 * x.grad();
  }
  SHOW(x, x.is_leaf());
}

void graphs() {
  const Tensor x = leaf(), m = leaf({2, 2});
  SHOW(x + x, x - x, x * x, x / x, x.pow(3), x.exp(), -x, x.abs(), x.sqrt(), x.log(), x.tanh(),
       x.sigmoid(), x.relu());
  SHOW(x.sum(), x.mean(), x.sum(0, true), x.amax(), x.prod(), x.norm(), x.cumsum(0), x.softmax(0),
       x.log_softmax(0), x.logsumexp(0));
  SHOW(x.view({3, 1}), x.unsqueeze(0), m.t(), m.transpose(0, 1), m.permute({1, 0}), x[0],
       x.slice(0, 1), x.clone(), x.expand({2, 3}));
  SHOW(m.mm(m), x.dot(x), m.diagonal(), m.unbind()[1], m.split(1)[0], m.squeeze(),
       x.index({places({0})}), x.where(x > 1, x * 2));
  const auto node = ((x * x) + x).grad_fn();
  SHOW(node->name(), node->next_edges().size(), node->next_edge(0).function->name(),
       node->num_inputs(), node->num_outputs());
  SHOW(node->next_edge(0).function->next_edge(0).function->name(), x.unbind()[2].output_nr(),
       std::get<1>(m.max(1)));
}

}  // namespace

void gradients() {
  accumulation();
  asked_for();
  broadcasting();
  hooks();
  writes_in_graphs();
  detached();
  graphs();
}

}  // namespace semantics
