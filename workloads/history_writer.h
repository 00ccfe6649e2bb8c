// Writes the history of a run as it happens, and which planned operation each invocation is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/sim/simulation.h"
#include "eddy/workloads/outcome.h"
#include "eddy/workloads/phase.h"
#include "eddy/workloads/run.h"
#include "eddy/workloads/scenario.h"
#include "workloads/growing_answers.h"

namespace eddy::workloads {

class HistoryWriter {
 public:
  // The simulation must outlive it; it tells the time.
  HistoryWriter(const sim::Simulation& simulation, Seating seating)
      : simulation_(simulation), seating_(seating) {}

  void reserve(std::size_t operations) { history_.ops.reserve(2 * operations); }

  void invocation(std::uint32_t thread, std::int64_t process, Phase phase,
                  const PlannedOperation& operation);
  void completion(std::int64_t process, Phase phase, const PlannedOperation& operation,
                  Completion completion);
  // "start-partition", "partition halves: n0 | n1 n2".
  void fault(std::string f, const std::string& what);
  // What was written as of the final phase, from this position on, belongs to the recovery.
  void take_back_final(std::uint32_t from);

  // The position of what is written next.
  std::uint32_t position() const { return static_cast<std::uint32_t>(history_.ops.size()); }
  const checkers::History& history() const { return history_; }
  // About as much as the history holds; nobody else bounds what reads return.
  std::size_t bytes() const { return bytes_; }
  const Seating& seating() const { return seating_; }

  // What was written is moved into the run.
  void give(Run& run);

 private:
  void write(checkers::Op op, Phase phase);

  const sim::Simulation& simulation_;
  Seating seating_;
  checkers::History history_;
  std::vector<Invocation> invocations_;
  std::vector<Misfit> misfits_;
  GrowingAnswers answers_;
  std::size_t bytes_ = 0;
};

}  // namespace eddy::workloads
