// What each figure of a run measures, in a few words.
#pragma once

#include <string>
#include <string_view>

namespace eddy::tools {

// "time from request to ok, of read: median" of "latency.read.p50". Empty for a figure that
// nobody has described.
std::string words_on(std::string_view figure);

}  // namespace eddy::tools
