// A seeded simulation in a doctest case, in three lines:
//
//   TEST_CASE("a value reaches every node in spite of a partition") {
//     eddy::testing::Cluster cluster(5, &eddy::sim::make_node<Gossip>, {.seed = 7});
//     cluster.partition({{"n0", "n1"}, {"n2", "n3", "n4"}});
//     REQUIRE(cluster.rpc(cluster.n(0), Broadcast{42}));
//     cluster.heal();
//     CHECK(cluster.run_until([&] { return cluster.program<Gossip>(4).has(42); }, 10s));
//   }
//
// A check that fails while a cluster lives prints the line that runs the same case again, and the
// virtual time. To run a case with many seeds on all cores, sweep (eddy/testing/sweep.h):
//
//   eddy::testing::sweep([](std::uint64_t seed) { …the three lines, {.seed = seed}… }, seeds(1000));
//
// or loop over seeds(n). It takes the seed from the environment variable EDDY_SEED instead when that
// is set, which is what the printed line does. Programs that include this link eddy::testing, or
// eddy::testing_main if they have no main().
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/base/ensure.h"
#include "eddy/nodes/services/services.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/broadcast.h"
#include "eddy/sim/simulation.h"
#include "eddy/sim/topology.h"
#include "eddy/testing/reproduction.h"
#include "eddy/testing/sweep.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/scenario_reader.h"
#include "eddy/workloads/search/deciding_messages.h"
#include "eddy/workloads/search/minimise.h"
#include "eddy/workloads/search/scenario_runner.h"
#include "eddy/workloads/search/story.h"

// How results read in a failing check: "ok {…}", or "error timeout: no reply in time".
template <class T>
struct doctest::StringMaker<eddy::sim::Result<T>> {
  static doctest::String convert(const eddy::sim::Result<T>& result) {
    if (!result) {
      const auto& error = result.error();
      return fmt::format("error {}: {}", name(error.code), error.text).c_str();
    }
    if constexpr (eddy::sim::Named<T>) {
      boost::json::object fields;
      eddy::sim::MessageTraits<T>::to_json(&*result, fields);
      return ("ok " + boost::json::serialize(fields)).c_str();
    } else {
      return ("ok " + boost::json::serialize(eddy::sim::codec::to_json(*result))).c_str();
    }
  }
};

namespace eddy::testing {

struct ClusterOptions {
  std::uint64_t seed = 1;
  sim::NetworkOptions network = {};
  sim::ServiceOptions services = {};
  // Low enough that a program that never comes to rest ends soon, for every event is kept.
  sim::Limits limits = {.events = 2'000'000, .in_flight = 200'000};
  // After which events the run is drawn with other keys (eddy/sim/branch.h). None: as EDDY_SEED says,
  // where that names a branch of this seed.
  std::vector<sim::Branch> branches = {};
};

class Cluster {
 public:
  // Nodes n0 … n(count − 1), each made by `factory` at once, one client, and the services.
  Cluster(std::size_t count, sim::ProgramFactory factory, ClusterOptions options = {})
      : name_(run_name(options.seed, std::move(options.branches))),
        simulation_({.seed = name_.seed,
                     .network = options.network,
                     .limits = options.limits,
                     .branches = name_.branches}) {
    simulation_.reproduced_by(reproduction_line(name_));
    simulation_.observe(&recorder_);
    simulation_.add_nodes(count, std::move(factory));
    simulation_.add_clients(1);
    simulation_.add_services(nodes::kServices, options.services);
    for (const sim::NodeId node : nodes()) simulation_.host(node).start_program();
    simulation_.on_restart([this](sim::NodeId node) { simulation_.host(node).start_program(); });
  }
  ~Cluster() { detail::note_events(simulation_.events()); }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  sim::Simulation& simulation() { return simulation_; }
  const std::vector<sim::NodeId>& nodes() const { return simulation_.nodes(); }
  static sim::NodeId n(std::size_t index) {
    return sim::NodeId::node(static_cast<std::uint32_t>(index));
  }
  sim::Time now() const { return simulation_.now(); }

