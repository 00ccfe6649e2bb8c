#include "eddy/checkers/same_failure.h"

#include <boost/json/array.hpp>

#include "eddy/base/ensure.h"

namespace eddy::checkers {

std::optional<WayToFail> way_to_fail(Validity validity,
                                     const std::vector<ReportedFinding>& findings) {
  if (!is_failing(validity)) return std::nullopt;
  ensure(!findings.empty(), "a failing run has a finding");
  return WayToFail{findings.front().checker, findings.front().finding.kind};
}

bool is_same_failure(const std::optional<WayToFail>& a, const std::optional<WayToFail>& b) {
  return a && b && *a == *b;
}

boost::json::array to_json(const std::vector<ReportedFinding>& findings) {
  boost::json::array array;
  for (const auto& [checker, finding] : findings) {
    array.push_back(
        {{"checker", checker},
         {"kind", finding.kind},
         {"operations", boost::json::array(finding.operations.begin(), finding.operations.end())},
         {"nodes", boost::json::array(finding.nodes.begin(), finding.nodes.end())},
         {"text", finding.text}});
  }
  return array;
}

std::vector<ReportedFinding> reported(const std::string& checker,
                                      const std::vector<Finding>& findings) {
  std::vector<ReportedFinding> all;
  for (const Finding& finding : findings) all.push_back({checker, finding});
  return all;
}

}  // namespace eddy::checkers
