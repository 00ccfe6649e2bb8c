#include "tools/sweep/former_merge.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "tools/sweep/opened_sweep.h"
#include "tools/sweep/sweep_folder.h"

namespace eddy::tools {

FormerMerge::FormerMerge(std::filesystem::path place, const boost::json::value& sweep)
    : place_(std::move(place)) {
  std::error_code error;
  if (!std::filesystem::exists(place_ / "sweep.json", error)) return;
  const boost::json::object head = SweepFolder(place_).head();
  const boost::json::value* its_sweep = head.if_contains("sweep");
  if (its_sweep == nullptr || *its_sweep != sweep || missing_in(head).empty()) return;
  const std::filesystem::path aside =
      place_.parent_path() / fmt::format(".{}.old", place_.filename().string());
  std::filesystem::rename(place_, aside, error);
  if (!error) aside_ = aside;
}

FormerMerge::~FormerMerge() {
  std::error_code ignored;
  if (!aside_.empty()) std::filesystem::rename(aside_, place_, ignored);
}

void FormerMerge::is_replaced() {
  std::error_code ignored;
  if (!aside_.empty()) std::filesystem::remove_all(aside_, ignored);
  aside_.clear();
}

}  // namespace eddy::tools
