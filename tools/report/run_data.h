// The data of a run's page: a header in JSON, and columns of numbers (columns.h, value_tables.h).
// tools/report/page/run.ts reads it, and tools/report/page/README.md tells the columns one by one.
//
// * No time of making, no path and no host is in it: the same run gives the same bytes.
// * Of a run that is too big for a page, only events within the windows of its scenes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "eddy/workloads/search/run_index.h"
#include "eddy/workloads/search/scene.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::tools {

struct RunDataOptions {
  std::string reproduce = {};  // the line that gives the run again
  // Of two runs beside each other: where this one begins to differ, and how.
  struct Difference {
    std::optional<std::size_t> place;
    std::string text;
  };
  std::optional<Difference> difference = {};
  std::string cut = {};  // what was left out, in a sentence
  // Which events there are, by their places; nothing: all.
  std::optional<std::vector<bool>> kept = {};
};

// The header's length in four bytes, the lowest first; the header; the columns. Not packed.
std::string run_data(const workloads::RecordedRun& run, const workloads::RunIndex& index,
                     const workloads::Scenes& scenes, const RunDataOptions& options);

}  // namespace eddy::tools
