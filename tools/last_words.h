// What a process said as it died.
#pragma once

#include <string>
#include <string_view>

namespace eddy::tools {

// `told`: what it wrote to standard error; `death`: how it ended, "signal SIGSEGV". The line of
// sim/fatal_signal.h, without what gives the run again, and the line before it, which is that of an
// assertion.
std::string last_words(std::string_view told, std::string_view death);

}  // namespace eddy::tools
