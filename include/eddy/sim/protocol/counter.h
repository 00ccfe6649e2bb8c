// Workloads g-counter and pn-counter: a counter that is added to, and read.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-pn-counter
#pragma once

#include <cstdint>

#include "eddy/sim/message.h"

namespace eddy::sim::counter {

struct AddOk {
  static constexpr std::string_view type = "add_ok";
};
BOOST_DESCRIBE_STRUCT(AddOk, (), ())

struct Add {
  static constexpr std::string_view type = "add";
  using Reply = AddOk;
  std::int64_t delta = 0;  // of g-counter: never negative
};
BOOST_DESCRIBE_STRUCT(Add, (), (delta))

struct ReadOk {
  static constexpr std::string_view type = "read_ok";
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(ReadOk, (), (value))

struct Read {
  static constexpr std::string_view type = "read";
  using Reply = ReadOk;
};
BOOST_DESCRIBE_STRUCT(Read, (), ())

}  // namespace eddy::sim::counter
