// Data sets of one's own: examples by index, and transforms over them (torch::data).
#pragma once

#include <cmath>
#include <functional>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "pumice/functions.h"

namespace pumice::data {

namespace example {
struct NoTarget {};
}  // namespace example

/// One observation, or a collated batch of them, with what is to be learnt of it.
template <class Data = Tensor, class Target = Tensor>
struct Example {
  using DataType = Data;
  using TargetType = Target;
  Example() = default;
  Example(Data data, Target target) : data(std::move(data)), target(std::move(target)) {}
  Data data;
  Target target;
};
template <class Data>
struct Example<Data, example::NoTarget> {
  using DataType = Data;
  using TargetType = example::NoTarget;
  Example() = default;
  Example(Data data) : data(std::move(data)) {}
  operator const Data&() const { return data; }
  Data data;
};
using TensorExample = Example<Tensor, example::NoTarget>;

namespace transforms {

/// From a whole batch to another (transforms::Stack, or one's own).
template <class Input, class Output>
struct BatchTransform {
  using InputBatchType = Input;
  using OutputBatchType = Output;
  virtual ~BatchTransform() = default;
  virtual Output apply_batch(Input batch) = 0;
};

/// From each example of a batch to another.
template <class Input, class Output>
struct Transform : BatchTransform<std::vector<Input>, std::vector<Output>> {
  using InputType = Input;
  using OutputType = Output;
  virtual Output apply(Input input) = 0;
  std::vector<Output> apply_batch(std::vector<Input> batch) override {
    std::vector<Output> outputs;
    outputs.reserve(batch.size());
    for (Input& input : batch) outputs.push_back(apply(std::move(input)));
    return outputs;
  }
};

/// From each example's data to another tensor; targets stay.
template <class Target = Tensor>
struct TensorTransform : Transform<Example<Tensor, Target>, Example<Tensor, Target>> {
  using E = Example<Tensor, Target>;
  virtual Tensor operator()(Tensor input) = 0;
  E apply(E input) override {
    input.data = (*this)(std::move(input.data));
    return input;
  }
};

/// A function of a tensor.
template <class Target = Tensor>
struct TensorLambda : TensorTransform<Target> {
  explicit TensorLambda(std::function<Tensor(Tensor)> function) : function_(std::move(function)) {}
  Tensor operator()(Tensor input) override { return function_(std::move(input)); }

 private:
  std::function<Tensor(Tensor)> function_;
};

/// A function of an example.
template <class Input, class Output = Input>
struct Lambda : Transform<Input, Output> {
  explicit Lambda(std::function<Output(Input)> function) : function_(std::move(function)) {}
  Output apply(Input input) override { return function_(std::move(input)); }

 private:
  std::function<Output(Input)> function_;
};

/// (x - mean) / stddev; mean and stddev per channel of (C, ...), or one for all.
template <class Target = Tensor>
struct Normalize : TensorTransform<Target> {
  Normalize(ArrayRef<double> mean, ArrayRef<double> stddev)
      : mean(per_channel(mean)), stddev(per_channel(stddev)) {}
  Tensor operator()(Tensor input) override {
    return (input - mean.to(input.device())) / stddev.to(input.device());
  }
  Tensor mean, stddev;

 private:
  static Tensor per_channel(ArrayRef<double> values) {
    return tensor(values, TensorOptions(kFloat).device(kCPU)).unsqueeze(1).unsqueeze(2);
  }
};

/// Collates examples by stacking their tensors.
template <class E = Example<>>
struct Stack : BatchTransform<std::vector<E>, E> {
  E apply_batch(std::vector<E> examples) override {
    std::vector<Tensor> data, targets;
    data.reserve(examples.size());
    targets.reserve(examples.size());
    for (E& example : examples) {
      data.push_back(std::move(example.data));
      targets.push_back(std::move(example.target));
    }
    return {stack(data), stack(targets)};
  }
};
template <>
struct Stack<TensorExample> : BatchTransform<std::vector<TensorExample>, TensorExample> {
  TensorExample apply_batch(std::vector<TensorExample> examples) override {
    std::vector<Tensor> data;
    data.reserve(examples.size());
    for (TensorExample& example : examples) data.push_back(std::move(example.data));
    return stack(data);
  }
};

}  // namespace transforms

namespace datasets {

template <class D, class T>
class MapDataset;

/// Gives batches for requests (by default lists of indices).
template <class Self, class Batch = std::vector<Example<>>, class Request = ArrayRef<size_t>>
class BatchDataset {
 public:
  using SelfType = Self;
  using BatchType = Batch;
  using BatchRequestType = Request;
  virtual ~BatchDataset() = default;
  virtual Batch get_batch(Request request) = 0;
  virtual std::optional<size_t> size() const = 0;
  /// This data set with a transform over its batches.
  template <class T>
  MapDataset<Self, T> map(T transform) & {
    return {static_cast<Self&>(*this), std::move(transform)};
  }
  template <class T>
  MapDataset<Self, T> map(T transform) && {
    return {std::move(static_cast<Self&>(*this)), std::move(transform)};
  }
};

/// Derive and override get and size: class Mine : public Dataset<Mine> { ... }.
template <class Self, class SingleExample = Example<>>
class Dataset : public BatchDataset<Self, std::vector<SingleExample>> {
 public:
  using ExampleType = SingleExample;
  virtual SingleExample get(size_t index) = 0;
  std::vector<SingleExample> get_batch(ArrayRef<size_t> indices) override {
    std::vector<SingleExample> batch;
    batch.reserve(indices.size());
    for (const size_t index : indices) batch.push_back(get(index));
    return batch;
  }
};

/// A data set and a transform over its batches.
template <class D, class T>
class MapDataset : public BatchDataset<MapDataset<D, T>, typename T::OutputBatchType,
                                       typename D::BatchRequestType> {
 public:
  using DatasetType = D;
  using TransformType = T;
  MapDataset(D dataset, T transform)
      : dataset_(std::move(dataset)), transform_(std::move(transform)) {}
  typename T::OutputBatchType get_batch(typename D::BatchRequestType indices) override {
    return transform_.apply_batch(dataset_.get_batch(std::move(indices)));
  }
  std::optional<size_t> size() const noexcept override { return dataset_.size(); }
  const D& dataset() noexcept { return dataset_; }
  const T& transform() noexcept { return transform_; }

 private:
  D dataset_;
  T transform_;
};
template <class D, class T>
MapDataset<D, T> map(D dataset, T transform) {
  return {std::move(dataset), std::move(transform)};
}

/// The rows of a tensor.
class TensorDataset : public Dataset<TensorDataset, TensorExample> {
 public:
  explicit TensorDataset(Tensor tensor) : tensor_(std::move(tensor)) {}
  explicit TensorDataset(const std::vector<Tensor>& tensors) : tensor_(stack(tensors)) {}
  TensorExample get(size_t index) override { return tensor_[static_cast<int64_t>(index)]; }
  std::optional<size_t> size() const override { return static_cast<size_t>(tensor_.size(0)); }

 private:
  Tensor tensor_;
};

}  // namespace datasets
}  // namespace pumice::data
