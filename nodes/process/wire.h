// Lines between a process and its node: one JSON object a line, as in Maelstrom
// (https://github.com/jepsen-io/maelstrom/blob/main/doc/protocol.md):
//
//   {"id":3,"src":"c0","dest":"n1","body":{"type":"echo","msg_id":1,"echo":"hello"}}
//
//   * A process may leave out src and id. A src that is not its own is the claimed sender.
//   * An id, msg_id or in_reply_to that is null is none.
//   * A body without a type, for another node, has one for us: kNoType.
//   * A body is passed on as it was written: the order of its fields, its spaces, 1.0 and 1e3.
//   * A name that could be a node's goes out, whether or not it is there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "eddy/sim/envelope.h"
#include "eddy/sim/raw_body.h"

namespace eddy::nodes::process {

// What nodes agree on among themselves need not have a type. To the receiver it has none.
inline constexpr std::string_view kNoType = "untyped";

// A message as a process has written it.
struct Written {
  sim::NodeId dest;
  std::string type;
  sim::RawBody body;  // with the ids of the message
};

// What is wrong with a line: what follows the name of who wrote it, in one line of UTF-8.
struct WireFlaw {
  std::string what;
};

struct Writer {
  sim::NodeId self;
  std::size_t nodes = 0;  // in the cluster
};

// A line that holds nothing is no message, and nothing is wrong with it.
bool is_blank(std::string_view line);

// `line`: without its line feed. REQUIRES: it is not blank.
std::variant<Written, WireFlaw> read_message(std::string_view line, const Writer& writer);

// The line, with its line feed, by which the process at envelope.dest is told the message. `id`: how
// many lines it was given before.
std::string to_line(const sim::Envelope& envelope, std::uint64_t id);

}  // namespace eddy::nodes::process
