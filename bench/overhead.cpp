// Costs that no kernel explains: recording, dispatching, replaying.
#include "cases.h"

namespace pumice::bench {

namespace {
// By moving: a list of initial values would count references of its own.
std::vector<Tensor> alone(Tensor result) {
  std::vector<Tensor> results;
  results.push_back(std::move(result));
  return results;
}
}  // namespace

std::vector<Case> overhead_cases() {
  const auto scalar = [](Device device) { return zeros({1}, device); };
  return {
      {"record/add", 0, 0,
       [=](Device device) {
         const Tensor x = scalar(device);
         return [x] {
           NoGradGuard no_grad;
           return alone(x + x);  // never read, so never run: only recording is timed
         };
       },
       true},
      {"record/add_with_grad", 0, 0,
       [=](Device device) {
         const Tensor x = scalar(device);
         x.requires_grad_();
         return [x] { return alone(x + x); };
       },
       true},
      {"record/view", 0, 0,
       [=](Device device) {
         const Tensor x = zeros({4, 4}, device);
         return [x] {
           NoGradGuard no_grad;
           return alone(x.t());
         };
       },
       true},
      {"record/view_with_grad", 0, 0,
       [=](Device device) {
         const Tensor x = zeros({4, 4}, device);
         x.requires_grad_();
         return [x] { return alone(x.t()); };
       },
       true},
      // Views alone, whose gradients are views: what is timed is the engine's own work on 1000
      // nodes.
      {"backward/1000_nodes", 0, 0,
       [=](Device device) {
         const Tensor x = zeros({1}, device);
         x.requires_grad_();
         Tensor y = x;
         for (int i = 0; i < 500; ++i) y = y.unsqueeze(0).squeeze(0);
         return [x, y, seed = ones({1}, device)] {
           return autograd::grad({y}, {x}, {seed}, /*retain_graph=*/true);
         };
       },
       true},
      {"dispatch/add_inplace", 0, 0,
       [=](Device device) {
         const Tensor x = scalar(device);
         return [x] { return alone(x.add_(1)); };
       }},
      {"replay/32_dispatches", 0, 0,
       [=](Device device) {
         const Tensor x = scalar(device);
         Captured step = capture(
             [x](const std::vector<Tensor>&) {
               for (int i = 0; i < 32; ++i) x.add_(1);
               return std::vector<Tensor>{};
             },
             {x});  // an input says which device
         return [step, host = x.cpu()]() mutable { return step({host}); };
       }},
  };
}

}  // namespace pumice::bench
