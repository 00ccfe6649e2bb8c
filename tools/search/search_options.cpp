#include "tools/search/search_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/overloaded.h"
#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"

namespace eddy::tools {

SearchBudget parse_search_budget(std::string_view option, const std::string& text) {
  constexpr std::uint64_t kMostRuns = 1'000'000'000;
  constexpr double kLongest = 24.0 * 3600;
  const bool is_number = !text.empty() && std::all_of(text.begin(), text.end(),
                                                      [](char c) { return c >= '0' && c <= '9'; });
  SearchBudget budget;
  if (is_number) {
    if (text.find_first_not_of('0') == std::string::npos) {
      throw checkers::BadInput(fmt::format(
          "{} 0 leaves no run to try: give a number of runs, such as 500, or a time, such as 10s",
          option));
    }
    budget = parse_whole(option, text, {1, kMostRuns});
  } else {
    try {
      budget = parse_duration(option, text, PlainUnit::seconds, {0, kLongest});
    } catch (const checkers::BadInput&) {
      throw checkers::BadInput(
          fmt::format("{} takes a number of runs, such as 500, or a time up to 24 h, such as 10s, "
                      "got \"{}\"",
                      option, text));
    }
    if (std::get<sim::Duration>(budget) <= sim::Duration(0)) {
      throw checkers::BadInput(
          fmt::format("{} {} leaves no time to try anything: give a time such as 10s, or a number "
                      "of runs, such as 500",
                      option, text));
    }
  }
  return budget;
}

std::string to_argument(const SearchBudget& budget) {
  return std::visit(Overloaded{[](std::uint64_t runs) { return fmt::format("{}", runs); },
                               [](sim::Duration time) {
                                 const std::string text = to_argument(time, PlainUnit::seconds);
                                 return text.find_first_not_of("0123456789.") == std::string::npos
                                            ? text + "s"
                                            : text;
                               }},
                    budget);
}

std::size_t jobs_of(const SearchOptions& search) {
  return search.jobs.value_or(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace eddy::tools
