#include "nodes/process/virtual_time/kernel.h"

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "eddy/base/ensure.h"
#include "eddy/sim/hash.h"
#include "nodes/process/virtual_time/filter.h"
#include "nodes/process/virtual_time/machine.h"
#include "nodes/process/virtual_time/time_stamps.h"
#include "nodes/process/virtual_time/tracee.h"

namespace eddy::nodes::process {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kReading = 100;  // ns that a reading of the clock takes

// Programs that fire on the same millisecond are no test of anything: each node has its own phase.
constexpr std::int64_t kSlack = kMillisecond;
// A runtime that looks after its threads sleeps briefly: so Go hands on the work of one that reads. Its
// answers would else be late by as much as a millisecond. Who goes on to sleep so is polling.
constexpr std::int64_t kBriefSlack = 50'000;
constexpr unsigned kMostBriefWaits = 20;
constexpr std::uint64_t kPhaseKey = 1;
constexpr std::uint64_t kLaunchKey = ~std::uint64_t{0};  // of draws before the first burst

LaunchOptions launch_options(const GuestSetup& setup, pid_t number, int cpu, int shared) {
  return {setup.command, environment(), setup.working_directory.string(), number, cpu,
          shared,        make_filter()};
}

}  // namespace

Kernel::Kernel(const GuestSetup& setup, const ClockReading& now, std::uint64_t draw)
    : setup_(setup),
      number_(number_of_process(setup)),
      page_(std::make_unique<GuestPage>()),
      launched_(launch(launch_options(setup, number_, cpu_.cpu(), page_->descriptor()))),
      streams_(launched_.pipes),
      random_(sim::mix(draw, kLaunchKey)) {
  ClockPage& clock = page_->clock();
  clock.now = now.monotonic;
  clock.step = kReading;
  clock.monotonic_origin = monotonic_origin(setup);
  clock.wall_origin = wall_origin(setup);
  if (!has_own_numbers())
    is_unrepeatable("the numbers of processes and threads are those of this machine");
  if (!launched_.has_fixed_addresses)
    is_unrepeatable("where things lie in memory is drawn by this machine");
  Process& main = add_process(launched_.process, nullptr);
  Thread& first = add_thread(launched_.process, main);
  on_program(first);
  first.state = Thread::State::runnable;
  runnable_.push_back(&first);
}

Kernel::~Kernel() {
  for (const auto& process : processes_) {
    if (!process->has_ended) kill(process->pid, SIGKILL);
  }
  if (launched_.init != 0) kill(launched_.init, SIGKILL);
  // A thread that is still there holds up its process, and that the init.
  std::vector<pid_t> left;
  for (const auto& thread : threads_) {
    if (thread->state != Thread::State::gone) left.push_back(thread->tid);
  }
  if (launched_.init != 0) left.push_back(launched_.init);
  while (!left.empty()) {
    const auto is_gone = [](pid_t tid) {
      int status = 0;
      const pid_t told = waitpid(tid, &status, __WALL | WNOHANG);
      return (told < 0 && errno != EINTR) ||
             (told == tid && (WIFEXITED(status) || WIFSIGNALED(status)));
    };
    if (std::erase_if(left, is_gone) == 0) usleep(20);
  }
}

Process& Kernel::add_process(pid_t pid, Process* parent) {
  Process& process = *processes_.emplace_back(std::make_unique<Process>());
  process.pid = pid;
  process.inner = number_of(pid);
  process.parent = parent;
  process.handle = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (parent != nullptr) {
    process.page = parent->page;
    process.has_own_streams = parent->has_own_streams;
    process.random_instructions = parent->random_instructions;
  }
  return process;
}

Thread& Kernel::add_thread(pid_t tid, Process& process) {
  Thread& thread = *threads_.emplace_back(std::make_unique<Thread>());
  thread.tid = tid;
  thread.inner = number_of(tid);
  thread.process = &process;
  return thread;
}

pid_t Kernel::number_of(pid_t tid) const {
  if (has_own_numbers()) return inner_number(tid);
  return tid == launched_.process ? number_ : tid;
}

pid_t Kernel::real_number(pid_t inner) const {
  if (has_own_numbers() || std::abs(inner) != number_) return inner;
  return inner > 0 ? launched_.process : -launched_.process;
}

