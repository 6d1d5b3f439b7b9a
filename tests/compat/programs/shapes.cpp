// A small convolutional net tells bars from crosses: a data set of one's own, transforms, a data
// loader, batch normalisation, accuracy, saving and loading.
#include <torch/torch.h>

#include <cstdio>
#include <memory>
#include <string>

// 12x12 images of a horizontal bar, a vertical bar, or a cross, shifted by the index.
class Shapes : public torch::data::datasets::Dataset<Shapes> {
 public:
  explicit Shapes(size_t size, int64_t offset) : size_(size), offset_(offset) {}

  torch::data::Example<> get(size_t index) override {
    const int64_t i = static_cast<int64_t>(index) + offset_;
    const int64_t kind = i % 3, row = 2 + i * 5 % 8, column = 2 + i * 7 % 8;
    auto image = torch::zeros({1, 12, 12});
    if (kind != 1) image[0][row] = 1.0;
    if (kind != 0) image.select(2, column).fill_(1.0);
    image += (torch::arange(144, torch::kFloat32).view({1, 12, 12}) * 0.7 + i).sin() * 0.1;
    return {image, torch::tensor(kind, torch::kLong)};
  }
  torch::optional<size_t> size() const override { return size_; }

 private:
  size_t size_;
  int64_t offset_;
};

struct ConvNetImpl : torch::nn::Module {
  ConvNetImpl() {
    register_module("conv1", conv1);
    register_module("norm", norm);
    register_module("conv2", conv2);
    register_module("head", head);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(norm(conv1(x)));
    x = torch::max_pool2d(x, 2);
    x = torch::nn::functional::relu(conv2->forward(x));
    x = x.view({x.size(0), -1});
    return torch::log_softmax(head(x), /*dim=*/1);
  }
  torch::nn::Conv2d conv1{torch::nn::Conv2dOptions(1, 4, /*kernel_size=*/3).padding(1)};
  torch::nn::BatchNorm2d norm{4};
  torch::nn::Conv2d conv2{torch::nn::Conv2dOptions(4, 6, 3).stride(2)};
  torch::nn::Linear head{6 * 2 * 2, 3};
};
TORCH_MODULE(ConvNet);

void fill(torch::nn::Module& module) {
  torch::NoGradGuard no_grad;
  double seed = 3;
  for (auto& item : module.named_parameters()) {
    if (item.key().rfind("norm", 0) == 0) continue;
    torch::Tensor& weight = item.value();
    auto ramp = torch::arange(weight.numel(), torch::kFloat32) + seed;
    weight.copy_((torch::sin(ramp * 78.233) * 0.3).view(weight.sizes()));
    seed += 10;
  }
}

template <typename Loader>
double accuracy(ConvNet& net, Loader& loader) {
  torch::NoGradGuard no_grad;
  net->eval();
  int64_t right = 0, all = 0;
  for (const auto& batch : loader) {
    const auto guess = net->forward(batch.data).argmax(1);
    right += guess.eq(batch.target).sum().template item<int64_t>();
    all += batch.data.size(0);
  }
  return static_cast<double>(right) / static_cast<double>(all);
}

int main() {
  auto training = Shapes(96, 0)
                      .map(torch::data::transforms::Normalize<>(0.2, 0.4))
                      .map(torch::data::transforms::Stack<>());
  auto testing = Shapes(30, 96)
                     .map(torch::data::transforms::Normalize<>(0.2, 0.4))
                     .map(torch::data::transforms::Stack<>());
  auto loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      std::move(training), torch::data::DataLoaderOptions().batch_size(16).workers(2));
  auto test_loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      std::move(testing), /*batch_size=*/8);

  ConvNet net;
  fill(*net);
  std::cout << net << "\n";
  torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(0.05).momentum(0.5));
  for (int epoch = 1; epoch <= 4; ++epoch) {
    net->train();
    double total = 0;
    int64_t batches = 0;
    for (auto& batch : *loader) {
      optimizer.zero_grad();
      auto loss = torch::nll_loss(net->forward(batch.data), batch.target);
      loss.backward();
      optimizer.step();
      total += loss.item<double>();
      ++batches;
    }
    std::printf("epoch %d batches %d loss %.4f accuracy %.3f\n", epoch, static_cast<int>(batches),
                total / static_cast<double>(batches), accuracy(net, *test_loader));
  }

  for (const auto& item : net->named_buffers()) std::cout << item.key() << " ";
  std::cout << net->norm->num_batches_tracked.item<int64_t>() << "\n";
  int64_t count = 0;
  for (const auto& parameter : net->parameters()) count += parameter.numel();
  std::cout << "parameters " << count << "\n";

  const std::string path = "shapes_net.saved";
  torch::save(net, path);
  ConvNet copy;
  torch::load(copy, path);
  std::remove(path.c_str());
  copy->eval();
  net->eval();
  const auto image = Shapes(1, 5).get(0).data.unsqueeze(0);
  const auto difference = copy->forward(image) - net->forward(image);
  std::cout << "same " << (difference.abs().max().item<float>() == 0 ? "yes" : "no") << "\n";
}
