// The machine that every node believes to run on: the same everywhere, but for what differs from
// node to node.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nodes/process/guest_setup.h"

namespace eddy::nodes::process {

inline constexpr std::int64_t kMemoryOfMachine = std::int64_t{4} << 30U;

// In ns, at the start of the run. Nodes differ by up to 10 ms: ids that are seeded by the time of
// day are to differ.
std::int64_t wall_origin(const GuestSetup& setup);
std::int64_t monotonic_origin(const GuestSetup& setup);
// Of the program itself, in its own namespace.
pid_t number_of_process(const GuestSetup& setup);
// "NAME=VALUE": what programs and the tools that run them look for, and nothing that differs from
// shell to shell.
std::vector<std::string> environment();
std::string host_name(const GuestSetup& setup);

// What stands in a file that tells of the machine; nothing: it is read as it is.
std::optional<std::string_view> text_of_machine(std::string_view path);

}  // namespace eddy::nodes::process
