#include "eddy/workloads/branching.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/sim/trace.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/run.h"

namespace eddy::workloads {
namespace {

// Waits for one event, by its number in a trace.
class Waiting final : public sim::Observer {
 public:
  explicit Waiting(std::uint64_t event) : event_(event) {}

  void on_event(const sim::Event& event) override {
    const auto* phase = event.get_if<sim::PhaseBegan>();
    if (phase != nullptr && phase->phase == Phase::load && !load_) load_ = event.at;
    if (event.is<sim::FaultBegan>() && seen_ < event_) faults_.push_back(event);
    if (++seen_ == event_) at_ = sim::Time(load_ ? event.at - *load_ : sim::Duration(0));
  }

  std::uint64_t seen() const { return seen_; }
  std::optional<sim::Time> at() const { return at_; }
  // Those that had begun until then.
  std::vector<std::optional<sim::Time>> begun(const std::vector<PlannedFault>& planned) const {
    return begun_at_events(faults_, load_.value_or(sim::Time{}), planned);
  }

 private:
  std::uint64_t event_;
  std::uint64_t seen_ = 0;
  std::optional<sim::Time> load_;
  std::optional<sim::Time> at_;
  sim::Recording faults_;
};

Waiting wait_for(const Scenario& scenario, std::uint64_t event, const Workload& workload,
                 const sim::NodeProgram& program) {
  Waiting waiting(event);
  const auto simulation = make_simulation(scenario, program);
  simulation->observe(&waiting);
  run(*simulation, scenario, workload);
  return waiting;
}

}  // namespace

std::vector<std::optional<sim::Time>> begun_at_events(std::span<const sim::Event> events,
                                                      sim::Time load,
                                                      const std::vector<PlannedFault>& faults) {
  std::map<std::uint32_t, std::optional<sim::Time>> begun;  // by id, which is their order
  for (const PlannedFault& fault : faults) {
    if (fault.trigger) begun[fault.id] = std::nullopt;
  }
  if (begun.empty()) return {};
  for (const sim::Event& event : events) {
    const auto* began = event.get_if<sim::FaultBegan>();
    if (began == nullptr) continue;
    const auto found = begun.find(static_cast<std::uint32_t>(began->id));
    if (found != begun.end()) found->second = sim::Time(event.at - load);
  }
  std::vector<std::optional<sim::Time>> in_order;
  for (const auto& [id, at] : begun) in_order.push_back(at);
  return in_order;
}

Scenario plan_by_name(const Options& options, const Workload& workload,
                      const sim::NodeProgram& program) {
  if (options.run.branches.empty()) return plan(options, workload);
  Options until_then = options;
  until_then.run.branches.clear();
  std::vector<Redraw> redraws;
  Scenario scenario = plan(until_then, workload);
  for (const sim::Branch& branch : options.run.branches) {
    const Waiting waiting = wait_for(scenario, branch.event, workload, program);
    if (!waiting.at()) {
      throw checkers::BadInput(
          fmt::format("a run cannot branch after its end: {} has {} events, got a branch at {}",
                      to_string(until_then.run.name()), waiting.seen(), branch.event));
    }
    redraws.push_back({*waiting.at(), branch.key, waiting.begun(scenario.faults)});
    until_then.run.branches.push_back(branch);
    scenario = plan(until_then, workload, {Redraws(redraws), Redraws(redraws)});
  }
  return scenario;
}

}  // namespace eddy::workloads
