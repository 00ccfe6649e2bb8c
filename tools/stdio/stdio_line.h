// A message as a line of JSON, in Maelstrom's form, as a program sees it that runs there: with any names,
// to be read by the node itself. (nodes/process/wire.h is the other end of such a wire.)
// https://github.com/jepsen-io/maelstrom/blob/main/doc/protocol.md
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eddy::tools {

struct StdioLine {
  std::string src;
  std::string dest;
  std::string type;
  std::optional<std::uint64_t> msg_id;
  std::optional<std::uint64_t> in_reply_to;
  boost::json::object fields;  // of the body, without the three above
};

// Throws checkers::BadInput when it is no message.
StdioLine read_line(std::string_view text);
// With its line feed.
std::string to_text(StdioLine line);

}  // namespace eddy::tools
