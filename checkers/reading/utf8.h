// Which bytes are UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string_view>

namespace eddy::checkers {

// The offset of the first byte that cannot belong to UTF-8, the size of the text if there is none.
// A code point that the text ends in the middle of is such a byte.
std::size_t utf8_prefix(std::string_view text);

inline bool is_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

}  // namespace eddy::checkers
