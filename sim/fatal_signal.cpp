#include "sim/fatal_signal.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <string_view>
#include <vector>

#include "eddy/sim/at_work.h"
#include "eddy/sim/wire_id.h"

namespace eddy::sim {
namespace {

struct Watched {
  int signal;
  std::string_view name;
  bool is_a_fault;  // of the instruction that it interrupts
};

constexpr std::array kWatched = {
    Watched{SIGSEGV, "SIGSEGV", true},  Watched{SIGBUS, "SIGBUS", true},
    Watched{SIGILL, "SIGILL", true},    Watched{SIGFPE, "SIGFPE", true},
    Watched{SIGABRT, "SIGABRT", false}, Watched{SIGINT, "SIGINT", false},
    Watched{SIGTERM, "SIGTERM", false}};

// Who handled them before. A signal can reach nothing but globals.
std::array<struct sigaction, kWatched.size()> handled_before;
bool interrupts_are_left_alone = false;
std::mutex installing;

// A line in the making, without any memory but its own.
class Line {
 public:
  Line& add(std::string_view text) {
    const std::size_t some = std::min(text.size(), std::size(text_) - size_ - 1);
    std::copy_n(text.data(), some, text_ + size_);
    size_ += some;
    return *this;
  }
  Line& add(std::uint64_t number, std::size_t width = 1) {
    char digits[20];
    std::size_t first = std::size(digits);
    do {
      digits[--first] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number > 0);
    while (std::size(digits) - first < width) digits[--first] = '0';
    return add(std::string_view(digits + first, std::size(digits) - first));
  }
  Line& add(NodeId id) {
    if (id.is_service() && id.index() < NodeId::kServices.size())
      return add(NodeId::kServices[id.index()]);
    return add(id.is_client() ? "c" : "n").add(std::uint64_t{id.index()});
  }
  // Seconds to the millisecond.
  Line& add(Time time) {
    constexpr std::uint64_t kMillisecond = 1'000'000;
    const std::uint64_t ms = static_cast<std::uint64_t>(nanoseconds(time)) / kMillisecond;
    return add(ms / 1000).add(".").add(ms % 1000, 3).add(" s");
  }
  void write_out() {
    text_[size_++] = '\n';
    for (std::size_t done = 0; done < size_;) {
      const ssize_t some = ::write(STDERR_FILENO, text_ + done, size_ - done);
      if (some < 0 && errno == EINTR) continue;
      if (some <= 0) return;
      done += static_cast<std::size_t>(some);
    }
  }

 private:
  char text_[4096];
  std::size_t size_ = 0;
};

std::string_view signal_name(int signal) {
  for (const Watched& watched : kWatched) {
    if (watched.signal == signal) return watched.name;
  }
  return "a signal";
}

// Who does what.
void add_work(Line& line, const AtWork& work) {
  if (work.message != nullptr) {
    const Envelope& message = *work.message;
    line.add(message.dest).add(" handled ").add(work.type->name);
    if (message.in_reply_to != 0) {
      line.add(" (in reply to ").add(written_id(message.in_reply_to)).add(")");
    } else if (message.msg_id != 0) {
      line.add(" (msg_id ").add(written_id(message.msg_id)).add(")");
    }
    line.add(" from ").add(message.src);
  } else if (work.timer != nullptr) {
    line.add("a timer of ").add(*work.timer).add(" fired");
  } else {
    line.add("no event was handled");
  }
}

std::atomic<FaultHandler> asked_first = nullptr;
static_assert(std::atomic<FaultHandler>::is_always_lock_free);

void make_way(std::size_t place) {
  sigaction(kWatched[place].signal, &handled_before[place], nullptr);
}

extern "C" void on_fatal_signal(int signal, siginfo_t* info, void* context) {
  const FaultHandler ask = asked_first;
  if (signal == SIGSEGV && info != nullptr && ask != nullptr && ask(*info, context)) return;
  const int error = errno;
  const AtWork* work = AtWork::current;
  for (std::size_t i = 0; i < kWatched.size(); ++i) {
    if (kWatched[i].signal != signal) continue;
    // Who interrupts a run between its events has not found a node at fault.
    const bool is_interruption = signal == SIGINT || signal == SIGTERM;
    if (!is_interruption || (work != nullptr && work->has_any())) tell_of_signal(signal);
    make_way(i);
    // What an instruction has done it does again at our return, and with all that belongs to it.
    const bool comes_again = kWatched[i].is_a_fault && info != nullptr && info->si_code > 0;
    if (!comes_again) raise(signal);
  }
  errno = error;
}

bool is_ours(const struct sigaction& action) {
  return (action.sa_flags & SA_SIGINFO) != 0 && action.sa_sigaction == &on_fatal_signal;
}

// Where a handler runs when the thread's own stack has no room left.
class OtherStack {
 public:
  OtherStack() {
    stack_t known{};
    if (sigaltstack(nullptr, &known) != 0 || (known.ss_flags & SS_DISABLE) == 0) return;
    memory_.resize(kBytes);
    known = {};
    known.ss_sp = memory_.data();
    known.ss_size = memory_.size();
    sigaltstack(&known, nullptr);
  }
  ~OtherStack() {
    stack_t known{};
    if (memory_.empty() || sigaltstack(nullptr, &known) != 0 || known.ss_sp != memory_.data())
      return;
    known.ss_flags = SS_DISABLE;
    sigaltstack(&known, nullptr);
  }
  OtherStack(const OtherStack&) = delete;
  OtherStack& operator=(const OtherStack&) = delete;

