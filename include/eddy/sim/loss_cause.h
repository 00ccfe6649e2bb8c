// Why a message did not arrive.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstddef>
#include <cstdint>

#include "eddy/base/named_enum.h"

namespace eddy::sim {

enum class LossCause : std::uint8_t {
  loss,          // drawn
  partition,     // the link was cut when it would have arrived
  failed,        // its destination had failed
  no_such_node,  // nobody has that name
  not_started,   // its destination has not been told init
  down,          // its destination was down
  exception,     // the scenario says so
};
BOOST_DESCRIBE_ENUM(LossCause, loss, partition, failed, no_such_node, not_started, down, exception)
inline constexpr std::size_t kLossCauses = kValuesOf<LossCause>.size();

}  // namespace eddy::sim
