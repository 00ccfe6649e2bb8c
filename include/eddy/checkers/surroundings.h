// What is known of a run beside its history: which faults were active when, and when the nodes had
// which value. Evidence tells of it; no verdict depends on it.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

// Something that was in the way for a while.
struct Disturbance {
  std::string what;        // "partition bridge n1 n4 | n2 n3"
  std::int64_t begin = 0;  // ns
  std::int64_t end = 0;
  // Was it in the way of what node `from` told node `to`? Null: of all that they told one another.
  std::function<bool(std::int32_t from, std::int32_t to)> parts = {};
};

// A node that said it had a value.
struct Arrival {
  std::int32_t node = 0;
  std::int64_t at = 0;  // ns
};

struct Surroundings {
  std::vector<Disturbance> disturbances;  // by their begins
  // When which node first had that value, by time. Null: no node says.
  std::function<std::vector<Arrival>(const boost::json::value& value)> arrivals = {};
};

// By their places in Surroundings::disturbances.
using DisturbanceSet = std::vector<std::size_t>;

// "partition halves n0 | n1 n2 was up 4.435–12.251 s"; several joined, the first few of many; ""
// for none.
std::string told(const DisturbanceSet& set, const Surroundings& surroundings);

// "partition one: n7 | n0 n1 n2 n3 n4" → "partition one n7 | n0–n4".
std::string name_of_fault(std::string_view what);

// Those that the nemesis' events tell of: `start-KIND` with what it is, and `stop-KIND` with the
// same, or nothing, as its end.
std::vector<Disturbance> disturbances_of(const History& history);

}  // namespace eddy::checkers
