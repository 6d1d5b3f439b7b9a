// A user's program: one step of gradient descent makes the loss fall.
#include <pumice/pumice.h>

#include <iostream>

int main() {
  pumice::manual_seed(1);
  pumice::nn::Linear layer(7, 3);
  pumice::optim::SGD optimizer(layer->parameters(), pumice::optim::SGDOptions(0.1));
  const auto input = pumice::randn({5, 7}), target = pumice::randn({5, 3});
  const auto before = pumice::mse_loss(layer(input), target);
  before.backward();
  optimizer.step();
  const auto after = pumice::mse_loss(layer(input), target);
  std::cout << before.item<float>() << " -> " << after.item<float>() << '\n';
  return after.item<float>() < before.item<float>() ? 0 : 1;
}
