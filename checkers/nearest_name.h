// What a person probably meant by a name that does not exist.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::checkers {

// How many characters must be put in, taken out or replaced to turn one into the other (Levenshtein
// 1966), in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The known name with the smallest edit distance, the first of equals; of none, for more than half
// of the longer name would have to change, the shortest that has the name in it.
std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& known);

}  // namespace eddy::checkers
