// The messages that tests of the engine exchange.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/message.h"

namespace eddy::sim::test {

struct Pong {
  static constexpr std::string_view type = "pong";
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Pong, (), (number))

// A request.
struct Ping {
  static constexpr std::string_view type = "ping";
  using Reply = Pong;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Ping, (), (number))

// Its namesake, as another program may define it.
struct OtherPing {
  static constexpr std::string_view type = "ping";
  using Reply = Pong;
  boost::json::value number;
};
BOOST_DESCRIBE_STRUCT(OtherPing, (), (number))

// A one-way message.
struct Note {
  static constexpr std::string_view type = "note";
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))

}  // namespace eddy::sim::test
