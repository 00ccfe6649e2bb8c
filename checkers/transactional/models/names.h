// Lists of names as people write them, and the names of a table's cell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eddy::checkers {

// The names of "a,b", "a, b" and "a b"; a comma without a name on either side gives an empty one.
std::vector<std::string_view> split_names(std::string_view list);

// The line for a name that there is not: `unknown WHAT "nmae", did you mean name?`, or with some of
// those that there are.
std::string unknown_name(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known);

}  // namespace eddy::checkers
