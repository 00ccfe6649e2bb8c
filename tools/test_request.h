// What `eddy test` was asked to do: the options of the run, and what to do with its results.
#pragma once

#include <CLI/App.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/node_program.h"
#include "workloads/options.h"

namespace eddy::tools {

struct TestRequest {
  workloads::Options options;
  bool seed_given = false;
  bool concurrency_given = false;  // else the workload says
  std::size_t test_count = 1;
  bool verify = false;
  bool json = false;
  bool no_store = false;
  bool trace = false;
  bool log_net_send = false;
  bool log_net_recv = false;
  bool log_stderr = false;
  std::string store_directory = "store";
};

// Declares the options of `eddy test` on `command`; parsing fills `request`, which must live as
// long.
void declare_test_options(CLI::App& command, TestRequest& request);

// What can only be seen when all options are there: unknown or ill-fitting names, a cluster that is
// too large for its topology. Fills in defaults that depend on others.
// Throws checkers::BadInput.
void complete(TestRequest& request, std::span<const sim::NodeProgram> programs);

// The arguments that give the same run again: "test -w echo --node-count 3 --seed 7". Options at
// their defaults are left out.
std::string to_arguments(const workloads::Options& options);

}  // namespace eddy::tools
