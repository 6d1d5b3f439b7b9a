// Making tensors: dtype inference, options, shapes, the _like family.
#include "show.h"

namespace semantics {
namespace {

void from_values() {
  SHOW(torch::tensor(3), torch::tensor(3.5), torch::tensor(true), torch::tensor(3.5F));
  SHOW(torch::tensor({1, 2, 3}), torch::tensor({1.0, 2.5}), torch::tensor({true, false}));
  SHOW(torch::tensor({{1, 2}, {3, 4}}), torch::tensor({{1.5}, {2.5}}));
  SHOW(torch::tensor({{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}).sizes());
  SHOW(torch::tensor(std::vector<int64_t>{1, 2}), torch::tensor(std::vector<float>{1.5F, 2}));
  SHOW(torch::tensor(std::vector<int>{1, 2}), torch::tensor(torch::ArrayRef<int64_t>({4, 5})));
  SHOW(torch::tensor({1, 2}, torch::kFloat), torch::tensor({1.7, 2.2}, torch::kInt));
  SHOW(torch::tensor({1.0, 0.0}, torch::kBool), torch::tensor(7, torch::dtype(kLong)));
  SHOW(torch::tensor({0.5, 2.0}, torch::requires_grad()));
  SHOW(torch::scalar_tensor(2.5), torch::scalar_tensor(2, kInt));
  THROWS(torch::tensor({1, 2}, torch::requires_grad()));
  with({kDouble}, [] {
    SHOW(torch::tensor(std::vector<double>{1.5, 2}, kDouble));
    SHOW(torch::tensor({1.5, 2.0}, torch::dtype(kDouble).requires_grad(true)));
    torch::set_default_dtype(torch::scalarTypeToTypeMeta(kDouble));
    SHOW(torch::tensor(1.5), torch::tensor({1.5, 2.0}), torch::ones({2}), torch::arange(0, 1, 0.5));
    SHOW(torch::tensor(1), torch::arange(3), torch::eye(2), torch::tensor({1, 2}) / 2);
    torch::set_default_dtype(torch::scalarTypeToTypeMeta(kFloat));
  });
}

void filled() {
  each(all_dtypes(), [](ScalarType d) {
    SHOW(torch::zeros({2}, d), torch::ones({2, 1}, d), torch::full({2}, 3, d),
         torch::full({}, 1, d));
    SHOW(torch::empty({2, 3}, d).sizes(), torch::empty({2, 3}, d).scalar_type());
    SHOW(torch::zeros_like(torch::ones({2}, d)), torch::ones_like(torch::zeros({2}, d), kFloat));
    SHOW(torch::full_like(torch::ones({2}, d), 5),
         torch::empty_like(torch::ones({2}, d)).dtype() == d);
    SHOW(torch::ones({2}, d).new_zeros({3}), torch::ones({2}, d).new_full({1}, 4));
    SHOW(torch::ones({2}, d).new_ones({2}, kInt), torch::ones({2}, d).new_empty({2, 2}).sizes());
  });
  SHOW(torch::full({2}, 3), torch::full({2}, 3.5), torch::full({2}, true));
  SHOW(torch::zeros({}), torch::zeros({0}), torch::ones({2, 0, 3}), torch::ones(2),
       torch::zeros({1}));
  THROWS(torch::zeros({-1}));
  THROWS(torch::full({2, -3}, 1));
}

void ranges() {
  SHOW(torch::arange(4), torch::arange(1, 4), torch::arange(1, 8, 3), torch::arange(5, 1, -2));
  SHOW(torch::arange(2.5), torch::arange(0.0, 1.0, 0.25), torch::arange(3, kFloat));
  SHOW(torch::arange(0), torch::arange(1, 1), torch::arange(0, 5, 2, kInt), torch::range(1, 5, 2));
  THROWS(torch::arange(1, 5, 0));
  THROWS(torch::arange(5, 1, 1));
  SHOW(torch::linspace(0, 1, 5), torch::linspace(3, -1, 3), torch::linspace(2, 9, 1));
  SHOW(torch::linspace(0, 10, 4, kInt), torch::linspace(1, 2, 0));
  SHOW(torch::logspace(0, 2, 3), torch::logspace(0, 3, 4, 2), torch::logspace(-1, 1, 1));
  SHOW(torch::eye(2), torch::eye(2, 3), torch::eye(3, 1, kInt), torch::eye(0));
  THROWS(torch::eye(-1));
  SHOW(torch::tril_indices(3, 3), torch::tril_indices(2, 4, -1), torch::triu_indices(3, 3, 1));
}

void options() {
  const auto asked = torch::dtype(kInt).requires_grad(false);
  SHOW(asked.has_dtype(), asked.has_device(), asked.requires_grad());
  SHOW(torch::typeMetaToScalarType(torch::TensorOptions().dtype()),
       torch::TensorOptions().requires_grad());
  SHOW(torch::ones({2}, asked), torch::ones({2}, torch::requires_grad()));
  const Tensor x = torch::ones({2, 3}, torch::dtype(kLong));
  SHOW(torch::typeMetaToScalarType(x.options().dtype()), torch::zeros({2}, x.options()));
  SHOW(torch::rand({3, 2}, torch::requires_grad()).requires_grad(), torch::rand({3, 2}).sizes());
  SHOW(torch::randint(5, {2, 2}).scalar_type(), torch::randint(1, 5, {2}, kInt).scalar_type());
  SHOW(torch::randperm(4).scalar_type(), torch::randn({2}).scalar_type(),
       torch::rand_like(counted({2, 2})).sizes());
  SHOW(torch::randn_like(counted({3, 2}).t()).strides(),
       torch::randint_like(counted({3}), 9).scalar_type());
  // Strides of what is made like another.
  const Tensor turned = counted({2, 3, 4}).permute({2, 0, 1}),
               wide = counted({1, 3}).expand({2, 3});
  SHOW(torch::empty_like(turned).strides(), torch::zeros_like(turned).strides(),
       torch::zeros_like(wide).strides());
  SHOW(torch::empty_like(turned, torch::MemoryFormat::Contiguous).strides());
  const Tensor image = counted({2, 3, 2, 2}).contiguous(torch::MemoryFormat::ChannelsLast);
  SHOW(torch::empty_like(image).strides(), torch::rand_like(image).strides());
  SHOW(torch::empty({2, 3, 2, 2},
                    torch::TensorOptions().memory_format(torch::MemoryFormat::ChannelsLast))
           .strides());
  SHOW(torch::empty_strided({2, 3}, {1, 2}).strides(),
       turned.new_empty_strided({2, 2}, {2, 1}).strides());
}

void joined() {
  const Tensor a = counted({2, 3}), b = counted({1, 3}) + 10;
  SHOW(torch::cat({a, b}), torch::cat({a, a}, 1).sizes(),
       torch::cat({a, torch::empty({0})}).sizes());
  SHOW(torch::stack({a, a}).sizes(), torch::stack({a, a}, -1).sizes(),
       torch::cat({a, counted({1, 3}, kInt)}).scalar_type());
  SHOW(torch::hstack({a, a}).sizes(), torch::vstack({a, b}).sizes(), torch::dstack({a, a}).sizes());
  SHOW(torch::column_stack({counted({2}), a}), torch::block_diag({a, b}).sizes());
  SHOW(torch::meshgrid({counted({2}), counted({3})}, "ij"),
       torch::meshgrid({counted({2}), counted({3})}, "xy")[0].sizes());
  SHOW(torch::cartesian_prod({counted({2}), counted({2})}), torch::combinations(counted({3})));
  SHOW(torch::broadcast_tensors({counted({2, 1}), counted({3})}));
  SHOW(torch::atleast_1d(torch::tensor(1.0)), torch::atleast_2d(counted({2})),
       torch::atleast_3d(counted({2})).sizes());
  SHOW(a.repeat({2, 2}).sizes(), a.tile({2}), a.repeat_interleave(2),
       a.repeat_interleave(torch::tensor({1, 2}), 0));
  SHOW(a.roll(1), a.roll({1, 1}, {0, 1}), a.flip({0, 1}), a.fliplr(), a.flipud(), a.rot90(),
       a.rot90(2, {1, 0}));
  SHOW(a.tril(), a.triu(1), a.diag(), counted({2}).diag(1), torch::diag_embed(counted({2})),
       a.trace());
  THROWS(torch::cat({a, counted({2, 2})}));
  THROWS(torch::stack({a, b}));
}

}  // namespace

void factories() {
  from_values();
  filled();
  ranges();
  options();
  joined();
}

}  // namespace semantics
