// The state machine of lin-kv-raft: a key-value store that carries out each command once, however
// often it is in the log (at-most-once sessions; section 8 of the Raft paper). Pure.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "eddy/sim/error.h"
#include "nodes/raft/command.h"

namespace eddy::nodes::raft {

class KvState {
 public:
  // The value of a read, null of a write or cas; or why not: no such key (20), or another value
  // than a cas expected (22). The outcome of a repetition is that of the first time.
  sim::Result<boost::json::value> apply(const Command& command);
  sim::Result<boost::json::value> read(const boost::json::value& key) const;

  // As nodes show it: {"x": 3}.
  boost::json::object shown() const;

 private:
  using Outcome = sim::Result<boost::json::value>;

  struct Session {             // of one origin
    std::uint64_t oldest = 0;  // it waits for no command before this one
    std::map<std::uint64_t, Outcome> outcomes;
  };

  Outcome carry_out(const Command& command);

  std::map<std::string, boost::json::value> values_;  // by the key's text
  std::string latest_;                                // the key that was written last
  std::map<sim::NodeId, Session> sessions_;
};

}  // namespace eddy::nodes::raft
