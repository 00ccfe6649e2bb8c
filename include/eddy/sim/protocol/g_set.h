// Workload g-set: a set that only grows.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-g-set
#pragma once

#include "eddy/sim/growing_list.h"
#include "eddy/sim/message.h"

namespace eddy::sim::g_set {

struct AddOk {
  static constexpr std::string_view type = "add_ok";
};
BOOST_DESCRIBE_STRUCT(AddOk, (), ())

struct Add {
  static constexpr std::string_view type = "add";
  using Reply = AddOk;
  boost::json::value element;
};
BOOST_DESCRIBE_STRUCT(Add, (), (element))

struct ReadOk {
  static constexpr std::string_view type = "read_ok";
  GrowingList value;  // every element, in any order
};
BOOST_DESCRIBE_STRUCT(ReadOk, (), (value))

struct Read {
  static constexpr std::string_view type = "read";
  using Reply = ReadOk;
};
BOOST_DESCRIBE_STRUCT(Read, (), ())

}  // namespace eddy::sim::g_set
