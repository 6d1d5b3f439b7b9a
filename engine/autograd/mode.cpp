// The thread's switches of recording and of inference mode.
#include "base/thread_variable.h"
#include "pumice/autograd.h"
#include "tensor/impl.h"

namespace pumice {

namespace {
PUMICE_READ_OFTEN thread_local bool recording = true;
}

bool GradMode::is_enabled() { return recording; }
void GradMode::set_enabled(bool on) { recording = on; }

InferenceMode::InferenceMode(bool enabled)
    : before_(std::exchange(inference_mode(), enabled)), grad_mode_(!enabled) {}
InferenceMode::~InferenceMode() { inference_mode() = before_; }
bool InferenceMode::is_enabled() { return inference_mode(); }

}  // namespace pumice
