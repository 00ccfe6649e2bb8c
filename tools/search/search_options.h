// What `eddy minimise` and `eddy explain` were asked to do beside the options of the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "eddy/sim/time.h"

namespace eddy::tools {

// How much a search may cost: so many runs, which gives the same result everywhere, or so much wall
// time.
using SearchBudget = std::variant<std::uint64_t, sim::Duration>;

// "500", "10s". Throws checkers::BadInput.
SearchBudget parse_search_budget(std::string_view option, const std::string& text);
std::string to_argument(const SearchBudget& budget);

struct SearchOptions {
  std::optional<SearchBudget> budget;
  std::optional<std::size_t> jobs;  // nothing: as many as the machine has processors
  std::uint64_t keys = 100;         // other seeds that a minimal run is tried under
  std::uint64_t branches = 25;      // of a run that is explained, at one moment
  std::size_t group = 1;            // of the ways in which the runs of a sweep fail
};

// As many runs at once.
std::size_t jobs_of(const SearchOptions& search);

}  // namespace eddy::tools
