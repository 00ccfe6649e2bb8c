// What `eddy sweep` was asked to do beside the options of its runs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "eddy/sim/time.h"
#include "tools/sweep/seed_range.h"

namespace eddy::tools {

struct SweepOptions {
  // These say what the sweep is: they are the same for all of its life.
  SeedRange seeds;
  std::optional<Shard> shard;  // nothing: the environment says, or there is one
  bool plain = false;          // every run has the options as they are: no climate is drawn

  // These say how it is run this time.
  std::optional<std::size_t> jobs;        // nothing: as many as the machine has processors
  std::optional<std::size_t> stop_after;  // so many failing runs
  std::optional<sim::Duration> budget;    // of wall time
  bool resume = false;
  bool require_sometimes = false;  // a label that no run has reached is a failure
  std::string name;                // of its folder; empty: a number
  std::string junit;               // a file; empty: none
};

}  // namespace eddy::tools
