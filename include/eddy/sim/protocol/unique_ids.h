// Workload unique-ids: a new identifier on request, unique in the whole cluster.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-unique-ids
#pragma once

#include "eddy/sim/message.h"

namespace eddy::sim {

struct GenerateOk {
  static constexpr std::string_view type = "generate_ok";
  boost::json::value id;
};
BOOST_DESCRIBE_STRUCT(GenerateOk, (), (id))

struct Generate {
  static constexpr std::string_view type = "generate";
  using Reply = GenerateOk;
};
BOOST_DESCRIBE_STRUCT(Generate, (), ())

}  // namespace eddy::sim
