// Values by (origin, sequence): what one replica has of every node's values, and what another
// lacks.
//
// The origin of a value is the node that a client gave it to; it numbers its values 0, 1, 2, … How
// many of each origin's values a replica has without a gap is its version vector (Parker et al.,
// 1983). Two replicas compare vectors and exchange exactly what is missing. Merging is idempotent
// and commutative, so loss, duplication and reordering of messages do no harm.
//
// Each value has the time since when it is here. Young values are probably on their way to the
// other replicas too, so who compares may leave them out. Pure: it is told the time.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <vector>

#include "eddy/sim/message.h"
#include "eddy/sim/time.h"

namespace eddy::nodes {

// Values of one origin that follow one another.
struct Run {
  sim::NodeId origin;
  std::uint64_t first = 0;  // the sequence number of the first of them
  std::vector<boost::json::value> values;

  friend bool operator==(const Run&, const Run&) = default;
};
BOOST_DESCRIBE_STRUCT(Run, (), (origin, first, values))

// A version vector. An origin that is not named counts 0.
using Counts = std::map<sim::NodeId, std::uint64_t>;

class OriginLog {
 public:
  // The origin's next value. REQUIRES: called by the origin's own replica only.
  Run append(sim::NodeId origin, boost::json::value value, sim::Time now);
  // Takes what is not here yet, which it returns; values may come in any order.
  std::vector<Run> merge(const Run& run, sim::Time since);

  Counts counts() const;
  // Up to the last value of each origin that has been here since `until`.
  Counts counts(sim::Time until) const;
  // Is everything counted there here, too?
  bool covers(const Counts& counts) const;
  // What a replica with these counts lacks, as far as it has been here since `until`.
  // O(origins + values that the other lacks).
  std::vector<Run> lacking(const Counts& counts, sim::Time until) const;

 private:
  struct Entry {
    boost::json::value value;
    sim::Time since;
  };
  struct Log {
    std::vector<Entry> prefix;              // 0 … size − 1
    std::map<std::uint64_t, Entry> beyond;  // what came after a gap
    bool has(std::uint64_t sequence) const {
      return sequence < prefix.size() || beyond.contains(sequence);
    }
    void add(std::uint64_t sequence, Entry entry);
  };

  std::map<sim::NodeId, Log> logs_;
};

}  // namespace eddy::nodes
