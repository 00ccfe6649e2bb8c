// What stands between the program of a node and the kernel of this machine: it lets the threads of
// the program run one at a time, answers the system calls that tell of the world outside, and has
// the time, the randomness and the signals of the run.
//
// Threads stop at the calls of calls.h. A thread whose call has to wait is parked; its stop is the
// one before the call, so that it can still be answered, or made by the real kernel once it will not
// wait. A burst ends when all are parked.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nodes/process/guest.h"
#include "nodes/process/guest_setup.h"
#include "nodes/process/streams.h"
#include "nodes/process/virtual_time/cpu.h"
#include "nodes/process/virtual_time/guest_page.h"
#include "nodes/process/virtual_time/launch.h"
#include "nodes/process/virtual_time/threads.h"
#include "nodes/process/virtual_time/timers.h"
#include "nodes/process/virtual_time/watchdog.h"

namespace eddy::nodes::process {

class Kernel {
 public:
  // Starts the program, which stands at its first instruction. Throws LaunchFailure.
  Kernel(const GuestSetup& setup, const ClockReading& now, std::uint64_t draw);
  // Ends all processes of the node.
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // A burst: what is due by now, and what comes of it.
  void run(const ClockReading& now, std::uint64_t draw);
  Streams& streams() { return streams_; }
  // When something is due next, by the monotonic clock.
  std::optional<std::int64_t> wake_at() const;
  const std::optional<End>& end() const { return end_; }
  void end(End end) { end_ = std::move(end); }
  std::vector<std::string> take_unrepeatable() { return std::exchange(unrepeatable_, {}); }

  // Traces nobody any more, and leaves all stopped; their numbers. Then only the end can come.
  std::vector<std::int64_t> release();

  // What follows is for what answers the calls.

  // The clocks. A reading takes a little time.
  std::int64_t now() const { return page_->clock().now.load(std::memory_order_relaxed); }
  std::int64_t read_clock();
  // One that looks at the clock again and again waits until the run has caught up.
  bool waits_for_clock(Thread& thread);
  // In ns, as clock_gettime tells it; nothing: there is no such clock.
  std::optional<std::int64_t> value_of_clock(std::int64_t clock);
  Moment after(std::int64_t duration) const { return {Moment::Clock::monotonic, now() + duration}; }
  // The moment when that clock tells so many ns.
  Moment moment(std::int64_t clock, std::int64_t value) const;
  std::int64_t until(const Moment& moment) const;
  bool is_due(const Moment& moment) const { return until(moment) <= 0; }

  std::uint64_t draw();
  // Files that are read as random numbers without end.
  void add_random_file(const Thread& thread, int descriptor);
  bool is_random_file(const Thread& thread, int descriptor) const;
  std::uint64_t next_sequence() { return ++last_sequence_; }
  int next_timer() { return next_timer_++; }

  // Threads.
  void park(Thread& thread, Waiting waiting, std::optional<Moment> deadline);
  void go_on(Thread& thread, Answer next);
  // It makes its call once more, to be answered anew.
  void make_call_again(Thread& thread);
  // It reads what the node was given.
  void takes_input(Thread& thread);
  void wait_for_turn(Thread& thread, Answer next);
  // An empty poll: a program that does nothing else lets time pass.
  Answer poll_in_vain(Thread& thread);
  // It waits for descriptors; `timeout` in ns, nothing: for ever.
  Answer wait_for_input(Thread& thread, std::optional<std::int64_t> timeout);
  // Those that have waited longest, by address in that process, which others may share.
  std::size_t wake_futex(const Process& process, std::uint64_t address, std::size_t most,
                         std::uint32_t bits, bool is_private);
  std::size_t requeue_futex(const Process& process, std::uint64_t from, std::uint64_t to,
                            std::size_t most, bool is_private);
  std::size_t thread_count() const { return threads_.size(); }
  Thread* thread_by_number(pid_t inner);
  Process* process_by_number(pid_t inner);
  const std::vector<std::unique_ptr<Process>>& processes() const { return processes_; }
  bool is_main(const Process& process) const { return &process == processes_.front().get(); }
  bool has_own_numbers() const { return launched_.init != 0; }
  // As the program knows it.
  pid_t number_of(pid_t tid) const;
  // For calls: of one that the program knows by that number, or of its group, if that is negative.
  pid_t real_number(pid_t inner) const;

