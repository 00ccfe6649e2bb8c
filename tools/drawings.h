// The drawings of what was found, as files of a directory.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "eddy/checkers/verdict.h"

namespace eddy::tools {

// Throws BadInput when it is clear that no file can be written there: what exists of the path is no
// directory, or one that may not be written. Makes nothing.
void expect_writable(const std::filesystem::path& directory);

// Writes each drawing as a file of its name into the directory, which is made where it is missing
// and there is something to write. Returns the files. Throws BadInput when that fails.
std::vector<std::string> write_drawings(const std::filesystem::path& directory,
                                        const std::vector<checkers::Drawing>& drawings);

// What a summary says of such files in one line: "drawing" and the file, or "drawings" and
// "cycles, 14 files". REQUIRES: there is one.
struct DrawingsLine {
  std::string label;
  std::string text;
};
DrawingsLine drawings_line(const std::vector<std::string>& files);

}  // namespace eddy::tools
