// Writes libtorch_*.pt into the working folder, by hand, with libtorch 2.6; make.py takes them up.
#include <torch/torch.h>

struct Net : torch::nn::Module {
  Net()
      : fc(register_module("fc", torch::nn::Linear(3, 2))),
        norm(register_module("norm", torch::nn::BatchNorm1d(2))),
        scale(register_parameter("scale", torch::randn({2, 3}).t())),
        places(register_buffer("places", torch::tensor({1, 2}))) {}
  torch::nn::Linear fc;
  torch::nn::BatchNorm1d norm;
  torch::Tensor scale, places;
};

int main() {
  torch::manual_seed(1);
  torch::save(torch::randn({2, 3}).t(), "libtorch_tensor.pt");
  torch::save(std::vector<torch::Tensor>{torch::arange(3), torch::randn(2).requires_grad_(),
                                         torch::tensor({true, false})},
              "libtorch_list.pt");
  torch::save(std::make_shared<Net>(), "libtorch_module.pt");
  torch::serialize::OutputArchive archive, nested;
  nested.write("y", torch::randn(2));
  archive.write("x", torch::randn(2));
  archive.write("n", c10::IValue(int64_t(5)));
  archive.write("text", c10::IValue("text"));
  archive.write("half", c10::IValue(0.5));
  archive.write("yes", c10::IValue(true));
  archive.write("nested", nested);
  archive.save_to("libtorch_archive.pt");
}
