// The folder of a run (store.h) as a history to check: its results tell by which model it was
// judged.
//
// * The history is DIR/history.jsonl, or DIR/history.edn of a run of Jepsen's or Maelstrom's.
// * DIR/results.json names the workload and what transactions were held against. The model and the
//   options are those of the run's own verdict, but for the options that the request gives itself.
// * A request that names another model than the run's has nothing of the run but its history.
#pragma once

#include "tools/check_request.h"

namespace eddy::tools {

// The request with the folder that it names, if it names one, replaced by the history in there.
// Throws BadInput, in one line with the folder, where no run is in it or its results make no sense.
CheckRequest with_stored_run(CheckRequest request);

// The option is heeded by the model that judges the workload's runs.
bool is_judged_with(std::string_view workload, std::string_view option);

}  // namespace eddy::tools
