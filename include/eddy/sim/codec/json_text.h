// JSON text read exactly: every number becomes the value nearest to what is written.
//
// Boost's parser misses some doubles by their last bit, so that a value that is written and read
// back would be another one. What is kept, or comes from another process, is read by this.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace eddy::sim::codec {

// What is wrong with a text.
struct TextFlaw {
  std::size_t line;  // from 1
  std::string what;  // "expected JSON (syntax error)", "a second field \"seed\""
};

// Values nested deeper than that are refused.
inline constexpr std::size_t kMaxJsonDepth = 100;

std::variant<boost::json::value, TextFlaw> read_json(std::string_view text);

// The line, from 1, on which the value at that path begins (Flaw::path); for a field, its name.
// The line of the innermost value around it if there is none. REQUIRES: read_json takes the text.
std::size_t line_of(std::string_view text, std::string_view path);

}  // namespace eddy::sim::codec
