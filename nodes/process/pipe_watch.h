// What a run in real time waits for beside the time: that a process has written something, has read
// what waited for it, or has ended.
#pragma once

#include <poll.h>

#include <chrono>
#include <vector>

namespace eddy::nodes::process {

class PipeWatch {
 public:
  // A process.
  class Member {
   public:
    // What is waited for, of it; nothing: it has been called, and has not been looked after since.
    virtual std::vector<pollfd> awaited() const = 0;
    // There is something.
    virtual void call() = 0;

   protected:
    ~Member() = default;
  };

  PipeWatch() = default;
  PipeWatch(const PipeWatch&) = delete;
  PipeWatch& operator=(const PipeWatch&) = delete;

  // It leaves before it is destroyed.
  void join(Member& member) { members_.push_back(&member); }
  void leave(Member& member);

  enum class Waited { in_vain, for_something, interrupted };
  Waited wait(std::chrono::nanoseconds at_most);
  // Calls those for which the last wait found something.
  void call();

 private:
  std::vector<Member*> members_;
  std::vector<Member*> ready_;
};

}  // namespace eddy::nodes::process
