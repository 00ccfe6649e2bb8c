// Jobs that run in threads at the same time, and whose results come in the order of the jobs.
//
//   OrderedJobs<Line> jobs({first, end}, {threads, window}, [&](Place place, const stop_token& stop) {
//     return line_of(place, stop);
//   });
//   while (!jobs.is_over()) {
//     for (Line& line : jobs.take(50ms)) write(line);
//   }
//
// * Jobs are begun in their order. So many are ahead of the first whose result was not taken as the
//   window holds, and no more: memory does not grow with the number of jobs.
// * A job without a result, one that was asked to stop, ends all: the results of the jobs before it
//   are still to be had, those behind it are not. So does one that throws; then take() throws.
// * The destructor asks all jobs to stop and waits for them.
#pragma once

#include <signal.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "eddy/base/ensure.h"

namespace eddy::tools {

template <class Result>
class OrderedJobs {
 public:
  using Place = std::uint64_t;
  using Work = std::function<std::optional<Result>(Place place, const std::stop_token& stop)>;
  // From first on, without end.
  struct Places {
    Place first = 0;
    Place end = 0;
  };
  struct Size {
    std::size_t threads = 1;
    std::size_t window = 1;
  };

  // REQUIRES: a window of at least one job for each thread.
  OrderedJobs(Places places, Size size, Work work)
      : work_(std::move(work)),
        slots_(size.window),
        next_(places.first),
        begun_(places.first),
        end_(places.end) {
    ensure(size.threads > 0 && size.window >= size.threads, "the window has room for each thread");
    const SignalsBlocked blocked;  // signals are for the thread that made us
    for (std::size_t i = 0; i < size.threads; ++i) threads_.emplace_back([this] { run_jobs(); });
  }
  ~OrderedJobs() {
    abandon();
    threads_.clear();
  }
  OrderedJobs(const OrderedJobs&) = delete;
  OrderedJobs& operator=(const OrderedJobs&) = delete;

  // The results that come next. Waits for a good number of them, but no longer than this; none may
  // be there even then.
  std::vector<Result> take(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, patience, [this] { return 2 * finished_ >= slots_.size() || is_idle(); });
    std::vector<Result> results;
    while (!ended_ && next_ < begun_ && slot(next_).is_finished) {
      Slot& slot = this->slot(next_);
      if (slot.failure) {
        // What was done before it is to be had first.
        if (!results.empty()) break;
        ended_ = true;
        std::rethrow_exception(slot.failure);
      }
      if (!slot.result) {
        end_ = begun_;
        ended_ = true;
        break;
      }
      results.push_back(std::move(*slot.result));
      slot = {};
      --finished_;
      ++next_;
    }
    room_.notify_all();
    return results;
  }

  // Nothing more will come.
  bool is_over() {
    const std::lock_guard lock(mutex_);
    return ended_ || next_ == end_;
  }
  // The job whose result comes next.
  Place next() {
    const std::lock_guard lock(mutex_);
    return next_;
  }

  // No further job is begun.
  void close() {
    const std::lock_guard lock(mutex_);
    end_ = begun_;
    room_.notify_all();
    ready_.notify_all();
  }
  // The same, and those that go on are asked to stop.
  void abandon() {
    stop_.request_stop();
    close();
  }

 private:
  struct Slot {
    bool is_finished = false;
    std::optional<Result> result;
    std::exception_ptr failure;
  };

  class SignalsBlocked {
   public:
    SignalsBlocked() {
      sigset_t all;
      sigfillset(&all);
      // Those that a thread brings upon itself.
      for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS})
        sigdelset(&all, signal);
      pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

   private:
    sigset_t before_{};
  };

  Slot& slot(Place place) { return slots_[place % slots_.size()]; }
  // Is there nothing left to wait for?
  bool is_idle() const { return begun_ == end_ && finished_ == begun_ - next_; }

  void run_jobs() {
    std::unique_lock lock(mutex_);
    for (;;) {
      room_.wait(lock, [this] { return begun_ >= end_ || begun_ < next_ + slots_.size(); });
      if (begun_ >= end_) return;
      const Place place = begun_++;
      lock.unlock();
      Slot done{true, {}, {}};
      try {
        done.result = work_(place, stop_.get_token());
      } catch (...) {
        done.failure = std::current_exception();
      }
      lock.lock();
      if (!done.result) end_ = begun_;  // nobody will want what comes behind it
      slot(place) = std::move(done);
      ++finished_;
      if (2 * finished_ >= slots_.size() || is_idle()) ready_.notify_one();
    }
  }

  Work work_;
  std::stop_source stop_;
  std::mutex mutex_;  // of all that follows
  std::condition_variable ready_;
  std::condition_variable room_;
  std::vector<Slot> slots_;  // by place, of those from next_ to begun_
  Place next_;
  Place begun_;
  Place end_;
  std::size_t finished_ = 0;  // of the slots
  bool ended_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace eddy::tools
