// What happens on the CPU alone: elements by address, foreign memory, files, printing, random
// values by seed.
#include <iostream>

#include "show.h"

namespace semantics {
namespace {

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

template <class T>
void pointers(ScalarType dtype) {
  Tensor x = torch::tensor({1, 2, 3}).to(dtype);
  T* data = x.data_ptr<T>();
  data[1] = static_cast<T>(7);
  const Tensor later = x + x;
  data[2] = static_cast<T>(0);
  x.add_(1);
  SHOW(x, later, static_cast<double>(data[0]), static_cast<double>(*x[2].data_ptr<T>()));
  auto elements = x.template accessor<T, 1>();
  elements[0] = static_cast<T>(9);
  SHOW(x, elements.size(0), elements.stride(0), static_cast<double>(elements[1]));
}

void elements() {
  const Tensor x = counted({2, 3}), t = x.t(), part = x.slice(1, 1);
  auto by_row = x.accessor<float, 2>();
  auto by_column = t.accessor<float, 2>();
  by_row[0][1] = 9;
  SHOW(by_column[1][0], by_column[2][1], by_row.size(1), by_row.stride(0),
       part.accessor<float, 2>()[1][1], *part.data_ptr<float>());
  SHOW(x.data_ptr<float>() == x.data_ptr(), x.detach().data_ptr() == x.data_ptr(),
       x[1].data_ptr<float>() - x.data_ptr<float>());
  THROWS(x.data_ptr<double>());
  THROWS((x.accessor<float, 1>()));
  THROWS((x.accessor<int, 2>()));
}

void foreign() {
  float memory[] = {1, 2, 3, 4, 5, 6};
  SHOW(torch::from_blob(memory, {2, 3}), torch::from_blob(memory, {2, 2}, {1, 2}),
       torch::from_blob(memory, {3}, {2}));
  Tensor x = torch::from_blob(memory, {4});
  x[0] = 7;
  x.narrow(0, 2, 2).mul_(10);
  SHOW(memory[0], memory[2], memory[3], x.clone());
  memory[1] = -1;
  SHOW(x, x.sum());
  int deleted = 0;
  {
    int whole[] = {1, 2};
    Tensor y = torch::from_blob(
        whole, {2}, [&](void*) { ++deleted; }, torch::kInt);
    const Tensor part = y[1];
    y.reset();
    SHOW(deleted, part);
  }
  SHOW(deleted, torch::from_blob(memory, {0}).sizes());
  double wide[] = {0.5, 1.5};
  SHOW(torch::from_blob(wide, {2}, torch::kDouble),
       torch::from_blob(wide, {2}, torch::dtype(kDouble).requires_grad(true)).requires_grad());
}

void files() {
  each(all_dtypes(), [](ScalarType d) {
    std::stringstream stream;
    torch::save(torch::full({2}, 3, d), stream);
    Tensor back;
    torch::load(back, stream);
    SHOW(back);
  });
  std::stringstream one, several, gradient, nonsense("abc");
  torch::save(counted({2, 3}).t(), one);
  torch::save(std::vector<Tensor>{counted({2}), torch::ones({1}, kInt)}, several);
  torch::save(leaf(), gradient);
  Tensor x, g;
  std::vector<Tensor> list;
  torch::load(x, one);
  torch::load(list, several);
  torch::load(g, gradient);
  SHOW(x.t().contiguous(), list, g);
  THROWS(torch::load(x, nonsense));
}

Tensor numbers(std::vector<double> values, ScalarType dtype = kFloat) {
  return torch::tensor(values, kDouble).to(dtype);
}

void printing() {
  each(all_dtypes(), [](ScalarType d) {
    SHOW(printed(torch::full({2}, 3, d)), printed(torch::full({}, 3, d)),
         printed(torch::full({2, 2}, 1, d)), printed(torch::empty({0}, d)));
  });
  SHOW(printed(counted({2, 3})), printed(torch::tensor(1.5)), printed(torch::ones({1, 1, 1})),
       printed(torch::empty({2, 0})), printed(Tensor()));
  SHOW(printed(numbers({1.5, -2.25, 1000})), printed(numbers({1e-5, 1})),
       printed(numbers({1e10, 1})), printed(numbers({1e-10, 2e-10})));
  SHOW(printed(numbers({kInf, -kInf, kNan, 1})), printed(numbers({kNan})),
       printed(numbers({-0.0, 0.0})), printed(numbers({99999, 100000.5})));
  SHOW(printed(torch::tensor({100000, -1})), printed(numbers({-128, 0}, kChar)),
       printed(torch::arange(30)), printed(torch::ones({2, 1, 2, 2})));
  SHOW(printed(torch::arange(60).view({2, 30})),
       printed(torch::arange(100, kFloat).view({2, 50}) / 3), printed(numbers({1.0 / 3}, kDouble)));
  SHOW(printed(leaf()), printed(leaf() * 2), printed(torch::ones({2}, kHalf) / 1),
       printed(torch::tensor(1e20)), printed(torch::tensor(1.5e-3)));
  SHOW(printed(counted({2}).sizes()), printed(torch::IntArrayRef{}), printed(torch::kFloat),
       printed(torch::ones({2}).scalar_type()));
  SHOW(printed(torch::Device("cpu")), printed(torch::Device("cuda:1")), printed(torch::kCPU),
       torch::Device("cuda:1").str(), torch::Device("cpu").index());
  SHOW(printed(torch::Scalar(1)), printed(torch::Scalar(1.5)), printed(torch::Scalar(true)),
       printed(torch::Scalar(1e20)), printed(torch::ones({1}).item()));
  SHOW(printed(torch::kStrided), printed(torch::MemoryFormat::ChannelsLast));
  SHOW(printed(Slice(1, 2)), printed(TensorIndex(None)), printed(TensorIndex(3)),
       printed(TensorIndex(Ellipsis)), printed(TensorIndex(true)));
  SHOW(torch::ones({2}).toString(), torch::ones({2}, kLong).toString(), torch::toString(kHalf),
       torch::toString(kBool));
  std::fflush(stdout);
  counted({2, 3}).print();
  std::cout.flush();
}

void devices() {
  SHOW(torch::Device("cpu") == torch::Device(torch::kCPU), torch::Device("cuda:1").index(),
       torch::Device("cuda").has_index(), torch::Device("cpu").is_cpu());
  SHOW(torch::Device(torch::kCUDA, 2).str(), torch::Device("cuda:1") == torch::Device("cuda:0"),
       torch::ones({1}).device().str(), torch::ones({1}).get_device());
  THROWS(torch::Device("nothing"));
  THROWS(torch::Device("cuda:"));
  THROWS(torch::Device("cuda:a"));
  THROWS(torch::Device(""));
  const Tensor x = torch::ones({2}, torch::device(torch::kCPU).dtype(kInt));
  SHOW(x.options().device().str(), x.to(torch::Device("cpu")).is_same(x), x.is_cpu(),
       x.has_storage(), x.is_pinned());
}

// PyTorch's own values, as far as they are those of a build without MKL.
void random_numbers() {
  torch::manual_seed(7);
  SHOW(torch::rand({3}), torch::rand({20}).slice(0, 15));
  SHOW(torch::randn({3}));
  SHOW(torch::randn({20}).slice(0, 12));
  SHOW(torch::randint(10, {6}));
  SHOW(torch::randint(-100, 100, {4}, kInt));
  SHOW(torch::randperm(8));
  SHOW(torch::bernoulli(torch::full({6}, 0.5)));
  SHOW(torch::empty({4}).uniform_(-1, 3));
  SHOW(torch::empty({4}).normal_(2, 0.5));
  SHOW(torch::empty({5}).bernoulli_(0.3));
  SHOW(torch::empty({4}, kLong).random_(3, 30));
  SHOW(torch::empty({4}, kLong).random_(50));
  SHOW(torch::empty({4}, kByte).random_());
  SHOW(torch::empty({3}).exponential_(2));
  SHOW(torch::rand({2}, kDouble), torch::empty({17}, kDouble).normal_().slice(0, 14));
  torch::manual_seed(7);
  SHOW(torch::rand({3}));
  torch::Generator own = at::detail::createCPUGenerator(11);
  SHOW(torch::rand({2}, own));
  SHOW(torch::randn({2}, own));
  SHOW(torch::randperm(5, own), own.current_seed());
  own.set_current_seed(11);
  SHOW(torch::rand({2}, own), torch::rand({1}).numel());
}

void numbers_of_other_kinds() {
  torch::manual_seed(9);
  SHOW(torch::empty({4}).geometric_(0.25), torch::empty({4}, kLong).geometric_(0.01));
  SHOW(torch::empty({3}).cauchy_(1, 2), torch::empty({2}, kDouble).cauchy_());
  SHOW(torch::empty({3}).log_normal_(0.5, 0.25),
       torch::empty({20}, kDouble).log_normal_().slice(0, 15));
}

}  // namespace

void host_topics() {
  pointers<float>(kFloat);
  pointers<double>(kDouble);
  pointers<int64_t>(kLong);
  pointers<int32_t>(kInt);
  pointers<int16_t>(kShort);
  pointers<int8_t>(kChar);
  pointers<uint8_t>(kByte);
  elements();
  foreign();
  files();
  printing();
  devices();
  random_numbers();
  numbers_of_other_kinds();
}

}  // namespace semantics