  // The program of a node, to look at its state. Throws when there is no such node, when it has
  // failed, and when it is no P.
  template <class P>
  P& program(std::size_t index) {
    if (!simulation_.exists(n(index))) {
      throw std::out_of_range(fmt::format("no node n{}: there are {}", index, nodes().size()));
    }
    sim::Host& host = simulation_.host(n(index));
    if (host.failure() != nullptr) {
      throw std::runtime_error(fmt::format("n{} has failed: {}", index, *host.failure()));
    }
    P* program = dynamic_cast<P*>(host.program());
    if (program == nullptr) {
      throw std::runtime_error(fmt::format("the program of n{} is of another class", index));
    }
    return *program;
  }

  // Tells each node its neighbours, as the workload broadcast does.
  void topology(sim::TopologyKind kind) {
    const sim::TopologyGraph topology(kind, nodes().size());
    const auto body = client().share(sim::broadcast::Topology{sim::Shared(topology.to_map())});
    for (const sim::NodeId node : nodes()) client().send(node, body);
    run_for(sim::Duration(0));
  }

  // Sends a request from a client and runs until the reply, or the timeout.
  template <class M>
  sim::Result<sim::ReplyOf<M>> rpc(sim::NodeId node, const M& message,
                                   sim::Duration timeout = std::chrono::seconds(5)) {
    std::optional<sim::Result<sim::ReplyOf<M>>> result;
    const auto call = [&]() -> sim::Task<void> {
      result.emplace(co_await client().rpc(node, message, timeout));
    };
    client().spawn(call);
    run_until([&] { return result.has_value(); }, timeout + std::chrono::seconds(1));
    if (!result) return sim::Error{sim::ErrorCode::timeout, "the run was ended by a bound"};
    return std::move(*result);
  }
  // Sends a one-way message from a client.
  template <class M>
  void send(sim::NodeId node, M message) {
    client().send(node, std::move(message));
  }

  void run_for(sim::Duration duration) { simulation_.run_until(now() + duration); }
  // Does it become true within that time?
  bool run_until(const std::function<bool()>& condition, sim::Duration limit) {
    return simulation_.run_until(condition, now() + limit);
  }

  // Faults, until heal().
  void partition(const std::vector<std::vector<std::string>>& groups,
                 sim::PartitionShape shape = sim::PartitionShape::halves) {
    sim::Partition partition{shape, {}};
    for (const auto& names : groups) {
      auto& group = partition.groups.emplace_back();
      for (const std::string& name : names) {
        const auto node = sim::NodeId::parse(name);
        if (!node || !simulation_.exists(*node)) {
          throw std::invalid_argument(fmt::format("partition: no node \"{}\"", name));
        }
        group.push_back(*node);
      }
    }
    inject(partition);
  }
  void inject(const sim::Fault& fault) { simulation_.inject(fault); }
  // All faults end: what was killed starts again, what was paused goes on.
  void heal() {
    faults_.clear();
    disk_faults_.clear();
    simulation_.heal_all();
  }

  // The node loses its memory and is down until restart(), which makes its program anew, or heal().
  // Its disk stays, but for some of what was not synced. Ten messages wait for it at most.
  void kill(std::size_t index) { begin(sim::FaultKind::kill, index, sim::Kill{{node(index)}}); }
  void restart(std::size_t index) { end(sim::FaultKind::kill, index); }
  // The node stands still until resume(), or heal().
  void pause(std::size_t index) { begin(sim::FaultKind::pause, index, sim::Pause{{node(index)}}); }
  void resume(std::size_t index) { end(sim::FaultKind::pause, index); }
  // Host::clock() of the node jumps, back if that is negative, and drifts by so many parts per
  // million; until it is set again, or heal().
  void clock(std::size_t index, sim::Duration jump, std::int32_t drift = 0) {
    end(sim::FaultKind::clock, index);
    begin(sim::FaultKind::clock, index, sim::ClockSkew{{{node(index), jump, drift}}});
  }
  // The node's disk goes wrong, until heal_disk(), or heal().
  void disk_fault(std::size_t index, sim::DiskTrouble trouble) {
    disk_faults_[index].push_back(simulation_.inject(sim::DiskFault{trouble, {node(index)}}));
  }
  void heal_disk(std::size_t index) {
    for (const sim::FaultId fault : std::exchange(disk_faults_[index], {})) simulation_.heal(fault);
  }
  sim::Disk& disk(std::size_t index) { return simulation_.host(node(index)).disk(); }

