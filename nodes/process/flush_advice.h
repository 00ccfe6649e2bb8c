// What to do about a program that does not flush what it writes, in the words of its language.
#pragma once

#include <string>
#include <vector>

namespace eddy::nodes::process {

// "in Python: print(…, flush=True)". The language is told by the file's name, by its first line, or
// by what the compiler left in it; else by those of the arguments that name files.
std::string flush_advice(const std::vector<std::string>& command);

}  // namespace eddy::nodes::process
