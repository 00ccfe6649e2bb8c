// `eddy explain`: which event tipped a failing run; or the trace of a run, cut to what concerns a
// value, a key, an operation or a node, in words.
#pragma once

#include <CLI/App.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "tools/test_request.h"

namespace eddy::tools {

struct ExplainRequest {
  TestRequest test;
  std::string place;  // of its scenario; empty: the options say
  // What the trace is cut to; none of them: the cause is searched for.
  std::optional<std::string> value;  // JSON, or a word
  std::optional<std::string> key;
  std::optional<std::string> operation;  // its id in the plan
  std::optional<std::string> node;
  std::optional<std::string> finding;  // from 1, as a report numbers them: its story is told
};

// Declares the options of `eddy explain` on `command`; parsing fills `request`, which must live as
// long.
void declare_explain_options(CLI::App& command, ExplainRequest& request);

// The exit status: 0 where something is told. Throws checkers::BadInput.
int explain(const ExplainRequest& request, std::span<const nodes::ProgramEntry> programs,
            const std::string& command);

}  // namespace eddy::tools
