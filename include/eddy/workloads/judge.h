// Of a workload, what judges a run that has ended.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "eddy/checkers/convergence.h"
#include "eddy/checkers/verdict.h"
#include "eddy/workloads/criteria.h"
#include "eddy/workloads/run.h"

namespace eddy::workloads {

class Judge {
 public:
  Judge() = default;
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;
  virtual ~Judge() = default;

  // Judges the history, and whatever else the simulator saw.
  virtual checkers::Verdict check(const Run& run, const Criteria& criteria) const = 0;
  // Judges whether the nodes agree in the end; nothing: this workload does not ask.
  virtual std::optional<checkers::Verdict> check_convergence(const Run& /*run*/,
                                                             const Criteria& /*criteria*/) const {
    return std::nullopt;
  }
  // Errors that are as good an answer as ok once all works again: "precondition-failed", where a
  // cas may fail.
  virtual std::vector<std::string_view> fitting_errors() const { return {}; }
};

// How the nodes of a run were read when all was over, for check_convergence.
checkers::ConvergenceOptions convergence_options(const Run& run, const Criteria& criteria);

}  // namespace eddy::workloads