  // What must hold after every event of any node. The first breach ends the run, as does one of a
  // program's own invariants: CHECK_FALSE(cluster.breach()).
  void keep(sim::ClusterInvariant invariant) { simulation_.keep(std::move(invariant)); }
  const std::optional<sim::Breach>& breach() const { return simulation_.breach(); }
  const sim::Labels& labels() const { return simulation_.labels(); }

  // What happened so far, one line an event; `keep` says which events.
  std::string trace(const std::function<bool(const sim::Event&)>& keep = is_arrival) const {
    std::string text;
    for (const sim::Event& event : recorder_.events()) {
      if (keep(event)) text += to_text(event) + '\n';
    }
    return text;
  }
  static bool is_arrival(const sim::Event& event) {
    return event.is<sim::Delivered>() || event.is<sim::Lost>() || event.is<sim::NodeFailed>();
  }

 private:
  sim::Host& client() { return simulation_.host(sim::NodeId::client(0)); }

  // Throws when there is no such node.
  sim::NodeId node(std::size_t index) const {
    if (index >= nodes().size())
      throw std::out_of_range(fmt::format("no node n{}: there are {}", index, nodes().size()));
    return n(index);
  }
  void begin(sim::FaultKind kind, std::size_t index, const sim::Fault& fault) {
    if (faults_.contains({kind, index})) return;
    faults_[{kind, index}] = simulation_.inject(fault);
  }
  void end(sim::FaultKind kind, std::size_t index) {
    const auto found = faults_.find({kind, index});
    if (found == faults_.end()) return;
    const sim::FaultId fault = found->second;
    faults_.erase(found);
    simulation_.heal(fault);
  }

  // What a failing check should tell of the run.
  std::string state() const {
    std::string text =
        fmt::format("at virtual time {} s of seed {}", to_string(now()), to_string(name_));
    for (const auto& failure : simulation_.failures()) {
      text +=
          fmt::format("; {} failed at {} s: {}{}{}", failure.node.name(), to_string(failure.at),
                      failure.text, failure.in_hand.empty() ? "" : "; in hand: ", failure.in_hand);
    }
    if (const auto& breach = simulation_.breach()) {
      text += fmt::format(
          "; the run was ended: the invariant {} was broken at {} s after an event "
          "of {}{}{}",
          breach->invariant, to_string(breach->at), breach->node.name(),
          breach->text.empty() ? "" : ": ", breach->text);
    }
    if (const auto& bound = simulation_.stopped()) {
      text += fmt::format("; the run was ended: it reached its bound of {} {}", bound->limit,
                          bound->bound);
      for (const auto& sender : bound->senders) {
        text += fmt::format(", {} sent {} x {}", sender.node.name(), sender.sent, sender.message);
      }
    }
    if (simulation_.branches_ahead() > 0) {
      text += fmt::format("; it has not come to its branch: so far it has {} events",
                          simulation_.told());
    }
    return text + "; again: " + reproduction_line(name_);
  }

