// Where things stand in the text of a message, which its JSON value does not tell.
#pragma once

#include <string_view>

namespace eddy::nodes::process {

struct MessageText {
  std::string_view body;  // the value of the field "body"; empty: it was not found
  // The first number that no std::int64_t, std::uint64_t or double holds; empty: there is none.
  std::string_view beyond;
};

// REQUIRES: `line` is a JSON object.
MessageText look_through(std::string_view line);

}  // namespace eddy::nodes::process
