#include <fmt/format.h>

#include <algorithm>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/bounds.h"
#include "tools/options/rows.h"
#include "tools/sweep/seed_range.h"

namespace eddy::tools {
namespace {

// What a folder may be called everywhere.
std::string parse_sweep_name(std::string_view option, const std::string& text) {
  constexpr std::size_t kLongest = 100;
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
  if (text.empty() || !is_plain || text.front() == '.' || text.size() > kLongest) {
    throw checkers::BadInput(
        fmt::format("{} takes a name of at most {} letters, digits, '-', '_' and '.', got \"{}\"",
                    option, kLongest, text));
  }
  return text;
}

// As any time, and "10m" as CI systems write ten minutes.
sim::Duration parse_budget(std::string_view option, const std::string& text) {
  constexpr double kLongestBudget = 365.0 * 24 * 3600;
  return parse_duration(option, text.ends_with('m') ? text + "in" : text, PlainUnit::seconds,
                        {0, kLongestBudget});
}

}  // namespace

std::vector<OptionRow> sweep_rows() {
  return {
      {.name = "seeds",
       .metavar = "A..B",
       .help = "The seeds, the first and the last",
       .argument = detail::argument(
           FreeText{}, [](auto& r) -> auto& { return r.sweep.seeds; }, &parse_seed_range,
           [](const SeedRange& range) { return to_string(range); })},
      {.name = "shard",
       .metavar = "I/N",
       .help = "Run one of N parts of the seeds; `eddy merge` joins them",
       .argument = detail::argument(
           FreeText{}, [](auto& r) -> auto& { return r.sweep.shard; }, &parse_shard,
           [](const Shard& shard) { return to_string(shard); }),
       .default_note = "as the environment of a Slurm array or a Kubernetes indexed job says, or "
                       "all"},
      {.name = "plain",
       .help = "Run every seed with the options as they are, and draw no climates",
       .argument = flag([](auto& r) -> auto& { return r.sweep.plain; })},
      {.name = "stop-after",
       .metavar = "K",
       .help = "End after so many failing runs",
       .argument = whole({1, kMostSeeds}, [](auto& r) -> auto& { return r.sweep.stop_after; }),
       .default_note = "never"},
      {.name = "budget",
       .metavar = "TIME",
       .help = "End after so much wall time, in seconds, or with a unit as in 10min or 10m",
       .argument = detail::argument(
           TimeSpan{PlainUnit::seconds, {}}, [](auto& r) -> auto& { return r.sweep.budget; },
           &parse_budget,
           [](sim::Duration budget) { return to_argument(budget, PlainUnit::seconds); }),
       .default_note = "none"},
      {.name = "jobs",
       .letter = 'j',
       .metavar = "N",
       .help = "How many runs go on at the same time",
       .argument = whole({1, 1024}, [](auto& r) -> auto& { return r.sweep.jobs; }),
       .default_note = "one for each processor"},
      {.name = "resume",
       .help = "Go on with the sweep in FOLDER, or of that --name, or else with the latest one",
       .argument = flag([](auto& r) -> auto& { return r.sweep.resume; })},
      {.name = "name",
       .metavar = "NAME",
       .help = "Call its folder sweep-NAME",
       .argument = detail::argument(
           FreeText{}, [](auto& r) -> auto& { return r.sweep.name; }, &parse_sweep_name, kAsItIs),
       .default_note = "a number"},
      {.name = "require-sometimes",
       .help = "Fail if there is a label that no run has reached",
       .argument = flag([](auto& r) -> auto& { return r.sweep.require_sometimes; })},
      {.name = "junit",
       .metavar = "FILE",
       .help = "Write a report for CI systems",
       .argument = text(File{}, [](auto& r) -> auto& { return r.sweep.junit; })},
  };
}

}  // namespace eddy::tools
