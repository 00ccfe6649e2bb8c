#include "tools/interruption.h"

#include <unistd.h>

#include <cstdint>

#include "eddy/sim/at_work.h"
#include "sim/fatal_signal.h"

namespace eddy::tools {
namespace {

// A signal can reach nothing but a global.
volatile sig_atomic_t requested = 0;
std::uint64_t event_then = 0;

constexpr unsigned kPatience = 1;  // seconds

// The event in which a node is now, by its number; 0: in none.
std::uint64_t event_at_work() {
  const sim::AtWork* work = sim::AtWork::current;
  return work != nullptr && work->has_any() ? *work->events : 0;
}

void end() {
  if (event_at_work() != 0) sim::tell_of_signal(SIGINT);
  sim::end_by_signal(SIGINT);
}

extern "C" void request_interruption(int /*signal*/) {
  if (requested != 0) end();
  requested = 1;
  event_then = event_at_work();
  alarm(kPatience);
}

extern "C" void lose_patience(int /*signal*/) {
  const std::uint64_t event = event_at_work();
  if (event != 0 && event == event_then) end();
  event_then = event;
  alarm(kPatience);
}

}  // namespace

Interruption::Interruption() {
  requested = 0;
  sim::leave_interrupts_alone();
  struct sigaction action {};
  action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESTART);
  sigemptyset(&action.sa_mask);
  action.sa_handler = &lose_patience;
  sigaction(SIGALRM, &action, &alarm_before_);
  action.sa_handler = &request_interruption;
  sigaction(SIGINT, &action, &before_);
}

Interruption::~Interruption() {
  alarm(0);
  sigaction(SIGINT, &before_, nullptr);
  sigaction(SIGALRM, &alarm_before_, nullptr);
}

bool Interruption::is_requested() const { return requested != 0; }

}  // namespace eddy::tools
