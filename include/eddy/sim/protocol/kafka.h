// Workload kafka: append-only logs, one a key, in which each message has an offset.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-kafka
//
// Keys are strings, messages any JSON, offsets integers from 0 up that may leave gaps.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "eddy/sim/message.h"

namespace eddy::sim::kafka {

using Offset = std::int64_t;
using Offsets = std::map<std::string, Offset>;  // by key

struct SendOk {
  static constexpr std::string_view type = "send_ok";
  Offset offset = 0;
};
BOOST_DESCRIBE_STRUCT(SendOk, (), (offset))

// Appends a message to a log.
struct Send {
  static constexpr std::string_view type = "send";
  using Reply = SendOk;
  std::string key;
  boost::json::value msg;
};
BOOST_DESCRIBE_STRUCT(Send, (), (key, msg))

struct PollOk {
  static constexpr std::string_view type = "poll_ok";
  // By key [[offset, message], …]: as many as the node likes, from the offset asked for on, leaving
  // none out. A key of which there are none may be missing.
  std::map<std::string, std::vector<boost::json::array>> msgs;
};
BOOST_DESCRIBE_STRUCT(PollOk, (), (msgs))

// Asks for messages from these offsets on.
struct Poll {
  static constexpr std::string_view type = "poll";
  using Reply = PollOk;
  Offsets offsets;
};
BOOST_DESCRIBE_STRUCT(Poll, (), (offsets))

struct CommitOffsetsOk {
  static constexpr std::string_view type = "commit_offsets_ok";
};
BOOST_DESCRIBE_STRUCT(CommitOffsetsOk, (), ())

// Says that all messages up to these offsets, themselves included, have been dealt with.
struct CommitOffsets {
  static constexpr std::string_view type = "commit_offsets";
  using Reply = CommitOffsetsOk;
  Offsets offsets;
};
BOOST_DESCRIBE_STRUCT(CommitOffsets, (), (offsets))

struct ListCommittedOffsetsOk {
  static constexpr std::string_view type = "list_committed_offsets_ok";
  Offsets offsets;  // a key of which none was ever committed may be missing
};
BOOST_DESCRIBE_STRUCT(ListCommittedOffsetsOk, (), (offsets))

struct ListCommittedOffsets {
  static constexpr std::string_view type = "list_committed_offsets";
  using Reply = ListCommittedOffsetsOk;
  std::vector<std::string> keys;
};
BOOST_DESCRIBE_STRUCT(ListCommittedOffsets, (), (keys))

}  // namespace eddy::sim::kafka
