// What a failing run is, and when two of them fail the same way. A history that is judged counts as
// a run here.
//
// * A run is failing if and only if its verdict is invalid. One that is unknown is not.
// * Two failing runs fail the same way if and only if their gravest findings agree in checker and
//   kind. A run that is not failing fails no way at all.
#pragma once

#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <vector>

#include "eddy/checkers/finding.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// A finding with the name of the checker that found it.
struct ReportedFinding {
  std::string checker;
  Finding finding;

  bool operator==(const ReportedFinding&) const = default;
};

constexpr bool is_failing(Validity validity) { return validity == Validity::invalid; }

struct WayToFail {
  std::string checker;
  std::string kind;

  bool operator==(const WayToFail&) const = default;
};

// By the first of the findings, the gravest. Nothing of a run that is not failing. REQUIRES: a
// failing run has a finding.
std::optional<WayToFail> way_to_fail(Validity validity,
                                     const std::vector<ReportedFinding>& findings);

// False if one of them is nothing.
bool is_same_failure(const std::optional<WayToFail>& a, const std::optional<WayToFail>& b);

// [{"checker", "kind", "operations", "nodes", "text"}], as in results.json.
boost::json::array to_json(const std::vector<ReportedFinding>& findings);

// The findings of one checker.
std::vector<ReportedFinding> reported(const std::string& checker,
                                      const std::vector<Finding>& findings);

}  // namespace eddy::checkers
