// Jobs that run in processes of their own at the same time, and whose answers come in the order of
// the jobs. One that takes its process down is told of, and the others go on.
//
//   OrderedProcesses jobs({first, end}, {processes, window}, work);
//   while (!jobs.is_over()) {
//     for (const JobAnswer& answer : jobs.take(50ms)) …
//   }
//
// * A process is a copy of this one, and does one job after another; `work` is called there. It
//   writes nothing to this process but its answer. What it writes to standard error is passed on
//   when the job is done, unless that is not wanted, or is part of the answer of a job that took its
//   process down.
// * Jobs are begun in their order. So many are ahead of the first whose answer was not taken as the
//   window holds, and no more: memory does not grow with the number of jobs.
// * A process that a signal from elsewhere has ended, SIGKILL among them, is no fault of its job,
//   which is tried a second time; then it is refused, with checkers::BadInput.
// * A process has so many jobs waiting that it need not wait for the next one, and two at least.
// * Processes end with this one, however it ends, and leave no core dumps.
// REQUIRES: no threads of this process need what a copy of it does not have.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace eddy::tools {

struct JobAnswer {
  std::uint64_t place = 0;
  std::string text = {};   // what the work returned, or what its process wrote to standard error
  std::string death = {};  // how the process ended, "signal SIGSEGV"; empty: it did not
};

class OrderedProcesses {
 public:
  using Place = std::uint64_t;
  using Work = std::function<std::string(Place place)>;
  // From first on, without end.
  struct Places {
    Place first = 0;
    Place end = 0;
  };
  struct Size {
    std::size_t processes = 1;
    std::size_t window = 1;
  };
  enum class Errors : std::uint8_t { passed_on, dropped };

  // `prepare` is called once in each process. REQUIRES: a window of at least one job for each.
  OrderedProcesses(Places places, Size size, Work work, std::function<void()> prepare = {},
                   Errors errors = Errors::passed_on);
  // Ends the processes, whatever they do.
  ~OrderedProcesses();
  OrderedProcesses(const OrderedProcesses&) = delete;
  OrderedProcesses& operator=(const OrderedProcesses&) = delete;

  // The answers that come next. Waits for a good number of them, but no longer than this; none may
  // be there even then. Throws where the work did, once all answers before it were taken:
  // checkers::BadInput, or else std::runtime_error; and where no process is to be had.
  std::vector<JobAnswer> take(std::chrono::milliseconds patience);

  // Nothing more will come.
  bool is_over() const { return next_ == end_; }
  // The job whose answer comes next.
  Place next() const { return next_; }

  // No further job is begun.
  void close();
  // The same, and those that go on are ended: the answers that are there can be taken.
  void abandon();

 private:
  static constexpr std::size_t kLeastDepth = 2;

  struct Slot {
    bool is_finished = false;
    std::exception_ptr thrown;
    JobAnswer answer;
  };
  struct Process {
    pid_t id = 0;
    int channel = -1;                 // jobs there, answers back; -1: there is none
    int errors = -1;                  // a file in memory that is its standard error
    std::string read = {};            // of an answer that has not come whole yet
    std::uint64_t heard = 0;          // how much of that belongs to jobs that are done
    std::size_t depth = kLeastDepth;  // how many jobs it is given at once
    std::deque<Place> jobs = {};      // the first one is at work
    std::optional<Place> retried = {};
  };

  void begin_jobs();
  void begin(Process& process);
  [[noreturn]] void work_on_jobs(int channel, int errors) const;
  void send(const Process& process, Place place) const;
  void wait(std::chrono::milliseconds patience);
  void listen(Process& process);
  static void fit_depth(Process& process, std::size_t had);
  static std::string hear(Process& process, std::uint64_t end);
  void finish(Process& process, JobAnswer answer, std::exception_ptr thrown = {});
  void bury(Process& process);
  void end(Process& process);
  Slot& slot(Place place) { return slots_[place % slots_.size()]; }

  Work work_;
  std::function<void()> prepare_;
  Errors errors_;
  std::vector<Process> processes_;
  std::vector<Slot> slots_;  // by place, of those from next_ to begun_
  Place next_;
  Place begun_;
  Place end_;
  std::size_t finished_ = 0;  // of the slots
  bool is_busy_ = false;      // did an answer come when one was last waited for?
};

}  // namespace eddy::tools
