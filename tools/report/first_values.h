// Some values of a large JSON file, without reading all of it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::tools {

// Texts, numbers, true and false by their paths: "/findings/0/text" is that of the first finding.
// Texts without their quotes, the first few hundred bytes of them. What is missing or null is left
// out.
using ValuesByPath = std::map<std::string, std::string, std::less<>>;

// Reads until all are found, until the value of `last` begins, or a megabyte: by then they have
// come or will not. Empty where the file cannot be read or is no JSON. What is in it never throws.
ValuesByPath first_values(const std::filesystem::path& file, const std::vector<std::string>& paths,
                          std::string_view last);

}  // namespace eddy::tools
