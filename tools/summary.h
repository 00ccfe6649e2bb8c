// The results of a run for a person: verdict first, evidence next, then figures, and on failure the
// one line that reproduces it.
#pragma once

#include <chrono>
#include <string>

#include "workloads/experiment.h"

namespace eddy::tools {

enum class Colour { off, on };

struct SummaryContext {
  std::string reproduce;             // the command line that gives the same run
  std::string stored_in;             // the directory of the results; empty: nowhere
  std::chrono::nanoseconds wall{0};  // how long plan, run and check took
  Colour colour = Colour::off;
};

std::string summarize(const workloads::Experiment& experiment, const SummaryContext& context);

}  // namespace eddy::tools