  // Whoever tests a case with a stack of its own may have left none behind.
  void put_up() {
    stack_t known{};
    if (memory_.empty() || sigaltstack(nullptr, &known) != 0 || (known.ss_flags & SS_DISABLE) == 0)
      return;
    known = {};
    known.ss_sp = memory_.data();
    known.ss_size = memory_.size();
    sigaltstack(&known, nullptr);
  }

 private:
  static constexpr std::size_t kBytes = std::size_t{64} << 10U;
  std::vector<char> memory_;
};

}  // namespace

void ask_about_faults(FaultHandler handler) { asked_first = handler; }

void watch_fatal_signals() {
  thread_local OtherStack stack;
  stack.put_up();
  const std::lock_guard lock(installing);
  for (std::size_t i = 0; i < kWatched.size(); ++i) {
    if (kWatched[i].signal == SIGINT && interrupts_are_left_alone) continue;
    struct sigaction now {};
    if (sigaction(kWatched[i].signal, nullptr, &now) != 0 || is_ours(now)) continue;
    if ((now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == SIG_IGN) continue;
    handled_before[i] = now;
    struct sigaction own {};
    own.sa_sigaction = &on_fatal_signal;
    own.sa_flags = static_cast<int>(SA_SIGINFO | SA_ONSTACK | SA_RESTART);
    sigemptyset(&own.sa_mask);
    sigaction(kWatched[i].signal, &own, nullptr);
  }
}

void leave_interrupts_alone() {
  const std::lock_guard lock(installing);
  interrupts_are_left_alone = true;
  struct sigaction now {};
  if (sigaction(SIGINT, nullptr, &now) != 0 || !is_ours(now)) return;
  for (std::size_t i = 0; i < kWatched.size(); ++i) {
    if (kWatched[i].signal == SIGINT) make_way(i);
  }
}

void tell_of_signal(int signal) {
  const AtWork* work = AtWork::current;
  if (work == nullptr) return;
  Line line;
  line.add(signal_name(signal)).add(" while ");
  add_work(line, *work);
  line.add(", at virtual time ").add(*work->now).add(" of seed ").add(work->seed);
  if (!work->again.empty()) line.add("; again: ").add(work->again);
  line.write_out();
}

void end_by_signal(int signal) {
  struct sigaction own {};
  own.sa_handler = SIG_DFL;
  sigemptyset(&own.sa_mask);
  sigaction(signal, &own, nullptr);
  sigset_t these;
  sigemptyset(&these);
  sigaddset(&these, signal);
  raise(signal);
  sigprocmask(SIG_UNBLOCK, &these, nullptr);
}

}  // namespace eddy::sim
