// The messages that tests of the engine exchange.
#pragma once

#include <doctest/doctest.h>

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "eddy/sim/message.h"

// How a result reads in a failing check; its own operator<< asks for one of every message.
template <class T>
struct doctest::StringMaker<eddy::sim::Result<T>> {
  static doctest::String convert(const eddy::sim::Result<T>& result) {
    if (result) return "a value";
    return ("error " + std::string(name(result.error().code)) + ": " + result.error().text).c_str();
  }
};

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
