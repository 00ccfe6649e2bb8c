// `eddy merge`: joins the shards of a sweep.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace eddy::tools {

struct MergeRequest {
  std::vector<std::string> folders;  // of the shards, in any order
  std::string output;                // the new folder; empty: beside the first, without its shard
  std::string junit;                 // a file; empty: none
  bool json = false;
  bool require_sometimes = false;
};

// Declares the options of `eddy merge` on `command`; parsing fills `request`, which must live as
// long.
void declare_merge_options(CLI::App& command, MergeRequest& request);

// Writes the folder of the whole sweep, and reports on it and on what is missing. Its sweep.jsonl is
// that of a sweep that was not sharded. The exit status: that of the sweep, and 2 where seeds are
// missing and no run is failing. Throws checkers::BadInput.
int merge_sweeps(const MergeRequest& request, const std::string& command);

}  // namespace eddy::tools
