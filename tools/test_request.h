// What `eddy test` was asked to do: the options of the run, and what to do with its results.
#pragma once

#include <CLI/App.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/workloads/options.h"
#include "tools/freeze.h"
#include "tools/search/search_options.h"
#include "tools/sweep/sweep_options.h"

namespace eddy::tools {

struct TestRequest {
  workloads::Options options;
  std::vector<std::string> nodes;  // as --nodes names them; empty: it was not given
  bool wants_figures = false;      // --expect help: no run is asked for
  std::size_t test_count = 1;
  std::optional<std::uint64_t> climate;  // the seed from which the rest of the options is drawn
  bool draws_climates = false;           // those of a sweep do, unless it is plain
  bool verify = false;
  bool json = false;
  bool no_store = false;
  bool trace = false;
  bool report = false;
  bool log_net_send = false;
  bool log_net_recv = false;
  bool log_stderr = false;
  std::optional<NodeMoment> freeze;  // with --bin
  std::string store_directory = "store";
  SweepOptions sweep;                        // of `eddy sweep`
  SearchOptions search;                      // of `eddy minimise`
  std::set<std::string, std::less<>> given;  // the options that were given, without dashes

  bool is_given(std::string_view option) const { return given.contains(option); }
};

// Declares the options of `eddy test` on `command`; parsing fills `request`, which must live as
// long.
void declare_test_options(CLI::App& command, TestRequest& request);

// The arguments that give the same run again: "test -w echo --node-count 3 --seed 7". Options at
// their defaults are left out.
std::string to_arguments(const workloads::Options& options);

}  // namespace eddy::tools
