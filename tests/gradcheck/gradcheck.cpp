// Finite differences in float64 on the CPU: of every differentiable operator, and of its gradient.
#include <gtest/gtest.h>

#include "ops/table.h"
#include "pumice/pumice.h"
#include "support/golden.h"

namespace pumice::testing {
namespace {

class Gradcheck : public ::testing::TestWithParam<const Op*> {
 protected:
  /// Calls f with a function of the differentiated inputs alone, and with those inputs.
  template <class F>
  void for_each_call(F&& f) {
    const Op& op = *GetParam();
    const auto file = load_golden(op.name);
    ASSERT_TRUE(file);
    size_t ran = 0;
    for (const GoldenCall& call : file->calls) {
      if (call.error || call.gradients.empty() || !call.second || call.exact) continue;
      std::vector<Tensor> inputs;
      const Setting setting{kDouble, kCPU};
      const std::vector<Arg> args = make_args(*file, call, setting, inputs);
      std::vector<Tensor> leaves;
      for (const auto& [input, name] : call.gradients) leaves.push_back(inputs[input]);
      if (std::ranges::all_of(leaves, [](const Tensor& t) { return t.numel() == 0; })) continue;
      const auto fn = [&](std::vector<Tensor> changed) {
        // Functions that read one triangle have the gradient of one that reads both.
        if (call.symmetric) changed[0] = (changed[0] + changed[0].mT()) / 2;
        const std::vector<Tensor> results = with_signs(call, op(replaced(args, leaves, changed)));
        std::vector<Tensor> floating;
        for (size_t i = 0; i < results.size(); ++i)
          if (!call.cotangents[i].empty()) floating.push_back(results[i]);
        return floating;
      };
      for (const Tensor& leaf : leaves) leaf.requires_grad_();
      SCOPED_TRACE(file->name + " call " + std::to_string(call.number) + " " + call.args.dump());
      f(fn, leaves);
      ++ran;
    }
    EXPECT_GT(ran, 0u) << "no sample of " << op.name << " is fit for finite differences";
  }

 private:
  static Tensor replaced(const Tensor& t, const std::vector<Tensor>& from,
                         const std::vector<Tensor>& to) {
    for (size_t i = 0; i < from.size(); ++i)
      if (t.is_same(from[i])) return to[i];
    return t;
  }
  static std::vector<Arg> replaced(std::vector<Arg> args, const std::vector<Tensor>& from,
                                   const std::vector<Tensor>& to) {
    for (Arg& arg : args) {
      if (auto* tensor = std::get_if<Tensor>(&arg)) *tensor = replaced(*tensor, from, to);
      if (auto* list = std::get_if<std::vector<Tensor>>(&arg))
        for (Tensor& tensor : *list) tensor = replaced(tensor, from, to);
    }
    return args;
  }
};

TEST_P(Gradcheck, First) {
  for_each_call([](const auto& fn, const std::vector<Tensor>& leaves) {
    EXPECT_TRUE(autograd::gradcheck(fn, leaves));
  });
}

TEST_P(Gradcheck, Second) {
  for_each_call([](const auto& fn, const std::vector<Tensor>& leaves) {
    EXPECT_TRUE(autograd::gradgradcheck(fn, leaves));
  });
}

std::vector<const Op*> differentiable_operators() {
  std::vector<const Op*> ops;
  for (const Op& op : op_table())
    if (op.differentiable) ops.push_back(&op);
  return ops;
}

INSTANTIATE_TEST_SUITE_P(Table, Gradcheck, ::testing::ValuesIn(differentiable_operators()),
                         [](const auto& test) { return std::string(test.param->name); });

}  // namespace
}  // namespace pumice::testing
