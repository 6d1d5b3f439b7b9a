// Embedding.
#pragma once

#include "pumice/nn/arg.h"
#include "pumice/nn/cloneable.h"

namespace pumice::nn {

struct EmbeddingOptions {
  EmbeddingOptions(int64_t num_embeddings, int64_t embedding_dim)
      : num_embeddings_(num_embeddings), embedding_dim_(embedding_dim) {}
  PUMICE_ARG(int64_t, num_embeddings);
  PUMICE_ARG(int64_t, embedding_dim);
  /// A row that starts at zero and gets no gradient; negative values count from the end.
  PUMICE_ARG(std::optional<int64_t>, padding_idx) = std::nullopt;
  PUMICE_ARG(bool, scale_grad_by_freq) = false;
  /// The table to use instead of a random one, (num_embeddings, embedding_dim).
  PUMICE_ARG(Tensor, _weight) = Tensor();
};

/// Rows of a table: int64 (*) -> (*, embedding_dim).
class EmbeddingImpl : public Cloneable<EmbeddingImpl> {
 public:
  EmbeddingImpl(int64_t num_embeddings, int64_t embedding_dim)
      : EmbeddingImpl(EmbeddingOptions(num_embeddings, embedding_dim)) {}
  /// index error for a padding_idx out of range; shape error for a table of another shape.
  explicit EmbeddingImpl(EmbeddingOptions options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& indices);

  EmbeddingOptions options;
  Tensor weight;
};
PUMICE_MODULE(Embedding);

namespace functional {
struct EmbeddingFuncOptions {
  PUMICE_ARG(std::optional<int64_t>, padding_idx) = std::nullopt;
  PUMICE_ARG(bool, scale_grad_by_freq) = false;
};
Tensor embedding(const Tensor& input, const Tensor& weight,
                 const EmbeddingFuncOptions& options = {});
}  // namespace functional

}  // namespace pumice::nn
