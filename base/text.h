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

}  // namespace eddy
