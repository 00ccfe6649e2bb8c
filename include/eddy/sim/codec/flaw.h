// What is wrong with a JSON value that was to become a typed one.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eddy::sim::codec {

struct Flaw {
  std::string path;  // where, "faults[2].groups[0][1]"; empty: the value itself
  std::string what;  // "expected the name of a node, got an integer 7"

  // In one line, for messages: "field \"delta\": expected an integer, got a string \"x\"".
  std::string text() const;
};

// Nothing when all is well.
using Complaint = std::optional<Flaw>;

// What becomes of fields that a struct does not have.
enum class UnknownFields : std::uint8_t {
  ignored,  // in messages, as in Maelstrom
  refused,  // in files
};

// Is it null where a message has an array? Then it is empty: so Go writes a slice that was never made,
// and Maelstrom reads it.
inline bool is_array_never_made(const boost::json::value& value, UnknownFields unknown) {
  return value.is_null() && unknown == UnknownFields::ignored;
}

// What a value is, for messages: "a string", "an array".
std::string_view kind_of(const boost::json::value& value);

Flaw expected(std::string_view what, const boost::json::value& got);
Flaw missing(std::string_view field);
Flaw unexpected_key(std::string_view key);
Flaw out_of_range();

// The same flaw, seen from the object or array around.
Flaw in_field(std::string_view field, Flaw flaw);
Flaw in_item(std::size_t index, Flaw flaw);

}  // namespace eddy::sim::codec
