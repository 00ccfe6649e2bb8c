#include "tools/options/rows.h"

namespace eddy::tools {

std::vector<OptionRow> search_rows() {
  return {
      {.name = "budget",
       .metavar = "N|TIME",
       .help = "End after so many runs, as 500, or after so much wall time, as 10s",
       .argument = detail::argument(
           FreeText{}, [](auto& r) -> auto& { return r.search.budget; }, &parse_search_budget,
           [](const SearchBudget& budget) { return to_argument(budget); }),
       .default_note = "2000 runs"},
      {.name = "keys",
       .metavar = "N",
       .help = "Try the smallest run under so many other seeds, to see how much of it is luck",
       .argument = whole({0, 100'000}, [](auto& r) -> auto& { return r.search.keys; })},
      {.name = "group",
       .metavar = "N",
       .help = "Of a sweep: the way to fail of that number in its report",
       .argument = whole({1, 1'000'000}, [](auto& r) -> auto& { return r.search.group; })},
      {.name = "jobs",
       .letter = 'j',
       .metavar = "N",
       .help = "How many runs go on at the same time",
       .argument = whole({1, 1024}, [](auto& r) -> auto& { return r.search.jobs; }),
       .default_note = "one for each processor"},
  };
}

}  // namespace eddy::tools
