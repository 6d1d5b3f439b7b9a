// Prints how tensors behave: `semantics` what does on every device, `semantics host` what is about
// the host's memory, devices and random values.
#include "show.h"

int main(int argc, char**) {
  if (argc > 1) {
    semantics::host_topics();
    return 0;
  }
  semantics::factories();
  semantics::scalars();
  semantics::conversions();
  semantics::views();
  semantics::writes();
  semantics::indices();
  semantics::gradients();
  semantics::functions();
  semantics::composites();
  semantics::layouts();
  semantics::edges();
  semantics::nodes();
  semantics::corners();
  semantics::expanded();
  semantics::out();
  semantics::slopes();
  semantics::wrong_calls();
  semantics::results();
  semantics::overloads();
  semantics::warnings();
}
