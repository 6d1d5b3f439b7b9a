// Functions with their own gradients, and the modes of autograd.
#include "show.h"

namespace semantics {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

struct Square : Function<Square> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    ctx->save_for_backward({x});
    return x * x;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    return {g[0] * 2 * ctx->get_saved_variables()[0]};
  }
};

struct Scaled : Function<Scaled> {
  static Tensor forward(AutogradContext* ctx, Tensor x, double by, bool flag) {
    ctx->saved_data["by"] = by;
    ctx->saved_data["count"] = static_cast<int64_t>(3);
    ctx->saved_data["flag"] = flag;
    return x * by;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    show("saved", ctx->saved_data["by"].toDouble(), ctx->saved_data["count"].toInt(),
         ctx->saved_data["flag"].toBool());
    return {g[0] * ctx->saved_data["by"].toDouble(), Tensor(), Tensor()};
  }
};

struct Dirty : Function<Dirty> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    x.mul_(2);
    ctx->mark_dirty({x});
    return x;
  }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 2}; }
};

struct Several : Function<Several> {
  static variable_list forward(AutogradContext* ctx, Tensor x, Tensor y) {
    const Tensor greater = x > y;
    ctx->mark_non_differentiable({greater});
    return {x + y, x * y, greater};
  }
  static variable_list backward(AutogradContext*, variable_list g) {
    show("gradients of several", g[0], g[1]);
    return {g[0], g[0] * 2};
  }
};

struct Unmaterialized : Function<Unmaterialized> {
  static variable_list forward(AutogradContext* ctx, Tensor x) {
    ctx->set_materialize_grads(false);
    return {x * 2, x * 3};
  }
  static variable_list backward(AutogradContext*, variable_list g) {
    show("defined", g[0].defined(), g[1].defined());
    return {g[0].defined() ? g[0] * 2 : g[1] * 3};
  }
};

struct Identity : Function<Identity> {
  static Tensor forward(AutogradContext*, Tensor x) { return x; }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 5}; }
};

struct Undefined : Function<Undefined> {
  static Tensor forward(AutogradContext*, Tensor x) { return x + 1; }
  static variable_list backward(AutogradContext*, variable_list) { return {Tensor()}; }
};

struct TooMany : Function<TooMany> {
  static Tensor forward(AutogradContext*, Tensor x) { return x + 1; }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0], g[0]}; }
};

void custom() {
  Tensor x = leaf(), y = leaf();
  const Tensor square = Square::apply(x);
  SHOW(square.requires_grad(), square.is_leaf(), Square::apply(counted({2})).requires_grad());
  square.sum().backward();
  SHOW(x.grad());
  Scaled::apply(x, 2.5, true).sum().backward();
  SHOW(x.grad());
  Tensor copy = x * 1;
  const Tensor dirty = Dirty::apply(copy);
  SHOW(dirty.is_same(copy), copy.requires_grad(), dirty.sum());
  dirty.sum().backward();
  SHOW(x.grad());
  THROWS(Dirty::apply(leaf()));
  const auto several = Several::apply(x, y);
  SHOW(several[0].requires_grad(), several[1].requires_grad(), several[2], several[1].output_nr());
  several[0].sum().backward();
  SHOW(x.grad(), y.grad());
  Unmaterialized::apply(x)[1].sum().backward();
  SHOW(x.grad());
  const Tensor same = Identity::apply(x);
  SHOW(same.is_same(x), same.is_leaf(), same.requires_grad());
  same.sum().backward();
  SHOW(x.grad());
  x.mutable_grad().reset();
  Undefined::apply(x).sum().backward();
  SHOW(x.grad());
  THROWS(TooMany::apply(x).sum().backward());
}

void modes() {
  const Tensor x = leaf();
  SHOW(torch::GradMode::is_enabled(), (x * 2).requires_grad());
  {
    const torch::NoGradGuard guard;
    SHOW(torch::GradMode::is_enabled(), x * 2, x.view({3, 1}).requires_grad(),
         torch::ones({1}, torch::requires_grad()));
    const torch::AutoGradMode on(true);
    SHOW(torch::GradMode::is_enabled(), (x * 2).requires_grad());
  }
  SHOW(torch::GradMode::is_enabled());
  Tensor view;
  {
    const torch::NoGradGuard guard;
    view = x.view({3, 1});
  }
  SAYS(view.add_(1));
}

void inference() {
  const Tensor x = leaf(), normal = torch::ones({3});
  Tensor made;
  {
    const c10::InferenceMode guard;
    made = torch::ones({3});
    made.add_(1);
    SHOW(made, c10::InferenceMode::is_enabled(), torch::GradMode::is_enabled(), x * 2,
         normal.view({3, 1}).is_inference());
    normal.add_(1);
    SHOW(normal.is_inference(), torch::ones({2}, torch::requires_grad()).requires_grad());
  }
  SHOW(made.is_inference(), made + 1, made.clone(), made.view({3, 1}).is_inference(), normal,
       normal._version());
  SAYS(made.add_(1));
  SAYS((x * made).sum().backward());
  SAYS(made._version());
}

void anomaly() {
  const Tensor x = torch::tensor({-1.0, 4.0}, torch::requires_grad());
  const Tensor y = x.sqrt().sum();
  const torch::autograd::DetectAnomalyGuard guard;
  THROWS(y.backward());
}

// Gradients where functions have none of their own: ties, zeros, ends.
void kinks() {
  const auto of = [](const Tensor& x, const std::function<Tensor(const Tensor&)>& f) {
    const Tensor leaf = x.detach().clone().requires_grad_();
    f(leaf).sum().backward();
    return leaf.grad();
  };
  const Tensor ties = torch::tensor({1.0, 2.0, 2.0}), zeros = torch::tensor({0.0, 2.0, 0.0});
  SHOW(of(ties, [](const Tensor& x) { return x.max(); }),
       of(ties, [](const Tensor& x) { return std::get<0>(x.max(0)); }));
  SHOW(of(ties, [](const Tensor& x) { return x.amax(); }),
       of(ties, [&](const Tensor& x) { return torch::maximum(x, ties.flip({0})); }));
  SHOW(of(ties, [](const Tensor& x) { return x.median(); }),
       of(ties, [](const Tensor& x) { return x.clamp(1, 2); }));
  SHOW(of(zeros, [](const Tensor& x) { return x.abs(); }),
       of(zeros, [](const Tensor& x) { return x.relu(); }),
       of(zeros, [](const Tensor& x) { return x.sqrt(); }));
  SHOW(of(zeros, [](const Tensor& x) { return x.norm(); }),
       of(zeros * 0, [](const Tensor& x) { return x.norm(); }),
       of(zeros, [](const Tensor& x) { return x.pow(0); }));
  SHOW(of(zeros, [](const Tensor& x) { return x.prod(); }),
       of(zeros, [](const Tensor& x) { return x.cumprod(0); }),
       of(zeros, [](const Tensor& x) { return x.sign(); }));
  SHOW(of(zeros, [](const Tensor& x) { return torch::where(x > 1, x, x * x); }),
       of(ties, [](const Tensor& x) { return x.std(); }));
}

}  // namespace

void functions() {
  custom();
  modes();
  inference();
  anomaly();
  kinks();
}

}  // namespace semantics
