// Mutates histories as such: lines that change places, come twice, go, or take a piece from another
// one. What bytes alone would hardly ever make of a history, still reads as one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace eddy::fuzz {

// The text of JSON lines, or anything else that has lines, after a few mutations drawn from the
// seed; never longer than `most` bytes.
std::string mutate_lines(std::string_view text, std::size_t most, std::uint32_t seed);

}  // namespace eddy::fuzz
