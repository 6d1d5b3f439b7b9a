// The network that `pumice train digits` trains, and its weights' file.
#pragma once

#include <pumice/pumice.h>

#include <string>
#include <vector>

namespace pumice::command {

/// All that a network must know of its data: it travels in the metadata of the weights' file.
struct DigitsSpec {
  int64_t height = 0, width = 0;
  std::vector<std::string> classes;
  double mean = 0, std = 1;  ///< of the training images' pixels

  /// Grey images (N, 1, height, width) in [0, 1] as the network takes them.
  Tensor normalise(const Tensor& images) const;
};

/// Two convolutions with batch norm and pooling, then two linear layers with dropout:
/// (N, 1, height, width) -> (N, classes). value error for images below 4 or beyond 256 pixels a
/// side.
nn::Sequential make_digits_net(const DigitsSpec& spec);

void save_digits(const nn::Sequential& net, const DigitsSpec& spec, const std::string& path);
/// The network with the file's weights, in eval mode, on the default device. format error or shape
/// error for a file that is broken or holds something else.
std::pair<nn::Sequential, DigitsSpec> load_digits(const std::string& path);

}  // namespace pumice::command
