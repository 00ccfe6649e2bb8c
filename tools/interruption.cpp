#include "tools/interruption.h"

namespace eddy::tools {
namespace {

// A signal can reach nothing but a global.
volatile sig_atomic_t requested = 0;

extern "C" void request_interruption(int /*signal*/) { requested = 1; }

}  // namespace

Interruption::Interruption() {
  requested = 0;
  struct sigaction action {};
  action.sa_handler = &request_interruption;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, &before_);
}

Interruption::~Interruption() { sigaction(SIGINT, &before_, nullptr); }

bool Interruption::is_requested() { return requested != 0; }

}  // namespace eddy::tools
