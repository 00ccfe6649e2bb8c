// Starts the process of a node, traced, in namespaces of its own where the system allows that.
//
//   we ── clone, with new namespaces ──► its init, which only waits for what has lost its parent
//                                            └─ clone3, with the number that was wished ──► the program
//
// Without namespaces the program is our child itself.
#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "nodes/process/launch_failure.h"
#include "nodes/process/streams.h"

namespace eddy::nodes::process {

struct LaunchOptions {
  std::vector<std::string> command;  // the first word is the path of the file
  std::vector<std::string> environment;
  std::string directory;
  pid_t number = 0;  // that it is to have in its own namespace
  int cpu = 0;       // on which it runs
  int shared = -1;   // a file of ours that its processes can open, by a path of Launched
  std::vector<sock_filter> filter;
};

struct Launched {
  pid_t process = 0;  // stands at the first instruction of the program, leaving its execve
  pid_t init = 0;     // 0: it has no namespace of its own
  std::string shared_path;
  Pipes pipes;
  bool has_fixed_addresses = false;
};

// Throws LaunchFailure.
Launched launch(const LaunchOptions& options);

// The options of ptrace for everything that is traced.
long trace_options();

}  // namespace eddy::nodes::process
