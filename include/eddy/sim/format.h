// Ids, times and JSON values in log lines and reports: log("{} at {}: {}", id(), now(), m.message).
#pragma once

#include <fmt/format.h>

#include <string>

#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace boost::json {
class value;
}  // namespace boost::json

namespace eddy::sim {

// JSON on one line.
std::string to_text(const boost::json::value& value);

}  // namespace eddy::sim

// "n3".
template <>
struct fmt::formatter<eddy::sim::NodeId> : fmt::formatter<std::string> {
  template <class Context>
  auto format(eddy::sim::NodeId id, Context& context) const {
    return fmt::formatter<std::string>::format(id.name(), context);
  }
};

// Seconds, "1.250000000".
template <>
struct fmt::formatter<eddy::sim::Time> : fmt::formatter<std::string> {
  template <class Context>
  auto format(eddy::sim::Time time, Context& context) const {
    return fmt::formatter<std::string>::format(to_string(time), context);
  }
};

template <>
struct fmt::formatter<boost::json::value> : fmt::formatter<std::string> {
  template <class Context>
  auto format(const boost::json::value& value, Context& context) const {
    return fmt::formatter<std::string>::format(eddy::sim::to_text(value), context);
  }
};
