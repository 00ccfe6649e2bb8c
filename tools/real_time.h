// A run held to the time of the world: what it does at 3 s of virtual time happens 3 s after its
// beginning, and what its processes write happens when they do. Of no use to repeat a run.
#pragma once

#include <chrono>
#include <optional>

#include "eddy/sim/pace.h"
#include "nodes/process/pipe_watch.h"

namespace eddy::tools {

// Of one run; its time begins with the run's first event.
class RealTime final : public sim::Pace {
 public:
  // Of the run's processes.
  nodes::process::PipeWatch& pipes() { return pipes_; }

  std::optional<sim::Time> wait_until(sim::Time next) override;
  void hear() override { pipes_.call(); }

 private:
  using Clock = std::chrono::steady_clock;

  nodes::process::PipeWatch pipes_;
  std::optional<Clock::time_point> begin_;
};

}  // namespace eddy::tools
