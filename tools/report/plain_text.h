// What nodes say, as text that shows all that is in it.
#pragma once

#include <string>
#include <string_view>

namespace eddy::tools {

// Control characters, those that turn the direction of a line, and those that break it are written
// as "⟨U+202E⟩". What is no UTF-8 becomes U+FFFD, a byte each. All else stays.
std::string plain_text(std::string_view text);

}  // namespace eddy::tools
