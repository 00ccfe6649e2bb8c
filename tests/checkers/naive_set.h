// The set checker's rules written down as plainly as possible, to compare the fast one with: event
// by event, every read asks about every element.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/set_full.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

struct NaiveSet {
  Validity validity = Validity::unknown;
  std::vector<boost::json::value> stable;
  std::vector<boost::json::value> stale;
  std::vector<boost::json::value> lost;
  std::vector<boost::json::value> never_read;
  std::vector<boost::json::value> duplicated;
  std::vector<std::int64_t> stable_latencies;  // ms, sorted
  std::vector<std::int64_t> lost_latencies;    // ms, sorted
};

NaiveSet check_set_naively(const History& history, Staleness staleness);

}  // namespace eddy::checkers
