// What both fuzzers of the reader do with a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace eddy::fuzz {

// Reads the text with and without sharing, as calls and as completions alone, writes it as JSON
// lines and reads these again. Aborts where these differ, or an error is not one line.
void read_both_ways(const std::string& text);

}  // namespace eddy::fuzz
