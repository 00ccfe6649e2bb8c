#pragma once

#include "nodes/lin_mutex_single.h"

namespace eddy::nodes::broken {

// Bug: the lock is a lease. After a second it goes to whoever asks, while its holder, whom nobody
// has told, still counts on it.
class LinMutexLease final : public LinMutexSingle {
 public:
  using LinMutexSingle::LinMutexSingle;

 private:
  bool is_over(sim::Duration held) const override { return held > std::chrono::seconds(1); }
};

}  // namespace eddy::nodes::broken
