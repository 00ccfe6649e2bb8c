// What `eddy check` was asked to do: which history, by which checker, and what to print.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/catalog.h"
#include "eddy/checkers/check_options.h"
#include "eddy/checkers/history_reader.h"
#include "eddy/workloads/run.h"

namespace eddy::tools {

struct CheckRequest {
  std::string model;       // as given, maybe a peer's name
  std::string file = "-";  // "-": standard input; may be the folder of a run
  checkers::CheckOptions options;
  checkers::HistoryShape shape = checkers::HistoryShape::paired;
  std::string drawings;  // the directory they go to; empty: none are written
  bool json = false;
  workloads::Seating seating{0, 0};  // of the run whose history it is; 0: not known
  std::vector<std::string> given;    // the options that only some checkers heed, without dashes
};

// Declares the options of `eddy check` on `command`; parsing fills `request`, which must live as
// long.
void declare_check_options(CLI::App& command, CheckRequest& request);

// The checker of that name, or of which it is an alias (checkers/peer_name.h); null: there is none.
const checkers::CheckerEntry* find_model(std::string_view name);

// The checker that was asked for. Throws BadInput when there is none of that name, or it does not
// heed an option that was given, or a name within one is unknown.
const checkers::CheckerEntry& checker_of(const CheckRequest& request);

// The checkers, what they judge, and what else they are called, for --help.
std::string list_of_models();

}  // namespace eddy::tools
