// The whole command line, for the project's own program and for programs that link eddy::main.
//
//   int main(int argc, char** argv) {
//     const eddy::nodes::ProgramEntry programs[] = {
//         {.name = "my-echo",
//          .workload = "echo",
//          .summary = "answers at once",
//          .make = &eddy::sim::make_node<MyEcho>,
//          .survives = eddy::sim::kEveryNetworkFault}};
//     return eddy::command_line(argc, argv, programs);
//   }
#pragma once

#include <span>

#include "eddy/nodes/program_entry.h"

namespace eddy {

// Offers `programs` before the built-in ones: the first of a workload is its default. None may have
// the name of another, or of a built-in one: that is refused as bad arguments are. Exit status: 0
// valid, 1 invalid, 2 unknown, 254 bad arguments, 255 a fault of Eddy's.
int command_line(int argc, char** argv, std::span<const nodes::ProgramEntry> programs = {});

}  // namespace eddy
