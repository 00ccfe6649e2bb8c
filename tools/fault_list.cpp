#include "tools/fault_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "checkers/evidence.h"
#include "eddy/checkers/surroundings.h"

namespace eddy::tools {
namespace {

constexpr std::size_t kMostFaults = 8;

// The times of the operations that the lines call "op 12", ns.
std::vector<std::int64_t> times_of_operations(const std::vector<std::string>& evidence,
                                              const checkers::History& history) {
  constexpr std::string_view kOp = "op ";
  std::vector<std::int64_t> times;
  for (const std::string& line : evidence) {
    for (auto at = line.find(kOp); at != std::string::npos; at = line.find(kOp, at + 1)) {
      const char* digits = line.data() + at + kOp.size();
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(digits, line.data() + line.size(), index);
      if (error == std::errc{} && index < history.ops.size())
        times.push_back(history.ops[index].time);
    }
  }
  return times;
}

}  // namespace

std::vector<std::string> list_faults(const workloads::Experiment& experiment) {
  const auto& faults = experiment.run.faults;
  const auto& evidence = experiment.results.evidence;
  const auto span_of = [](const workloads::ActiveFault& fault) {
    return checkers::format_span(sim::nanoseconds(fault.begin), sim::nanoseconds(fault.end));
  };
  std::vector<bool> is_wanted(faults.size(), true);
  if (faults.size() > kMostFaults) {
    const auto times = times_of_operations(evidence, experiment.run.history);
    for (std::size_t i = 0; i < faults.size(); ++i) {
      const std::string span = span_of(faults[i]);
      is_wanted[i] =
          std::any_of(evidence.begin(), evidence.end(),
                      [&](const auto& line) { return line.find(span) != std::string::npos; }) ||
          std::any_of(times.begin(), times.end(), [&](std::int64_t time) {
            return sim::nanoseconds(faults[i].begin) <= time &&
                   time <= sim::nanoseconds(faults[i].end);
          });
    }
    if (std::find(is_wanted.begin(), is_wanted.end(), true) == is_wanted.end())
      is_wanted.assign(faults.size(), true);
  }
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < faults.size() && lines.size() < kMostFaults; ++i) {
    if (is_wanted[i])
      lines.push_back(fmt::format("{}  {}", span_of(faults[i]),
                                  checkers::name_of_fault(describe(faults[i].fault))));
  }
  if (lines.size() < faults.size())
    lines.push_back(fmt::format("… and {} more", faults.size() - lines.size()));
  return lines;
}

}  // namespace eddy::tools
