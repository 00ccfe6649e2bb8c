// Workload echo: a payload that is to come back.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-echo
#pragma once

#include "eddy/sim/message.h"

namespace eddy::sim {

struct EchoOk {
  static constexpr std::string_view type = "echo_ok";
  boost::json::value echo;
};
BOOST_DESCRIBE_STRUCT(EchoOk, (), (echo))

struct Echo {
  static constexpr std::string_view type = "echo";
  using Reply = EchoOk;
  boost::json::value echo;
};
BOOST_DESCRIBE_STRUCT(Echo, (), (echo))

}  // namespace eddy::sim
