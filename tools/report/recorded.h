// The run that a page or a diagram is made of: it is made again from its scenario, with the recorder
// on.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "eddy/workloads/search/deciding_messages.h"
#include "eddy/workloads/search/trials.h"
#include "tools/report/page.h"
#include "tools/search/chosen_runs.h"

namespace eddy::tools {

struct ReportedRun {
  workloads::RecordedRun run;
  std::string reproduce;
  // Of a run that fails and is small enough to ask which messages decide.
  std::optional<workloads::DecidingMessages> deciding = {};

  PageRun page() const { return {&run, reproduce, deciding ? &*deciding : nullptr}; }
};

// Throws checkers::BadInput where it is another run than was stored, or could not be run.
ReportedRun record(const ChosenRun& chosen, std::span<const nodes::ProgramEntry> programs);

// The page of a stored run, by its folder. Throws as record().
std::string page_of_stored(const std::filesystem::path& folder,
                           std::span<const nodes::ProgramEntry> programs);

// In one step: nobody sees half of it; a device or a link stays one. Throws checkers::BadInput when it cannot be written.
void write_whole(const std::filesystem::path& file,
                 const std::function<void(std::ostream&)>& write);

}  // namespace eddy::tools
