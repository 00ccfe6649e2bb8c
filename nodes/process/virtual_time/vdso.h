// The vDSO of a process, rewritten: its clock reads the guest's page instead of the processor's.
//
// What the vDSO has is found by its dynamic symbols (https://man7.org/linux/man-pages/man7/vdso.7.html).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace eddy::nodes::process {

// The functions of an ELF image that is mapped at `base` in the process, by name. Of one without
// dynamic symbols: none.
std::map<std::string, std::uint64_t> functions_of_image(pid_t process, std::uint64_t base);

// Of the program that the process runs.
bool is_of_32_bits(pid_t process);

// A place in the vDSO whose instructions may be written over, for calls that we make in the name of
// the process.
std::optional<std::uint64_t> room_in_vdso(const std::map<std::string, std::uint64_t>& functions);

// From now on the clock is the page that is mapped at `page` in that process; what the page does not
// know, and the other functions, ask the kernel. False: it has not the functions that we know.
bool rewrite_vdso(pid_t process, const std::map<std::string, std::uint64_t>& functions,
                  std::uint64_t page);

}  // namespace eddy::nodes::process
