// The page of a run: one HTML file that needs no network and no server, opened at what was found.
//
// * What nodes say is data in base64, never markup. A content policy allows one script, by its hash,
//   and no request.
// * The same runs give the same bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "eddy/workloads/search/deciding_messages.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::tools {

// A page that would be greater holds no more than its findings need.
inline constexpr std::size_t kMostPageBytes = 20'000'000;

struct PageRun {
  const workloads::RecordedRun* run;
  std::string reproduce = {};
  const workloads::DecidingMessages* deciding = nullptr;  // of a small run that fails
  std::optional<std::string> finding = {};                // that must be there, by its number
};

// Of one run, or of two beside each other. Throws checkers::BadInput where the page was not built
// (page_bundle.h), or has no such finding.
std::string page_of(const PageRun& run, const std::optional<PageRun>& against = std::nullopt,
                    std::size_t most_bytes = kMostPageBytes);

}  // namespace eddy::tools
