// What one neighbour has been sent and has not acknowledged, by the numbers of the values, and when
// to send it again. Pure: it is told the time.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "eddy/nodes/broadcast/patience.h"
#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/time.h"

namespace eddy::nodes {

class Outbox {
 public:
  using Number = ValueSet::Number;

  void sent(std::span<const Number> numbers, sim::Time now);
  // The neighbour has these. Of how many was it in doubt?
  std::size_t acknowledge(std::span<const Number> numbers);
  // It answered what it was sent at that time; a late answer and the answer to a repetition count
  // too.
  void answered(sim::Time sent, sim::Time now) { patience_.answered(now - sent); }

  // When something becomes overdue; nothing if all is acknowledged.
  std::optional<sim::Time> due() const;
  // All that is overdue, ascending; from now on it counts as sent now. When the neighbour has been
  // silent before, all that it has not acknowledged is taken: one try at a time for everything.
  std::vector<Number> take_overdue(sim::Time now);

  std::size_t size() const { return unacknowledged_.size(); }

 private:
  struct Unacknowledged {
    Number number;
    sim::Time sent;  // last
  };
  std::vector<Unacknowledged> unacknowledged_;  // by number
  // Not later than the earliest of these times. Kept instead of searched: due() is asked often.
  sim::Time oldest_ = sim::Time::max();
  Patience patience_;
};

}  // namespace eddy::nodes
