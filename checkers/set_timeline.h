// When each element of a set was added, known, last seen and last missed: what the set checker
// judges by.
#pragma once

#include "checkers/history.h"

#include <boost/json/value.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace eddy::checkers {

/// A position in `History::ops`; kNever when there is none. Histories have fewer than 2^32 events.
using Position = std::uint32_t;
inline constexpr Position kNever = std::numeric_limits<Position>::max();

/// One element's dates. Those of reads are the positions of their invocations.
struct ElementTimeline {
  const boost::json::value* element = nullptr;
  Position added = 0;              ///< invocation of its (last) add
  bool acknowledged = false;       ///< an add of it ended ok
  Position known = kNever;         ///< the completion, of add or read, that first proved it
  Position last_present = kNever;  ///< of the read invoked last among those that show it
  Position last_absent = kNever;   ///< of the read invoked last among those that miss it
};

/// An element that one read shows more than once.
struct DuplicateElement {
  const boost::json::value* element = nullptr;
  std::uint32_t times = 0;  ///< the most in one read
  Position read = 0;        ///< completion of such a read
};

/// An ok read.
struct SetRead {
  Position invocation = 0;
  Position completion = 0;
};

struct SetTimeline {
  std::vector<ElementTimeline> elements;  ///< of the elements added, in the order of value_order.h
  std::vector<DuplicateElement> duplicates;  ///< in the same order; also of elements nobody added
  std::vector<SetRead> reads;                ///< in the order of their invocations
  std::vector<Position> malformed_reads;  ///< completions whose value is neither an array nor null
};

/// `add` is the function that adds an element; "read" reads the set. Looks at each element of each
/// read once.
SetTimeline trace_set(const History& history, std::string_view add);

}  // namespace eddy::checkers