  // Makes a call in the name of a thread that has stopped at one, and tells what it returned.
  std::int64_t make_call(Thread& thread, long number,
                         std::initializer_list<std::uint64_t> arguments);
  // The process ends, or has ended: waits until all its threads are gone.
  void reap(Process& process);
  // The thread ends, the first one of a process in which others go on.
  void let_first_end(Thread& thread);
  bool has_others(const Thread& thread) const;
  bool has_living(const Process& process) const;
  // Its process ends.
  void let_exit(Thread& thread);
  // Somebody has sent SIGKILL to some.
  void reap_killed();
  void resume(Thread& thread);

  // A signal was sent: whoever it reaches goes on.
  void look_for_signals();
  void interrupt(Thread& thread);
  // Has it got a signal that will interrupt its call?
  static bool has_signal(const Thread& thread);

  // Descriptors. A copy of it for us; nothing: the system does not allow that, or there is none.
  std::optional<Descriptor> borrow(const Thread& thread, int descriptor) const;
  // Where it cannot be borrowed: is it one of those that make who reads them wait?
  bool may_wait(const Thread& thread, int descriptor) const;
  static bool is_socket(const Thread& thread, int descriptor);
  // As poll() tells it, at once.
  short readiness(Thread& thread, int descriptor, short events);
  bool is_main_input(const Thread& thread, int descriptor) const {
    return descriptor == 0 && thread.process->has_own_streams;
  }

  // The page: where scratch memory lies, for us and for the process.
  std::byte* scratch() { return page_->scratch(); }
  static std::uint64_t scratch_in(const Thread& thread) {
    return thread.process->page + GuestPage::kScratchAt;
  }

  Timers& timers() { return timers_; }
  const GuestSetup& setup() const { return setup_; }
  void fire(Timer& timer, std::uint64_t expirations);
  void fire(const TimerDescriptor& what, std::uint64_t expirations);
  // Does a process still have it?
  bool find_again(TimerDescriptor& what);
  void forget_closed_timers();
  void fire(const SignalTimer& what);
  // A line of ours among those of its standard error.
  void tell(std::string_view text) { streams_.tell(text); }
  void is_unrepeatable(std::string why);
  void give_up(std::string text) { end({End::Kind::given_up, 0, std::move(text)}); }

 private:
  Thread& add_thread(pid_t tid, Process& process);
  Process& add_process(pid_t pid, Process* parent);
  void enter_program(Thread& thread);
  void fire_due();
  void time_is_up(Thread& thread);
  bool wake_ready();
  Thread& pick();
  void follow(Thread& thread);
  // Its next stop or end; nothing: it need not be waited for any more.
  std::optional<int> wait_for(Thread& thread);
  bool waits_to_write(Thread& thread, long call);
  std::optional<std::int64_t> result_of_waiting(Thread& thread);
  void on_stop(Thread& thread, int status);
  void on_call(Thread& thread);
  void on_child(Thread& thread, bool is_vfork);
  void on_program(Thread& thread);
  void on_signal(Thread& thread, int signal);
  void name_sender(const Thread& thread) const;
  void on_gone(Thread& thread, int status);
  void answer_call(Thread& thread, const Answer& answer);
  bool spins(Thread& thread, const Answer& answer);
  void release_vfork_parent(Thread& thread);
  void wake_heirs();
  std::vector<Thread*> waiters(const Process& process, std::uint64_t address,
                               bool is_private) const;
  bool reap_replaced(const Thread& by);
  void process_ended(Process& process, int status);
  void map_page(Thread& thread, std::uint64_t room);
  void purge();
  bool reads_main_input(const Thread& thread) const;
  // It makes no calls without end, and floods nobody.
  void rest();

  GuestSetup setup_;
  pid_t number_;
  CpuClaim cpu_;
  std::unique_ptr<GuestPage> page_;
  Launched launched_;
  Streams streams_;
  Timers timers_;
  Watchdog watchdog_;
  std::vector<std::unique_ptr<Process>> processes_;  // the main one first
  std::vector<std::unique_ptr<Thread>> threads_;     // in the order of their beginning
  std::deque<Thread*> runnable_;
  std::int64_t wall_shift_ = 0;  // how far the wall clock is ahead of the monotonic one
  std::uint64_t random_ = 0;
  std::uint64_t drawn_ = 0;
  std::set<std::pair<std::uint64_t, std::uint64_t>> random_files_;  // device and number
  std::int64_t processor_time_ = 0;                                 // as it is told
  std::uint64_t last_sequence_ = 0;
  int next_timer_ = 0;
  std::uint64_t restless_calls_ = 0;  // since it has rested
  unsigned brief_waits_ = 0;          // since input was read
  bool has_read_input_ = false;
  bool something_happened_ = false;  // since descriptors were looked at
  std::optional<End> end_;
  std::vector<std::string> unrepeatable_;
};

}  // namespace eddy::nodes::process
