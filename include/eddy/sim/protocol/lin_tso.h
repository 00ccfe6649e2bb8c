// The service lin-tso: timestamps 0, 1, 2, …, each given out once, in a linearizable order.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/services.md
#pragma once

#include <cstdint>

#include "eddy/sim/message.h"

namespace eddy::sim::lin_tso {

struct TsOk {
  static constexpr std::string_view type = "ts_ok";
  std::int64_t ts = 0;
};
BOOST_DESCRIBE_STRUCT(TsOk, (), (ts))

struct Ts {
  static constexpr std::string_view type = "ts";
  using Reply = TsOk;
};
BOOST_DESCRIBE_STRUCT(Ts, (), ())

}  // namespace eddy::sim::lin_tso
