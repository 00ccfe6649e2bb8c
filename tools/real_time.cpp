#include "tools/real_time.h"

namespace eddy::tools {

std::optional<sim::Time> RealTime::wait_until(sim::Time next) {
  using Waited = nodes::process::PipeWatch::Waited;
  if (!begin_) begin_ = Clock::now();
  const auto passed = [this] {
    return std::chrono::duration_cast<sim::Duration>(Clock::now() - *begin_);
  };
  if (pipes_.wait(next.time_since_epoch() - passed()) == Waited::in_vain) return std::nullopt;
  return sim::Time(passed());
}

}  // namespace eddy::tools
