// A sweep that is to be run: a new one, or one that is gone on with.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eddy/nodes/program_entry.h"
#include "tools/sweep/sweep_command.h"
#include "tools/sweep/sweep_folder.h"
#include "tools/sweep/sweep_identity.h"

namespace eddy::tools {

struct OpenedSweep {
  TestRequest request;  // complete; what it was not asked for now is as the sweep began
  SweepIdentity identity;
  std::optional<SweepFolder> folder;   // nothing: --no-store
  std::vector<std::string> not_drawn;  // faults that its climates leave out
  std::string shard_variable;          // of the environment, that says which shard; empty: none
};

// Makes the folder of a new sweep, and looks for that of one to go on with. Throws
// checkers::BadInput, of options that are not those that it began with, too.
OpenedSweep open_sweep(SweepRequest request, std::span<const nodes::ProgramEntry> programs);

// What sweep.json begins with.
boost::json::object head_of(const SweepIdentity& identity,
                            const std::vector<std::string>& not_drawn);
// The faults that it says that climates leave out.
std::vector<std::string> not_drawn_in(const boost::json::object& head);
// The parts of the sweep that it was merged without.
std::vector<std::string> missing_in(const boost::json::object& head);
// The identity that a folder's sweep.json tells. Throws checkers::BadInput.
SweepIdentity identity_in(const SweepFolder& folder);
// The version of the program that began it. Throws checkers::BadInput.
std::string version_in(const SweepFolder& folder);

}  // namespace eddy::tools
