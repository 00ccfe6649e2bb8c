// The results of a run for a person: verdict first, evidence next, then figures, and on failure the
// one line that reproduces it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/workloads/experiment.h"

namespace eddy::tools {

enum class Colour { off, on };

// 1234567 → "1,234,567".
std::string grouped(std::uint64_t number);

// A line of a report: what it tells of, and what it is.
std::string line_of(std::string_view label, std::string_view text);

// The line that comes first, and an empty one: the verdict, and on what.
std::string headline(checkers::Validity validity, const std::string& what, Colour colour);

struct SummaryContext {
  std::string reproduce;              // the command line that gives the same run
  std::string stored_in;              // the directory of the results; empty: nowhere
  std::vector<std::string> drawings;  // files that show what was found
  std::chrono::nanoseconds wall{0};   // how long plan, run and check took
  // What else can be done with a run that fails: a word, and its command line.
  std::vector<std::pair<std::string, std::string>> further = {};
  Colour colour = Colour::off;
};

std::string summarize(const workloads::Experiment& experiment, const SummaryContext& context);

}  // namespace eddy::tools