Thread* Kernel::thread_by_number(pid_t inner) {
  const auto found = std::find_if(threads_.begin(), threads_.end(), [inner](const auto& thread) {
    return thread->inner == inner && thread->state != Thread::State::gone;
  });
  return found == threads_.end() ? nullptr : found->get();
}

Process* Kernel::process_by_number(pid_t inner) {
  const auto found = std::find_if(processes_.begin(), processes_.end(), [inner](const auto& it) {
    return it->inner == inner && !it->has_ended;
  });
  return found == processes_.end() ? nullptr : found->get();
}

std::int64_t Kernel::read_clock() {
  ClockPage& page = page_->clock();
  ++page.reads;
  return page.now += kReading;
}

// The clock of a node must not run away from that of the run.
bool Kernel::waits_for_clock(Thread& thread) {
  if (page_->clock().reads <= kMostReadings) return false;
  thread.is_ready = nullptr;
  wait_for_turn(thread, Answer::native());
  thread.makes_call_again = true;
  return true;
}

void Kernel::wait_for_turn(Thread& thread, Answer next) {
  thread.after_turn = next;
  park(thread, Waiting::turn, after(kMillisecond));
}

std::optional<std::int64_t> Kernel::value_of_clock(std::int64_t clock) {
  const ClockPage& page = page_->clock();
  const std::int64_t now = read_clock();
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
      return page.wall_origin + now;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
      return page.monotonic_origin + now;
    default:
      break;
  }
  if (clock >= 0 && clock != CLOCK_PROCESS_CPUTIME_ID && clock != CLOCK_THREAD_CPUTIME_ID)
    return std::nullopt;
  constexpr std::int64_t kUse = 1000;  // ns that it is told to have computed since it was asked
  return processor_time_ += kUse;
}

Moment Kernel::moment(std::int64_t clock, std::int64_t value) const {
  const ClockPage& page = const_cast<GuestPage&>(*page_).clock();
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM || clock == CLOCK_TAI) {
    // The origin moves with the clock's faults: what is kept is what it would tell without them.
    return {Moment::Clock::wall, value - (page.wall_origin - wall_shift_)};
  }
  return {Moment::Clock::monotonic, value - page.monotonic_origin};
}

std::int64_t Kernel::until(const Moment& moment) const {
  return moment.at - now() - (moment.clock == Moment::Clock::wall ? wall_shift_ : 0);
}

std::uint64_t Kernel::draw() { return sim::mix(random_, ++drawn_); }

void Kernel::is_unrepeatable(std::string why) {
  if (std::find(unrepeatable_.begin(), unrepeatable_.end(), why) == unrepeatable_.end())
    unrepeatable_.push_back(std::move(why));
}

std::optional<std::int64_t> Kernel::wake_at() const {
  std::optional<std::int64_t> earliest;
  const std::uint64_t phases = sim::mix(setup_.node_draw, kPhaseKey);
  const auto consider = [&](const std::optional<Moment>& moment, std::int64_t slack) {
    if (!moment) return;
    const std::int64_t due = now() + std::max<std::int64_t>(until(*moment), 0);
    const auto phase = static_cast<std::int64_t>(phases % static_cast<std::uint64_t>(slack));
    const std::int64_t late = (due - phase) % slack;
    const std::int64_t at = due + (late > 0 ? slack - late : -late);
    if (!earliest || at < *earliest) earliest = at;
  };
  for (const auto& thread : threads_) {
    if (thread->state == Thread::State::parked)
      consider(thread->deadline, thread->is_brief ? kBriefSlack : kSlack);
  }
  for (const Timer& timer : timers_.all()) consider(timer.due, kSlack);
  return earliest;
}

void Kernel::run(const ClockReading& now, std::uint64_t draw) {
  ClockPage& page = page_->clock();
  page.reads = 0;
  page.now = std::max(page.now.load(), now.monotonic);
  const std::int64_t shift = now.wall - now.monotonic;
  page.wall_origin += shift - wall_shift_;
  wall_shift_ = shift;
  random_ = draw;
  drawn_ = 0;
  watchdog_.begin();
  close_time_stamps();
  fire_due();
  something_happened_ = true;
  do {
    streams_.hand_over();
    while (!end_ && (!runnable_.empty() || wake_ready())) resume(pick());
    if (streams_.pump()) something_happened_ = true;
  } while (!end_ && wake_ready());
  watchdog_.end();
  // Whatever else it has done meanwhile.
  if (streams_.complaint()) end({End::Kind::not_started, 0, *streams_.complaint()});
  if (end_) streams_.end_lines();
  purge();
  const bool all_wait = std::none_of(threads_.begin(), threads_.end(), [](const auto& thread) {
    return thread->waiting == Waiting::turn;
  });
  if (all_wait) rest();
}

