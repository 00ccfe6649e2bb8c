#include "nodes/process/pipe_watch.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>

namespace eddy::nodes::process {

void PipeWatch::leave(Member& member) {
  std::erase(members_, &member);
  std::erase(ready_, &member);
}

PipeWatch::Waited PipeWatch::wait(std::chrono::nanoseconds at_most) {
  using std::chrono::seconds;
  std::vector<pollfd> all;
  std::vector<Member*> whose;
  for (Member* member : members_) {
    for (const pollfd& one : member->awaited()) {
      all.push_back(one);
      whose.push_back(member);
    }
  }
  ready_.clear();
  at_most = std::max(at_most, std::chrono::nanoseconds(0));
  const auto whole = std::chrono::duration_cast<seconds>(at_most);
  const timespec time{whole.count(), (at_most - whole).count()};
  const int found = ::ppoll(all.data(), all.size(), &time, nullptr);
  if (found < 0 && errno == EINTR) return Waited::interrupted;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool is_new = std::find(ready_.begin(), ready_.end(), whose[i]) == ready_.end();
    if (all[i].revents != 0 && is_new) ready_.push_back(whose[i]);
  }
  return ready_.empty() ? Waited::in_vain : Waited::for_something;
}

void PipeWatch::call() {
  for (Member* member : std::exchange(ready_, {})) member->call();
}

}  // namespace eddy::nodes::process
