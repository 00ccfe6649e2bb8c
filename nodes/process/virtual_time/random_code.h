// Instructions for random numbers in the file of a program: std::random_device uses them where it is
// linked into the program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace eddy::nodes::process {

// Their addresses in a process that has the file's own headers at `headers` (AT_PHDR). Bytes that look
// so by chance stand alone: only what has another one near it counts. Of large programs: none.
std::vector<std::uint64_t> random_instructions_of(const std::string& path, std::uint64_t headers);

}  // namespace eddy::nodes::process
