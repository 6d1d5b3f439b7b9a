// Nodes and functions: hooks of nodes, and all that a function with a gradient of its own may do.
#include "show.h"

namespace semantics {
namespace {

using torch::autograd::AutogradContext, torch::autograd::variable_list;

struct Pre : torch::autograd::FunctionPreHook {
  variable_list operator()(const variable_list& grads) override {
    show("before", grads);
    return {grads[0] * 10};
  }
};
struct Post : torch::autograd::FunctionPostHook {
  variable_list operator()(const variable_list& outputs, const variable_list& inputs) override {
    show("after", outputs, inputs);
    return {outputs[0] + 1};
  }
};

void node_hooks() {
  const Tensor x = leaf(), y = x.exp();
  const auto node = y.grad_fn();
  node->add_pre_hook(std::make_unique<Pre>());
  const auto key = node->add_post_hook(std::make_unique<Post>());
  y.register_hook([](const Tensor& g) { show("of the tensor", g); });
  y.sum().backward({}, true);
  SHOW(x.grad());
  SHOW(node->del_post_hook(key));
  SHOW(node->del_post_hook(key));
  y.sum().backward();
  SHOW(x.grad());
  const Tensor leaf_of_node = leaf();
  const auto accumulate = (leaf_of_node * 1).grad_fn()->next_edge(0).function;
  accumulate->add_pre_hook(std::make_unique<Pre>());
  SHOW(accumulate->name());
  const Tensor z = leaf_of_node * leaf_of_node;
  z.sum().backward();
  SHOW(leaf_of_node.grad(), z.grad_fn()->should_compute_output(0),
       (leaf_of_node * counted({3})).grad_fn()->should_compute_output(1));
  SHOW((*leaf().sin().grad_fn())({torch::zeros({3})}));
}

void undefined_gradients() {
  const Tensor m = leaf({2, 2});
  const auto rows = m.unbind(0);
  for (const Tensor& row : rows)
    row.register_hook([](const Tensor& g) { show("row", g.defined()); });
  rows[1].sum().backward();
  SHOW(m.grad());
}

// Gradients of two results, of which some do not arrive.
struct Two : torch::autograd::Function<Two> {
  static variable_list forward(AutogradContext* ctx, Tensor x, bool zeros) {
    ctx->set_materialize_grads(zeros);
    return {x * 2, x * 3};
  }
  static variable_list backward(AutogradContext*, variable_list grads) {
    show("two", grads);
    return {grads[0], Tensor()};
  }
};
struct Nothing : torch::autograd::Function<Nothing> {
  static Tensor forward(AutogradContext*, Tensor x) { return x * 1; }
  static variable_list backward(AutogradContext*, variable_list) { return {Tensor()}; }
};
struct KeepsResult : torch::autograd::Function<KeepsResult> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    const Tensor y = x.exp();
    ctx->save_for_backward({y});
    return y;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const Tensor y = ctx->get_saved_variables()[0];
    show("kept", y.requires_grad(), y.is_leaf(), torch::GradMode::is_enabled());
    return {grads[0] * y};
  }
};
// What is no tensor has no gradient, and lists of tensors are none.
struct Mixed : torch::autograd::Function<Mixed> {
  static Tensor forward(AutogradContext*, Tensor x, variable_list list,
                        torch::optional<Tensor> perhaps, double scale) {
    return x * scale + list[0] + (perhaps ? *perhaps : list[1]);
  }
  static variable_list backward(AutogradContext*, variable_list grads) {
    return {grads[0], Tensor(), Tensor(), Tensor()};
  }
};
struct Forgets : torch::autograd::Function<Forgets> {
  static Tensor forward(AutogradContext* ctx, Tensor x, Tensor y) {
    y.mul_(2);
    ctx->mark_dirty({y});
    return x * 1;
  }
  static variable_list backward(AutogradContext*, variable_list grads) {
    return {grads[0], Tensor()};
  }
};
struct Wrong : torch::autograd::Function<Wrong> {
  static Tensor forward(AutogradContext* ctx, Tensor x, int64_t kind) {
    ctx->saved_data["kind"] = kind;
    return x * 2;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    switch (ctx->saved_data["kind"].toInt()) {
      case 0:
        return {grads[0]};
      case 1:
        return {grads[0], grads[0]};
      case 2:
        return {torch::ones({2}), Tensor()};
      case 3:
        return {grads[0].to(kLong), Tensor()};
      default:
        return {torch::ones({2, 3}), Tensor(), Tensor()};
    }
  }
};

void own_gradients() {
  for (const bool zeros : {true, false}) {
    const Tensor x = leaf();
    Two::apply(x, zeros)[0].sum().backward();
    SHOW(x.grad());
    const Tensor y = leaf();
    Nothing::apply(Two::apply(y, true)[1]).sum().backward();
    SHOW(y.grad());
  }
  const Tensor x = leaf();
  KeepsResult::apply(x).sum().backward();
  const Tensor mixed = Mixed::apply(x, variable_list{leaf(), leaf()}, torch::nullopt, 2.0);
  SHOW(x.grad(), mixed.requires_grad(), mixed.grad_fn()->next_edges().size());
  mixed.sum().backward();
  SHOW(x.grad());
  SAYS(Forgets::apply(x, counted({3})));
  for (int64_t kind = 0; kind < 5; ++kind) {
    const Tensor y = leaf();
    THROWS(Wrong::apply(y, kind).sum().backward());
    SHOW(kind, y.grad());
  }
}

void refusals() {
  const Tensor x = leaf(), y = leaf();
  SAYS(torch::autograd::grad({(x * x).sum()}, {x, y}));
  SAYS(torch::autograd::grad({(x * x).sum()}, {}));
  SAYS(torch::autograd::grad({(x * x).sum()}, {counted({2})}));
  SAYS(torch::autograd::backward({x * 1, x * 2}, {torch::ones({3})}));
  SAYS((x * x).sum().backward({}, torch::nullopt, false, std::vector<Tensor>{counted({2})}));
  SHOW(Tensor().requires_grad(), leaf().view(kFloat).requires_grad(), (x * 1).logical_not_(),
       leaf().logical_not_());
}

}  // namespace

void nodes() {
  node_hooks();
  undefined_gradients();
  own_gradients();
  refusals();
}

}  // namespace semantics
