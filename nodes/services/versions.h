// The states that a key-value store has gone through, the last 32 of which can still be seen.
// State 0 has no keys; each write makes the next state.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "eddy/nodes/broadcast/value_set.h"

namespace eddy::nodes {

class Versions {
 public:
  static constexpr std::uint64_t kVisible = 32;

  std::uint64_t newest() const { return newest_; }
  // That can be seen.
  std::uint64_t oldest() const { return newest_ < kVisible ? 0 : newest_ - kVisible + 1; }

  // What the key holds in that state; null: nothing. Valid until the next write.
  // REQUIRES: oldest() ≤ state ≤ newest().
  const boost::json::value* at(const boost::json::value& key, std::uint64_t state) const;
  void write(const boost::json::value& key, boost::json::value value);

  // The newest state, as nodes show it: {"x": 3}.
  boost::json::object shown() const;

 private:
  struct Version {
    std::uint64_t since;  // the state that the write made
    boost::json::value value;
  };

  std::uint64_t newest_ = 0;
  ValueSet keys_;
  std::vector<std::deque<Version>> versions_;  // by the key's number: oldest first
  std::optional<ValueSet::Number> latest_;     // the key that was written last
};

}  // namespace eddy::nodes
