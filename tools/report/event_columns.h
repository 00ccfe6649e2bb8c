// The events of a run as columns of its page: what happens, messages, what becomes of them, timers,
// faults, phases and the lives of nodes.
#pragma once

#include <boost/json/array.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"
#include "tools/report/columns.h"
#include "tools/report/kept_events.h"
#include "tools/report/value_tables.h"

namespace eddy::tools {

// * Times are whole microseconds: nobody sees less, and they take half the room.
// * Who does something in the handling of an event is mostly whose event it is: 0 says so.
// * Ends of messages are told by their ranks (message_ranks.h), or, where messages overtake one
//   another too much, by how many were sent after them.
class EventColumns {
 public:
  // Adds all columns.
  EventColumns(const KeptEvents& kept, Columns& columns, StringTable& strings, BodyTable& bodies);

  // 0: the process whose event that is; else 1 + its number.
  std::uint64_t process_code(std::size_t place, sim::NodeId process) const;
  // The body of the message that arrives at that place.
  std::optional<std::uint64_t> body_told(std::size_t place) const;
  bool are_ranked() const { return are_ranked_; }
  // ns: what the page knows of it.
  static std::int64_t page_time(sim::Time at) { return sim::nanoseconds(at) / 1'000 * 1'000; }

  // Of the header.
  static boost::json::array kinds();
  static boost::json::array loss_causes();
  boost::json::array faults() const;
  boost::json::array phases() const;

 private:
  const KeptEvents& kept_;
  bool are_ranked_ = true;
  std::vector<std::uint64_t> bodies_of_;  // of messages
};

}  // namespace eddy::tools
