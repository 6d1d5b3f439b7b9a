// Launching kernels, memory and transfers on one NVIDIA GPU.
#include "cuda/backend.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "cuda/kernels.h"

namespace pumice::cuda {
namespace {

int attribute(CUdevice device, CUdevice_attribute which) {
  int value = 0;
  check(driver().cuDeviceGetAttribute(&value, which, device));
  return value;
}

/// A frozen CUDA graph.
class GraphRecording final : public Recording {
 public:
  GraphRecording(CUcontext context, CUgraphExec graph, size_t dispatches)
      : graph(graph), dispatches(dispatches), context_(context) {}
  ~GraphRecording() override {
    driver().cuCtxSetCurrent(context_);
    driver().cuGraphExecDestroy(graph);
  }
  CUgraphExec graph;
  size_t dispatches;

 private:
  CUcontext context_;
};

}  // namespace

DeviceMemory::DeviceMemory(CUcontext context, size_t bytes) : Memory(bytes), context_(context) {
  check(driver().cuMemAlloc_v2(&address_, bytes));
}

DeviceMemory::~DeviceMemory() {
  driver().cuCtxSetCurrent(context_);
  driver().cuMemFree_v2(address_);
}

CudaBackend::CudaBackend(int ordinal) : ordinal_(ordinal) {
  check(driver().cuDeviceGet(&device_, ordinal));
  check(driver().cuDevicePrimaryCtxRetain(&context_, device_));
  enter();
  check(driver().cuStreamCreate(&stream_, CU_STREAM_NON_BLOCKING));
  char name[256] = {};
  check(driver().cuDeviceGetName(name, sizeof name, device_));
  size_t memory = 0;
  check(driver().cuDeviceTotalMem_v2(&memory, device_));
  int version = 0;
  check(driver().cuDriverGetVersion(&version));

  DeviceProperties& p = properties_;
  p.device = Device(kCUDA, static_cast<int8_t>(ordinal));
  p.name = name;
  p.kind = attribute(device_, CU_DEVICE_ATTRIBUTE_INTEGRATED) ? "integrated" : "discrete";
  p.driver = fmt::format("CUDA {}.{}", version / 1000, version % 1000 / 10);
  p.api_version =
      fmt::format("sm_{}{}", attribute(device_, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                  attribute(device_, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR));
  p.memory_bytes = p.max_buffer_bytes = memory;
  p.subgroup_size = p.min_subgroup_size = p.max_subgroup_size = 32;
  p.max_group_size =
      static_cast<uint32_t>(attribute(device_, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
  p.float16 = p.float64 = p.int8 = p.int16 = p.int64 = p.storage8 = p.storage16 = true;
}

CudaBackend::~CudaBackend() {
  driver().cuCtxSetCurrent(context_);
  driver().cuStreamSynchronize(stream_);
  for (auto& [ticket, event] : events_) driver().cuEventDestroy_v2(event);
  for (auto& [id, module] : modules_) driver().cuModuleUnload(module);
  driver().cuStreamDestroy_v2(stream_);
  driver().cuDevicePrimaryCtxRelease_v2(device_);
}

void CudaBackend::enter() const { check(driver().cuCtxSetCurrent(context_)); }

bool CudaBackend::supports(const KernelInfo& kernel, const Variant& variant) const {
  return find_types(kernel, variant.t, variant.u) >= 0;
}

std::unique_ptr<Memory> CudaBackend::allocate(size_t bytes) {
  enter();
  auto memory = std::make_unique<DeviceMemory>(context_, bytes);
  ++stats_.allocations;
  return memory;
}

CUfunction CudaBackend::function(const KernelInfo& kernel, const Variant& variant) {
  const std::string name = entry_name(kernel, variant);
  if (auto found = functions_.find(name); found != functions_.end()) return found->second;
  CUmodule& module = modules_[kernel.id];
  if (!module) check(driver().cuModuleLoadData(&module, find_module(kernel)));
  CUfunction function = nullptr;
  check(driver().cuModuleGetFunction(&function, module, name.c_str()));
  ++stats_.pipelines_created;
  return functions_[name] = function;
}

void CudaBackend::launch(const Command& command) {
  KernelArgs args{};
  for (size_t i = 0; i < command.binding_count; ++i) {
    const auto& range = command.bindings[i];
    args.buffers[i] = static_cast<const DeviceMemory*>(range.memory)->address() + range.offset;
  }
  std::ranges::copy(command.params, args.params);
  std::ranges::copy(command.variant.spec, args.spec);
  void* pointers[] = {&args};
  // The kernels' shared arrays are sized for 256 lanes.
  const uint32_t lanes = std::clamp(std::bit_ceil(command.width), 32u, 256u);
  check(driver().cuLaunchKernel(function(*command.kernel, command.variant), command.groups, 1, 1,
                                lanes, 1, 1, 0, stream_, pointers, nullptr));
}

Ticket CudaBackend::mark() {
  CUevent event = nullptr;
  check(driver().cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  check(driver().cuEventRecord(event, stream_));
  events_[++submitted_] = event;
  // Reached events are let go here, so that a program that never waits holds few.
  while (!events_.empty() && driver().cuEventQuery(events_.begin()->second) == CUDA_SUCCESS) {
    done_ = events_.begin()->first;
    driver().cuEventDestroy_v2(events_.begin()->second);
    events_.erase(events_.begin());
  }
  ++stats_.submits;
  return submitted_;
}

Ticket CudaBackend::submit(std::span<const Command> commands) {
  std::lock_guard lock(mutex_);
  enter();
  for (const Command& command : commands) launch(command);
  stats_.dispatches += commands.size();
  return mark();
}

std::unique_ptr<Recording> CudaBackend::record(std::span<const Command> commands) {
  std::lock_guard lock(mutex_);
  enter();
  // Modules load before the capture begins: loading is not allowed inside one.
  for (const Command& command : commands) function(*command.kernel, command.variant);
  check(driver().cuStreamBeginCapture_v2(stream_, CU_STREAM_CAPTURE_MODE_RELAXED));
  for (const Command& command : commands) launch(command);
  CUgraph graph = nullptr;
  check(driver().cuStreamEndCapture(stream_, &graph));
  CUgraphExec executable = nullptr;
  const CUresult result = driver().cuGraphInstantiateWithFlags(&executable, graph, 0);
  driver().cuGraphDestroy(graph);
  check(result);
  return std::make_unique<GraphRecording>(context_, executable, commands.size());
}

Ticket CudaBackend::submit(Recording& recording) {
  std::lock_guard lock(mutex_);
  enter();
  auto& frozen = static_cast<GraphRecording&>(recording);
  check(driver().cuGraphLaunch(frozen.graph, stream_));
  stats_.dispatches += frozen.dispatches;
  return mark();
}

bool CudaBackend::reached(Ticket ticket) {
  std::lock_guard lock(mutex_);
  if (ticket <= done_) return true;
  enter();
  const auto event = events_.find(ticket);
  return event == events_.end() || driver().cuEventQuery(event->second) == CUDA_SUCCESS;
}

void CudaBackend::wait(Ticket ticket) {
  if (reached(ticket)) return;
  std::lock_guard lock(mutex_);
  ++stats_.host_waits;
  check(driver().cuStreamSynchronize(stream_));
}

void CudaBackend::write(Memory& to, size_t offset, const void* source, size_t bytes) {
  std::lock_guard lock(mutex_);
  enter();
  // From pageable memory the driver has copied `source` by the time the call returns.
  check(driver().cuMemcpyHtoDAsync_v2(static_cast<DeviceMemory&>(to).address() + offset, source,
                                      bytes, stream_));
}

void CudaBackend::read(const Memory& from, size_t offset, void* target, size_t bytes) {
  std::lock_guard lock(mutex_);
  enter();
  ++stats_.host_waits;
  check(driver().cuMemcpyDtoHAsync_v2(
      target, static_cast<const DeviceMemory&>(from).address() + offset, bytes, stream_));
  check(driver().cuStreamSynchronize(stream_));
}

}  // namespace pumice::cuda
