// pumice::capture over tensors: inputs copied into place, outputs kept.
#include "base/error.h"
#include "graph/capturing.h"
#include "pumice/autograd.h"
#include "pumice/capture.h"
#include "tensor/impl.h"

namespace pumice {

struct Captured::State {
  Device device;
  std::vector<Tensor> inputs, outputs;
  std::shared_ptr<CapturedWork> work;
};

namespace {

Device device_of(const std::vector<Tensor>& inputs) {
  if (inputs.empty()) return default_device();
  const Device device = inputs[0].device();
  for (const Tensor& input : inputs)
    check(input.device() == device, ErrorKind::device, "capture: inputs on two devices, {} and {}",
          device, input.device());
  return device;
}

/// A tensor like `input` that has memory now, for each call to fill.
Tensor place_for(const Tensor& input, Device device) {
  Tensor place = make_tensor(input.sizes(), input.scalar_type(), device);
  place.set_requires_grad(input.requires_grad());
  Queue& queue = Queue::of(device);
  std::lock_guard lock(queue.mutex);
  queue.materialise(*place.impl()->storage);
  return place;
}

void check_like(const Tensor& given, const Tensor& place, size_t index) {
  check(given.defined(), ErrorKind::value, "capture: input {} is undefined", index);
  check(given.sizes() == place.sizes(), ErrorKind::shape,
        "capture: input {} was captured with shape {}, got {}", index, shape_str(place.sizes()),
        shape_str(given.sizes()));
  check(given.scalar_type() == place.scalar_type(), ErrorKind::dtype,
        "capture: input {} was captured as {}, got {}", index, dtype_name(place.scalar_type()),
        dtype_name(given.scalar_type()));
}

/// `given`, contiguous, on the host or on the captured device with its recorded work handed on.
Tensor source_for(const Tensor& given, Device device) {
  const NoGradGuard no_grad;
  Tensor source = given.detach().contiguous();
  if (source.device() != device && !source.device().is_cpu()) source = source.cpu();
  if (!source.device().is_cpu()) Stream::current(device).settle(*source.impl()->storage, false);
  return source;
}

CapturedWork::Fill fill_of(const Tensor& source, const Tensor& place) {
  CapturedWork::Fill fill{.to = &*place.impl()->storage, .bytes = place.nbytes()};
  if (source.device().is_cpu()) {
    fill.host = pumice::detail::host_elements(source);
  } else {
    fill.from = &*source.impl()->storage;
    fill.from_offset =
        static_cast<size_t>(source.storage_offset()) * element_size(source.scalar_type());
  }
  return fill;
}

}  // namespace

Captured capture(Captured::Function fn, const std::vector<Tensor>& inputs) {
  auto state = std::make_shared<Captured::State>();
  state->device = device_of(inputs);
  for (const Tensor& input : inputs) state->inputs.push_back(place_for(input, state->device));

  Capturing capturing(state->device);
  state->outputs = fn(state->inputs);
  for (Tensor& output : state->outputs) {
    if (!output.defined()) continue;
    check(output.device() == state->device, ErrorKind::device,
          "capture: an output lies on {}, the inputs on {}", output.device(), state->device);
    output = output.detach();  // lets the history go, and with it what was saved for backward
  }
  state->work = capturing.finish();
  Captured captured;
  captured.state_ = std::move(state);
  return captured;
}

std::vector<Tensor> Captured::operator()(const std::vector<Tensor>& inputs) {
  check(state_ != nullptr, ErrorKind::value, "capture: nothing was captured");
  State& state = *state_;
  check(inputs.size() == state.inputs.size(), ErrorKind::value,
        "capture: captured with {} inputs, got {}", state.inputs.size(), inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) check_like(inputs[i], state.inputs[i], i);
  std::vector<Tensor> sources;
  std::vector<CapturedWork::Fill> fills;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].numel() == 0) continue;
    sources.push_back(source_for(inputs[i], state.device));
    fills.push_back(fill_of(sources.back(), state.inputs[i]));
  }
  state.work->run(fills);
  return state.outputs;
}

}  // namespace pumice
