// The micro-operations of transactions over registers, each ["r", key, value] or ["w", key, value].
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

enum class Access : std::uint8_t { read, write };

struct MicroOperation {
  Access access;
  const boost::json::value* key;
  const boost::json::value* value;
};

// One of those of the operation. Throws BadOperation for anything else. It points into `micro`.
MicroOperation require_micro_operation(const Op& op, const boost::json::value& micro);

}  // namespace eddy::checkers
