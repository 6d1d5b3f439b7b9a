// The thread's switch of recording.
#include "pumice/autograd.h"

namespace pumice {

namespace {
thread_local bool recording = true;
}

bool GradMode::is_enabled() { return recording; }
void GradMode::set_enabled(bool on) { recording = on; }

}  // namespace pumice
