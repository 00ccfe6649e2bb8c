// How operations, times and values read in a line of evidence.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

// Checkers name at most this many faults one by one, and give the number of the rest.
inline constexpr std::size_t kMaxEvidence = 8;

// Seconds with as many digits as it takes, at least 3: "1.250 s", "0.000001 s".
std::string format_time(std::int64_t ns);

// Seconds to the millisecond: "4.435–12.251 s".
std::string format_span(std::int64_t begin_ns, std::int64_t end_ns);

// "a", "a and b", "a, b and c"; of more than eight the first three, and how many more.
std::string enumerate(std::vector<std::string> names);

// "op 12 at n3 at 1.250 s", or "op 12 of process 3 at 1.250 s" where the node is not known; without
// a time where it is 0, as in histories that have none.
std::string describe(const Op& op);

// As JSON, cut after about 80 bytes.
std::string excerpt(const boost::json::value& value);

// Index, process, node if known, and time (ns) for a report.
boost::json::value reference(const Op& op);

}  // namespace eddy::checkers
