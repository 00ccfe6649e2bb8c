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
// is set, which is what the printed line does. Programs that include this link eddy::testing, or eddy::testing_main if they have no main().
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
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
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
};

class Cluster {
 public:
  // Nodes n0 … n(count − 1), each made by `factory` at once, one client, and the services.
  Cluster(std::size_t count, sim::ProgramFactory factory, ClusterOptions options = {})
      : seed_(options.seed), simulation_({options.seed, options.network, options.limits}) {
    simulation_.reproduced_by(reproduction_line(seed_));
    simulation_.observe(&recorder_);
    simulation_.add_nodes(count, std::move(factory));
    simulation_.add_clients(1);
    simulation_.add_services(nodes::kServices, options.services);
    for (const sim::NodeId node : nodes()) simulation_.host(node).start_program();
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
  void heal() { simulation_.heal_all(); }

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

  // What a failing check should tell of the run.
  std::string state() const {
    std::string text = fmt::format("at virtual time {} s of seed {}", to_string(now()), seed_);
    for (const auto& failure : simulation_.failures()) {
      text +=
          fmt::format("; {} failed at {} s: {}{}{}", failure.node.name(), to_string(failure.at),
                      failure.text, failure.in_hand.empty() ? "" : "; in hand: ", failure.in_hand);
    }
    if (const auto& bound = simulation_.stopped()) {
      text += fmt::format("; the run was ended: it reached its bound of {} {}", bound->limit,
                          bound->bound);
      for (const auto& sender : bound->senders) {
        text += fmt::format(", {} sent {} x {}", sender.node.name(), sender.sent, sender.message);
      }
    }
    return text + "; again: " + reproduction_line(seed_);
  }

  std::uint64_t seed_;
  sim::Simulation simulation_;
  sim::Recorder recorder_;
  Reproduction reproduction_{[this] { return state(); }};
};

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
  workloads::Onlookers onlookers;
  onlookers.reproduce = reproduction_line(options.run.seed);
  auto experiment = workloads::experiment(options, *workload, program, onlookers);
  detail::note_events(experiment.run.events);
  return experiment;
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
