#include "nodes/raft/saved.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "eddy/sim/codec.h"

namespace eddy::nodes::raft {

std::string encoded(const Persist& persist) {
  return boost::json::serialize(sim::codec::to_json(persist));
}

Stable restored(const std::vector<std::string>& records) {
  Stable stable;
  for (const std::string& record : records) {
    Persist persist;
    if (const auto complaint = sim::codec::from_json(boost::json::parse(record), persist))
      throw std::runtime_error("a record of the journal: " + complaint->text());
    stable.term = persist.term;
    stable.vote = persist.vote;
    stable.log.replace(persist.first, persist.entries);
  }
  return stable;
}

durable::Note note_of(const Extent& extent) { return {extent.term, extent.last, extent.last_term}; }

Extent extent_of(const durable::Note& note) { return {note[0], note[1], note[2]}; }

}  // namespace eddy::nodes::raft
