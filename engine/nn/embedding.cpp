// Embedding.
#include <pumice/autograd.h>
#include <pumice/factories.h>
#include <pumice/nn/embedding.h>
#include <pumice/nn/init.h>
#include <pumice/ops/index.h>

#include <ostream>

namespace pumice::nn {
namespace {

std::optional<int64_t> wrap_padding(std::optional<int64_t> padding_idx, int64_t rows) {
  if (!padding_idx || *padding_idx == 0) return padding_idx;
  if (*padding_idx >= rows)
    throw Error(ErrorKind::index, "Padding_idx must be within num_embeddings");
  if (*padding_idx < -rows)
    throw Error(ErrorKind::index, "Padding_idx must be within num_embedding");
  return *padding_idx < 0 ? *padding_idx + rows : *padding_idx;
}

}  // namespace

EmbeddingImpl::EmbeddingImpl(EmbeddingOptions options) : options(std::move(options)) { reset(); }

void EmbeddingImpl::reset() {
  const int64_t rows = options.num_embeddings(), width = options.embedding_dim();
  options.padding_idx(wrap_padding(options.padding_idx(), rows));
  if (!options._weight().defined()) {
    weight = register_parameter("weight", empty({rows, width}));
    reset_parameters();
    return;
  }
  if (options._weight().sizes().vec() != std::vector<int64_t>{rows, width})
    throw Error(ErrorKind::shape,
                "Shape of _weight does not match num_embeddings and embedding_dim");
  weight = register_parameter("weight", options._weight());
}

void EmbeddingImpl::reset_parameters() {
  const NoGradGuard no_grad;
  init::normal_(weight);
  if (options.padding_idx()) weight[*options.padding_idx()].zero_();
}

void EmbeddingImpl::pretty_print(std::ostream& stream) const {
  stream << "pumice::nn::Embedding(num_embeddings=" << options.num_embeddings()
         << ", embedding_dim=" << options.embedding_dim();
  if (options.padding_idx()) stream << ", padding_idx=" << *options.padding_idx();
  if (options.scale_grad_by_freq()) stream << ", scale_grad_by_freq=true";
  stream << ")";
}

Tensor EmbeddingImpl::forward(const Tensor& indices) {
  return pumice::embedding(weight, indices, options.padding_idx().value_or(-1),
                           options.scale_grad_by_freq());
}

Tensor functional::embedding(const Tensor& input, const Tensor& weight,
                             const EmbeddingFuncOptions& options) {
  const bool named = options.padding_idx().value_or(0) != 0;
  const auto padding = wrap_padding(options.padding_idx(), named ? weight.size(0) : 0);
  return pumice::embedding(weight, input, padding.value_or(-1), options.scale_grad_by_freq());
}

}  // namespace pumice::nn
