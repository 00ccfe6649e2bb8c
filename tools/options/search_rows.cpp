#include <utility>

#include "tools/options/rows.h"

namespace eddy::tools {
namespace {

OptionRow budget_row(std::string usual) {
  return {.name = "budget",
          .metavar = "N|TIME",
          .help = "End after so many runs, as 500, or after so much wall time, as 10s",
          .argument = detail::argument(
              FreeText{}, [](auto& r) -> auto& { return r.search.budget; }, &parse_search_budget,
              [](const SearchBudget& budget) { return to_argument(budget); }),
          .default_note = std::move(usual)};
}

OptionRow group_row() {
  return {.name = "group",
          .metavar = "N",
          .help = "Of a sweep: the way to fail of that number in its report",
          .argument = whole({1, 1'000'000}, [](auto& r) -> auto& { return r.search.group; })};
}

OptionRow jobs_row() {
  return {.name = "jobs",
          .letter = 'j',
          .metavar = "N",
          .help = "How many runs go on at the same time",
          .argument = whole({1, 1024}, [](auto& r) -> auto& { return r.search.jobs; }),
          .default_note = "one for each processor"};
}

}  // namespace

std::vector<OptionRow> minimise_rows() {
  return {budget_row("2000 runs"),
          {.name = "keys",
           .metavar = "N",
           .help = "Try the smallest run under so many other seeds, to see how much of it is luck",
           .argument = whole({0, 100'000}, [](auto& r) -> auto& { return r.search.keys; })},
          group_row(),
          jobs_row()};
}

std::vector<OptionRow> explain_rows() {
  return {budget_row("5000 runs, or 600 with --bin"),
          {.name = "branches",
           .metavar = "N",
           .help = "How often the run branches at one moment",
           .argument = whole({1, 10'000}, [](auto& r) -> auto& { return r.search.branches; }),
           .default_note = "25, or 8 with --bin"},
          group_row(),
          jobs_row()};
}

}  // namespace eddy::tools
