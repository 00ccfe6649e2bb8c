// Registers whose last writer wins, by Lamport's clock: replicas that have taken the same writes,
// in whatever order, hold the same (a state-based CRDT; Shapiro et al., 2011). Pure.
//
// All writes of a transaction have its stamp, which is later than that of everything its node had
// seen: so in the order of stamps, which is the version order of every key, transactions follow
// one another whole, and after those that they have read from.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "eddy/sim/message.h"
#include "eddy/sim/node_id.h"

namespace eddy::nodes::txn {

struct Stamp {
  std::uint64_t time = 0;  // of Lamport's clock
  sim::NodeId node;
  std::uint64_t place = 0;  // of the write in its transaction

  friend auto operator<=>(const Stamp&, const Stamp&) = default;
};
BOOST_DESCRIBE_STRUCT(Stamp, (), (time, node, place))

struct Write {
  std::string key;  // its text
  Stamp stamp;
  boost::json::value value;
};
BOOST_DESCRIBE_STRUCT(Write, (), (key, stamp, value))

class Registers {
 public:
  // Later than every stamp that has been taken.
  std::uint64_t next_time() const { return newest_time_ + 1; }
  void take(const Write& write);
  boost::json::value read(const std::string& key) const;
  // All values that the key has had here, in the version order.
  boost::json::array all(const std::string& key) const;

  // As nodes show them: {"1": 5}.
  boost::json::object shown() const;

 private:
  std::uint64_t newest_time_ = 0;
  std::map<std::string, std::map<Stamp, boost::json::value>> values_;
  std::string latest_;  // the key of the write that was taken last
};

}  // namespace eddy::nodes::txn
