// What a sweep learns of one run beside its verdict, for Onlookers::observer.
//
//   RunWatch watch;
//   const Experiment done = experiment(options, workload, program, {.observer = &watch});
//   const RunWatch::Seen seen = watch.take(done.scenario, done.run);
#pragma once

#include <cstdint>
#include <vector>

#include "eddy/sim/trace.h"
#include "eddy/workloads/search/behaviours.h"
#include "eddy/workloads/search/vacuity.h"

namespace eddy::workloads {

class RunWatch final : public sim::Observer {
 public:
  struct Seen {
    std::vector<std::uint64_t> behaviours;  // each once, sorted
    Vacuity vacuity;
  };

  void on_event(const sim::Event& event) override {
    behaviours_.on_event(event);
    faults_.on_event(event);
  }
  void on_disk_trouble(sim::FaultId id) override { faults_.on_disk_trouble(id); }
  void on_state(sim::NodeId node, const sim::Program& program) override {
    behaviours_.on_state(node, program);
  }

  // Of the run that has ended; then it is ready for another one.
  Seen take(const Scenario& scenario, const Run& run) {
    return {behaviours_.take(), vacuity_of(faults_.take(), scenario, run)};
  }

 private:
  Behaviours behaviours_;
  FaultWatch faults_;
};

}  // namespace eddy::workloads
