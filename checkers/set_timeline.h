// When each element of a set was added, known, last seen and last missed: what the set checker
// judges by.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "checkers/read_chains.h"
#include "eddy/checkers/history.h"

namespace eddy::checkers {

// One element's dates. Those of reads are the positions of their invocations.
struct ElementTimeline {
  const boost::json::value* element = nullptr;
  std::uint32_t number = 0;             // in SetTimeline::presence
  Position added = 0;                   // invocation of its (last) add
  bool acknowledged = false;            // an add of it ended ok
  Position known = kNoPosition;         // the completion, of add or read, that first proved it
  Position last_present = kNoPosition;  // of the read invoked last among those that show it
  Position last_absent = kNoPosition;   // of the read invoked last among those that miss it
};

// An element that one read shows more than once.
struct DuplicateElement {
  const boost::json::value* element = nullptr;
  std::uint32_t times = 0;  // the most in one read
  Position read = 0;        // completion of such a read
};

// An ok read.
struct SetRead {
  Position invocation = 0;
  Position completion = 0;
  ReadChains::Place place{};  // in SetTimeline::presence
};

struct SetTimeline {
  explicit SetTimeline(const History& history) : presence(history) {}

  ReadChains presence;
  std::deque<boost::json::value> whole_values;  // elements that the history shares parts of
  std::vector<ElementTimeline> elements;     // of the elements added, in the order of value_order.h
  std::vector<DuplicateElement> duplicates;  // in the same order; also of elements nobody added
  std::vector<SetRead> reads;                // in the order of their invocations
};

// `add` is the function that adds an element; "read" reads the set. O(elements × chains + what the
// reads of a chain do not share), but for logarithms; see read_chains.h. `history` has to outlive
// the result.
SetTimeline trace_set(const History& history, std::string_view add);

}  // namespace eddy::checkers
