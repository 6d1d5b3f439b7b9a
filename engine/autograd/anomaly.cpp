// Anomaly mode: where a node whose gradient went wrong was recorded.
#include "autograd/anomaly.h"

#include <cxxabi.h>

#include <cstdlib>
#if __has_include(<execinfo.h>)
#include <dlfcn.h>
#include <execinfo.h>
#define PUMICE_BACKTRACE 1
#endif

#include "autograd/node.h"
#include "base/error.h"
#include "base/warnings.h"
#include "pumice/functions.h"
#include "tensor/print.h"

namespace pumice {

namespace {

std::atomic<bool> anomaly_enabled{false}, nan_checked{true};

#ifdef PUMICE_BACKTRACE
std::string frame_str(void* address) {
  Dl_info info{};
  // The address is where the call returns to: the call itself lies before it.
  auto* call = static_cast<char*>(address) - 1;
  if (!dladdr(call, &info)) return text_of("{}", address);
  const char* object = info.dli_fname ? info.dli_fname : "?";
  if (!info.dli_sname)
    return text_of("{}+{:#x}", object, call - static_cast<char*>(info.dli_fbase));
  int status = 0;
  char* readable = abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, &status);
  const std::string name = status == 0 ? readable : info.dli_sname;
  std::free(readable);
  return text_of("{} ({}+{:#x})", name, object, call - static_cast<char*>(info.dli_fbase));
}
#endif

std::string frames_str(const CallTrace& trace) {
  std::string text;
#ifdef PUMICE_BACKTRACE
  for (size_t i = 0; i < trace.frames.size(); ++i)
    text += text_of("\n  #{} {}", i, frame_str(trace.frames[i]));
#endif
  return text;
}

}  // namespace

std::shared_ptr<CallTrace> trace_call() {
  auto trace = std::make_shared<CallTrace>();
#ifdef PUMICE_BACKTRACE
  void* frames[32];
  const int count = backtrace(frames, 32);
  if (count > 1) trace->frames.assign(frames + 1, frames + count);  // without this function
#endif
  if (const GraphNode* node = running_node()) {
    trace->induced_by = node->name();
    trace->parent = node->trace;
  }
  return trace;
}

std::string describe_call(const GraphNode& node) {
  if (!node.trace) return {};
  std::string text = text_of("\nError detected in {}", node.name());
  const char* between = ", whose forward call gave ";
  for (size_t i = 0; i < node.outputs.size(); ++i) {
    const OutputInfo& output = node.outputs[i];
    if (output.dtype == ScalarType::Undefined) continue;
    text += text_of("{}{} of {} on {}", between, list_str(output.sizes), dtype_name(output.dtype),
                    output.device);
    between = ", ";
  }
  text += ". Traceback of forward call that caused the error:" + frames_str(*node.trace);
  for (const CallTrace* trace = node.trace.get(); !trace->induced_by.empty();) {
    text += text_of("\nPrevious calculation was induced by {}.", trace->induced_by);
    trace = trace->parent.get();
    if (!trace) break;
    text +=
        " Traceback of forward call that induced the previous calculation:" + frames_str(*trace);
  }
  return text;
}

void check_for_nan(const GraphNode& node, const Tensors& results) {
  if (!autograd::AnomalyMode::is_enabled() || !autograd::AnomalyMode::should_check_nan()) return;
  const NoGradGuard guard;
  for (size_t i = 0; i < results.size(); ++i) {
    const Tensor& result = results[i];
    if (!result.defined() || !result.is_floating_point() || result.numel() == 0) continue;
    check(!any(ne(result, result)).item().to_bool(), ErrorKind::autograd,
          "Function '{}' returned nan values in its {}th output.", node.name(), i);
  }
}

namespace autograd {

bool AnomalyMode::is_enabled() { return anomaly_enabled.load(std::memory_order_relaxed); }
bool AnomalyMode::should_check_nan() { return nan_checked.load(std::memory_order_relaxed); }
void AnomalyMode::set_enabled(bool enabled, bool check_nan) {
  anomaly_enabled = enabled;
  nan_checked = check_nan;
}

DetectAnomalyGuard::DetectAnomalyGuard(bool check_nan)
    : was_enabled_(AnomalyMode::is_enabled()), did_check_nan_(AnomalyMode::should_check_nan()) {
  warn_once(
      "This mode should be enabled only for debugging as the different tests will slow down your "
      "program execution.");
  AnomalyMode::set_enabled(true, check_nan);
}
DetectAnomalyGuard::~DetectAnomalyGuard() {
  AnomalyMode::set_enabled(was_enabled_, did_check_nan_);
}

}  // namespace autograd
}  // namespace pumice
