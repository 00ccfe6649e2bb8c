// The micro-operations of a transaction, read from the request and written into the reply.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "eddy/sim/error.h"

namespace eddy::nodes::txn {

struct MicroOp {
  enum class F : std::uint8_t { read, append, write };
  F f = F::read;
  boost::json::value key;
  boost::json::value value;  // what a read has read, or what is to be written or appended
  std::string name;          // the key as text: what stores use
};

// [["r", 3, null], ["append", 3, 1], ["w", 4, 2]]. The error is malformed-request.
sim::Result<std::vector<MicroOp>> parse(const boost::json::array& txn);
boost::json::array to_json(std::span<const MicroOp> ops);

// The list with the element behind; null is the empty list.
boost::json::value appended(const boost::json::value& list, const boost::json::value& element);

bool is_read_only(std::span<const MicroOp> ops);

}  // namespace eddy::nodes::txn
