// Rows of the operator table that draw random numbers.
#include "ops/table_rows.h"
#include "pumice/functions.h"
#include "shaders/kernels/dropout.h"
#include "shaders/kernels/normal.h"
#include "shaders/kernels/randint.h"
#include "shaders/kernels/randperm.h"
#include "shaders/kernels/uniform.h"

namespace pumice {
namespace {

// Without generators, which the table does not know.
Tensor plain_bernoulli(const Tensor& self) { return pumice::bernoulli(self); }
Tensor plain_multinomial(const Tensor& self, int64_t num_samples, bool replacement) {
  return pumice::multinomial(self, num_samples, replacement);
}
Tensor plain_rand_like(const Tensor& self, const TensorOptions& options) {
  return pumice::rand_like(self, options);
}
Tensor plain_randn_like(const Tensor& self, const TensorOptions& options) {
  return pumice::randn_like(self, options);
}
Tensor plain_randint_like(const Tensor& self, int64_t low, int64_t high,
                          const TensorOptions& options) {
  return pumice::randint_like(self, low, high, options);
}

}  // namespace

void add_random_rows(std::vector<Op>& rows) {
  using K = std::span<const KernelInfo* const>;
  const auto add = [&](const char* name, BoxedCall call, K forward) {
    rows.push_back({name, OpKind::random, false, call, forward, {}});
  };
  const K uniform = kernels<kernel::uniform>(), normal = kernels<kernel::normal>(),
          integers = kernels<kernel::randint>();
  add("rand", box<as<Tensor(IntArrayRef, const TensorOptions&)>(&rand)>, uniform);
  add("rand_like", box<&plain_rand_like>, uniform);
  add("randn", box<as<Tensor(IntArrayRef, const TensorOptions&)>(&randn)>, normal);
  add("randn_like", box<&plain_randn_like>, normal);
  add("randint", box<as<Tensor(int64_t, int64_t, IntArrayRef, const TensorOptions&)>(&randint)>,
      integers);
  add("randint_like", box<&plain_randint_like>, integers);
  add("randperm", box<as<Tensor(int64_t, const TensorOptions&)>(&randperm)>,
      kernels<kernel::randperm>());
  add("bernoulli", box<&plain_bernoulli>, uniform);
  add("multinomial", box<&plain_multinomial>, uniform);
  rows.push_back({"dropout", OpKind::random, true, box<&dropout>, kernels<kernel::dropout>(),
                  kernels<kernel::dropout>()});
}

}  // namespace pumice
