// What a checker of transactions has found, and the verdict that follows.
//
// * The verdict is invalid if a prohibited anomaly was found; unknown if none was but a doubt
//   (anomaly.h); valid else. An anomaly that nobody prohibits is not reported.
// * What rules models out are all anomalies found, reported or not; where none is reported, nothing
//   is said about models.
// * "Some cycle exists" is not reported where other anomalies rule out the same model.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "eddy/checkers/check_options.h"
#include "eddy/checkers/finding.h"
#include "eddy/checkers/transactional/models/anomaly.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Of one anomaly, at most this many cases are described; the rest is counted.
inline constexpr std::size_t kMostDescribed = 16;

// One case of an anomaly.
struct AnomalyCase {
  std::vector<std::string> evidence;  // lines; those after the first are indented
  boost::json::object detail;         // for the report
  Involved who;
  std::vector<Drawing> drawings = {};
};

class FoundAnomalies {
 public:
  // Counts cases; false if none need be described any more, because enough of their kind are.
  bool count(Anomaly anomaly, std::size_t cases = 1);

  // Adds the description of a case that was counted.
  void describe(Anomaly anomaly, AnomalyCase finding);

  // Both in one.
  void add(Anomaly anomaly, AnomalyCase finding);

  AnomalySet anomalies() const;
  // Whether one of these was found.
  bool has(const AnomalySet& anomalies) const;
  std::size_t count_of(Anomaly anomaly) const;

  // The verdict under the models and anomalies of the options. Report: "anomaly-types", by type
  // "anomaly-counts" and "anomalies" (the cases described), "not" and "also-not" (the models ruled
  // out). Figures: anomaly-count (cases of reported ones but for doubts), anomaly-type-count.
  // Throws BadInput at unknown names.
  Verdict conclude(const CheckOptions& options) const;

 private:
  struct Cases {
    std::size_t count = 0;
    std::vector<AnomalyCase> described;
  };

  AnomalySet reported(const AnomalySet& prohibited) const;
  // Those whose cases take the fewest words first; last what says only that a cycle exists, and
  // doubts. The set is of those found.
  std::vector<Anomaly> simplest_first(const AnomalySet& set) const;
  std::vector<Finding> findings(const AnomalySet& reported) const;
  std::vector<std::string> evidence(const AnomalySet& reported,
                                    const std::vector<std::string>& models) const;

  std::map<Anomaly, Cases> cases_;
};

}  // namespace eddy::checkers
