// Branches: a run that goes as another one up to an event, and is drawn with another key from there.
//
// A run's name is its seed and its branches, "7@1234>99@2000>5": as the run of seed 7 up to its event
// 1234, then drawn with key 99 up to event 2000 of that run, then with key 5. Events count from 1 as
// in a trace file (docs/trace.md).
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::sim {

struct Branch {
  std::uint64_t event = 0;  // the last one that is as it was
  std::uint64_t key = 0;    // in place of the seed from then on

  friend bool operator==(const Branch&, const Branch&) = default;
};
BOOST_DESCRIBE_STRUCT(Branch, (), (event, key))

struct RunName {
  std::uint64_t seed = 0;
  std::vector<Branch> branches = {};  // by event, each after the one before

  // Only what to_string writes.
  static std::optional<RunName> parse(std::string_view text);
  friend bool operator==(const RunName&, const RunName&) = default;
};

// "7", "7@1234>99".
std::string to_string(const RunName& name);

}  // namespace eddy::sim