void Kernel::rest() {
  restless_calls_ = 0;
  streams_.rest();
}

Thread& Kernel::pick() {
  std::size_t which = 0;
  if (setup_.threads == ThreadOrder::drawn && runnable_.size() > 1)
    which = draw() % runnable_.size();
  Thread& thread = *runnable_[which];
  runnable_.erase(runnable_.begin() + static_cast<std::ptrdiff_t>(which));
  return thread;
}

void Kernel::park(Thread& thread, Waiting waiting, std::optional<Moment> deadline) {
  thread.state = Thread::State::parked;
  thread.waiting = waiting;
  thread.deadline = deadline;
  thread.is_brief = deadline && until(*deadline) < kSlack && brief_waits_ < kMostBriefWaits;
  if (thread.is_brief) ++brief_waits_;
  thread.sequence = ++last_sequence_;
  if (waiting != Waiting::turn) {
    thread.calls = 0;
    thread.turns = 0;
  }
}

void Kernel::go_on(Thread& thread, Answer next) {
  ensure(thread.state == Thread::State::parked, "only a parked thread goes on");
  thread.state = Thread::State::runnable;
  thread.last_waiting = std::exchange(thread.waiting, Waiting::nothing);
  thread.last_deadline = std::exchange(thread.deadline, std::nullopt);
  thread.next = next;
  runnable_.push_back(&thread);
}

void Kernel::make_call_again(Thread& thread) {
  go_on(thread, Answer::native());
  thread.makes_call_again = true;
}

// All that is due, in the order in which it has become so.
void Kernel::fire_due() {
  struct Due {
    std::int64_t late;
    std::uint64_t sequence;
    Thread* thread;
    Timer* timer;
  };
  std::vector<Due> due;
  for (const auto& thread : threads_) {
    if (thread->state == Thread::State::parked && thread->deadline && is_due(*thread->deadline))
      due.push_back({-until(*thread->deadline), thread->sequence, thread.get(), nullptr});
  }
  for (Timer& timer : timers_.all()) {
    if (timer.due && is_due(*timer.due))
      due.push_back({-until(*timer.due), timer.sequence, nullptr, &timer});
  }
  std::sort(due.begin(), due.end(), [](const Due& a, const Due& b) {
    return a.late != b.late ? a.late > b.late : a.sequence < b.sequence;
  });
  for (const Due& entry : due) {
    if (entry.thread != nullptr) {
      if (entry.thread->state == Thread::State::parked) time_is_up(*entry.thread);
      continue;
    }
    Timer& timer = *entry.timer;
    std::uint64_t expirations = 1;
    if (timer.period > 0) {
      expirations += static_cast<std::uint64_t>(entry.late / timer.period);
      timer.due->at += static_cast<std::int64_t>(expirations) * timer.period;
    } else {
      timer.due.reset();
    }
    fire(timer, expirations);
  }
}

void Kernel::time_is_up(Thread& thread) {
  const Answer next = thread.waiting == Waiting::turn ? thread.after_turn
                      : thread.time_is_up == nullptr
                          ? Answer::result(0)
                          : Answer::result(thread.time_is_up(*this, thread));
  go_on(thread, next);
}

// Those whose descriptors have become ready go on.
bool Kernel::wake_ready() {
  if (!std::exchange(something_happened_, false)) return !runnable_.empty();
  for (const auto& known : threads_) {
    Thread& thread = *known;
    if (thread.state != Thread::State::parked) continue;
    // Who has polled in vain sees at once what comes.
    const bool polls = thread.waiting == Waiting::turn && thread.is_ready != nullptr;
    if (thread.waiting != Waiting::input && !polls) continue;
    if (thread.is_ready(*this, thread)) go_on(thread, Answer::native());
  }
  return !runnable_.empty();
}

void Kernel::purge() {
  std::erase_if(threads_, [](const auto& thread) { return thread->state == Thread::State::gone; });
}

}  // namespace eddy::nodes::process