  sim::RunName name_;
  sim::Simulation simulation_;
  sim::Recorder recorder_;
  std::map<std::pair<sim::FaultKind, std::size_t>, sim::FaultId> faults_;
  std::map<std::size_t, std::vector<sim::FaultId>> disk_faults_;
  Reproduction reproduction_{[this] { return state(); }};
};

namespace detail {

// The smallest run that fails as this one does: its story and its scenario, as `eddy minimise` tells
// them.
inline std::string minimal_story(const workloads::FailingScenario& failing,
                                 const sim::NodeProgram& program) {
  const std::string& name = failing.scenario.options.plan.workload;
  const auto workload = workloads::find_workload(name)->make();
  const workloads::ScenarioRunner runner = workloads::scenario_runner(name, program);
  const workloads::Minimal minimal =
      workloads::minimise(failing, *workload, runner, {.budget = 500, .keys = 0});
  const workloads::FailingScenario& smallest = minimal.smallest;
  const workloads::RecordedRun run = runner.watch(smallest.scenario);
  const auto deciding = workloads::deciding_messages(smallest, run.events, runner);
  return fmt::format("the smallest run that fails so: {}\n\n{}\n{}", smallest.ending.text,
                     to_text(abridged(workloads::story_of(smallest, run, deciding))),
                     boost::json::serialize(to_json(smallest.scenario)));
}

// Told by a sweep whose body did this experiment.
inline void note_failure(const workloads::Experiment& experiment, const sim::NodeProgram& program) {
  workloads::FailingScenario failing{experiment.scenario, ending_of(experiment)};
  if (failing.ending.ways.empty() || failing.ending.is_bounded) return;
  body_at_work.story = [failing, program] { return minimal_story(failing, program); };
}

}  // namespace detail

// Plans, runs and judges a workload against a program: the whole of `eddy test`.
// `options.plan.workload` must name a workload.
inline workloads::Experiment experiment(const workloads::Options& options,
                                        sim::NodeProgram program) {
  const auto* entry = workloads::find_workload(options.plan.workload);
  ensure(entry != nullptr, "options.plan.workload names a workload");
  const auto workload = entry->make();
  if (program.services.empty()) {
    program.services.assign(std::begin(nodes::kServices), std::end(nodes::kServices));
  }
  workloads::Options named = options;
  named.run.branches = run_name(options.run.seed, options.run.branches).branches;
  workloads::Onlookers onlookers;
  onlookers.reproduce = reproduction_line(named.run.name());
  auto experiment = workloads::experiment(named, *workload, program, onlookers);
  detail::note_events(experiment.run.events);
  detail::note_failure(experiment, program);
  return experiment;
}

// Runs a scenario, as `eddy minimise` writes it into a test case. Throws checkers::BadInput when the
// text is none.
inline workloads::Experiment replay(std::string_view scenario, sim::NodeProgram program) {
  workloads::KnownPrograms known{std::vector<workloads::KnownPrograms::Program>{}};
  known.has_others = true;  // it is given beside it
  auto planned = workloads::read_scenario(scenario, "the scenario", known);
  const auto workload = workloads::find_workload(planned.options.plan.workload)->make();
  if (program.services.empty()) {
    program.services.assign(std::begin(nodes::kServices), std::end(nodes::kServices));
  }
  workloads::Onlookers onlookers;
  onlookers.reproduce = reproduction_line(planned.options.run.name());
  auto experiment = workloads::experiment(std::move(planned), *workload, program, onlookers);
  detail::note_events(experiment.run.events);
  return experiment;
}

// What is wrong with a run, for a check that prints it; empty: it does not fail.
inline std::string failure_of(const workloads::Experiment& experiment) {
  std::string text;
  if (!checkers::is_failing(experiment.results.validity)) return text;
  for (const std::string& line : experiment.results.evidence)
    text += (text.empty() ? "" : "\n") + line;
  return text;
}

// Is the text that of the file? With EDDY_UPDATE_GOLDEN set, the file is written anew instead.
inline bool matches_golden(const std::string& text, const std::filesystem::path& file) {
  if (std::getenv("EDDY_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return true;
  }
  std::ifstream in(file);
  std::stringstream golden;
  golden << in.rdbuf();
  if (in && golden.str() == text) return true;
  MESSAGE("differs from ", file.string(), " (EDDY_UPDATE_GOLDEN=1 writes it anew):\n", text);
  return false;
}

}  // namespace eddy::testing
