#include "nodes/process/virtual_time/cpu.h"

#include <sched.h>

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <vector>

#include "nodes/process/virtual_time/time_stamps.h"

namespace eddy::nodes::process {
namespace {

// How many threads of ours stay on each processor.
class Crowd {
 public:
  int join(const cpu_set_t& allowed) {
    const std::scoped_lock lock(mutex_);
    int best = std::max(sched_getcpu(), 0);
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (CPU_ISSET(static_cast<std::size_t>(cpu), &allowed) && count(cpu) < count(best))
        best = cpu;
    }
    ++count(best);
    return best;
  }
  void leave(int cpu) {
    const std::scoped_lock lock(mutex_);
    --count(cpu);
  }

 private:
  int& count(int cpu) {
    const auto place = static_cast<std::size_t>(cpu);
    if (counts_.size() <= place) counts_.resize(place + 1);
    return counts_[place];
  }

  std::mutex mutex_;
  std::vector<int> counts_;
};

Crowd& crowd() {
  static Crowd everybody;
  return everybody;
}

struct Stay {
  int claims = 0;
  int cpu = 0;
  cpu_set_t before{};  // where the thread might run
};

Stay& stay_of_this_thread() {
  thread_local Stay stay;
  return stay;
}

}  // namespace

CpuClaim::CpuClaim() {
  Stay& stay = stay_of_this_thread();
  if (stay.claims++ == 0) {
    CPU_ZERO(&stay.before);
    sched_getaffinity(0, sizeof stay.before, &stay.before);
    stay.cpu = crowd().join(stay.before);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(stay.cpu), &one);
    sched_setaffinity(0, sizeof one, &one);
  }
  cpu_ = stay.cpu;
}

CpuClaim::~CpuClaim() {
  Stay& stay = stay_of_this_thread();
  if (--stay.claims > 0) return;
  open_time_stamps();
  crowd().leave(stay.cpu);
  sched_setaffinity(0, sizeof stay.before, &stay.before);
}

}  // namespace eddy::nodes::process
