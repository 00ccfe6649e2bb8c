// Small things about text that the standard library lacks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace eddy {

// At most so many bytes of UTF-8 text, in whole code points, with "…" behind what was cut.
std::string shortened(std::string_view text, std::size_t most_bytes);

// Its lines one behind another, without what they are indented by: "a: b; c".
std::string on_one_line(std::string_view text);

// The same bytes as UTF-8: U+FFFD for each that belongs to no character.
std::string valid_utf8(std::string_view bytes);

// The beginning of bytes that anybody may have written, for a message of ours: shortened, UTF-8, and
// a space for each control character.
std::string quotable(std::string_view bytes, std::size_t most_bytes);

}  // namespace eddy
