// Runs the scenarios that a search asks about, and counts them.
//
// * Pure: how a scenario is run is the caller's matter, who may run several at once. Which of them
//   is taken does not depend on how many.
// * A scenario that was asked about before is not run again, and costs nothing.
// * A search ends when its budget is spent, or when `is_asked_to_end` says so; then all further
//   candidates count as ones that do not fail.
#pragma once

#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eddy/sim/trace.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/scenario.h"
#include "eddy/workloads/search/ending.h"

namespace eddy::workloads {

// A candidate is bounded by so many times the events of the run that it is made from.
inline constexpr std::uint64_t kMostTimesEvents = 10;

// The state that a node was in after it had handled an event, where it was another one before.
struct StateChange {
  sim::EventNumber after = 0;
  sim::NodeId node;
  boost::json::value state;
};

// A line that a node has logged, in the handling of that event or of what it caused at once.
struct LoggedLine {
  sim::EventNumber after = 0;
  sim::Time at;
  sim::NodeId node;
  std::string text;
};

// All that there is to know of one run.
struct RecordedRun {
  sim::Recording events;
  std::vector<StateChange> states;
  std::vector<LoggedLine> logs;
  std::vector<sim::EventNumber> learned;  // after which event, of each of Run::learned
  bool has_all_states = true;             // else they end where they had become too many
  bool has_all_logs = true;
  Experiment experiment;
};

// How a search has its scenarios run.
struct ScenarioRunner {
  // Of each how it ends, in their order. Each is bounded by so many events. Who is asked to end gives
  // the endings of the first few.
  std::function<std::vector<Ending>(std::span<const Scenario> scenarios, std::uint64_t most_events)>
      run;
  // All that happens.
  std::function<sim::Recording(const Scenario& scenario, std::uint64_t most_events)> record;
  // The same, with what was judged, and what nodes have shown of their states, logged and learned;
  // not bounded.
  std::function<RecordedRun(const Scenario& scenario)> watch;
  std::size_t at_once = 1;  // as many scenarios are best given at a time
  // Asked between runs; may be left out.
  std::function<bool()> is_asked_to_end = {};
};

class Trials {
 public:
  // Gives one candidate after another; nothing: there are no more.
  using Candidates = std::function<std::optional<Scenario>()>;
  // Is this how it should end?
  using Wanted = std::function<bool(const Scenario& scenario, const Ending& ending)>;
  struct Found {
    std::size_t place;  // among the candidates
    Scenario scenario;
    Ending ending;
  };
  // Told of every candidate that counted.
  using Told = std::function<void(const Scenario& scenario, const Ending& ending)>;

  Trials(ScenarioRunner runner, std::uint64_t budget, std::uint64_t most_events)
      : runner_(std::move(runner)), budget_(budget), most_events_(most_events) {}

  // The first of them that ends as wanted.
  std::optional<Found> first(const Candidates& candidates, const Wanted& wanted);
  // Nothing happens where nothing is left of the budget.
  sim::Recording record(const Scenario& scenario);
  void tell(Told told) { told_ = std::move(told); }

  std::uint64_t runs() const { return runs_; }
  bool is_over() const {
    return runs_ >= budget_ || (runner_.is_asked_to_end && runner_.is_asked_to_end());
  }
  bool was_cut_short() const { return was_cut_short_; }

 private:
  static std::uint64_t key_of(const Scenario& scenario);
  std::vector<Ending> run(std::span<const Scenario> scenarios);

  ScenarioRunner runner_;
  std::uint64_t budget_;
  std::uint64_t most_events_;
  std::uint64_t runs_ = 0;
  bool was_cut_short_ = false;
  struct Known {
    Ending ending;
    bool is_counted = false;  // run on the chance that it is asked about
  };
  boost::unordered_flat_map<std::uint64_t, Known> known_;
  Told told_;
};

}  // namespace eddy::workloads
