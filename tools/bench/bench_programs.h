// The programs that external nodes are measured with; they are built beside the benchmarks.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::bench {

// Of "nodes echo": the file and its arguments. Empty: it could not be built here.
std::vector<std::string> program(std::string_view words);
// The program `eddy` of the same build.
std::filesystem::path eddy();

}  // namespace eddy::bench
