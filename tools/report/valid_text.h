// Texts of programs as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace eddy::tools {

// The same, but for bytes that are no UTF-8, lone surrogates among them: each is U+FFFD.
std::string valid_text(std::string_view text);

}  // namespace eddy::tools
