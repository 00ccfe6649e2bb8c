#include "eddy/sim/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "eddy/sim/protocol/init.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;
using test::Pong;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);
constexpr NodeId kClient = NodeId::client(0);
constexpr SimulationOptions kTenMilliseconds{
    .network = {.hop = 0ms, .latency = {LatencyDistribution::constant, 10ms}}};

// Writes down what it is told and when.
class Listener final : public Node {
 public:
  explicit Listener(Host& host) : Node(host) { on(&Listener::note); }
  std::vector<std::string> heard;

 private:
  void note(const Note& note, NodeId from) {
    heard.push_back(
        fmt::format("{} {}: {}", nanoseconds(now()) / 1'000'000, from.name(), note.text));
  }
};

struct ListenerRun {
  explicit ListenerRun(const SimulationOptions& options = kTenMilliseconds, std::size_t nodes = 3)
      : simulation(options) {
    simulation.add_clients(2);
    test::start(simulation, nodes, &make_node<Listener>);
  }
  void tell(NodeId from, NodeId to, std::string text) {
    simulation.host(from).send(to, Note{std::move(text)});
  }
  const std::vector<std::string>& heard_by(std::uint32_t node) {
    return test::program<Listener>(simulation, node).heard;
  }
  Simulation simulation;
};

TEST_CASE("simulation: time jumps from event to event and stands at the end that was asked for") {
  ListenerRun run;
  run.tell(kN0, kN1, "hello");
  CHECK(run.simulation.now() == Time(0ms));
  CHECK(run.simulation.step(Time(1h)));
  CHECK(run.simulation.now() == Time(10ms));
  CHECK_FALSE(run.simulation.step(Time(1h)));
  CHECK(run.simulation.now() == Time(10ms));
  run.simulation.run_until(Time(1h));
  CHECK(run.simulation.now() == Time(1h));
  run.simulation.run_until(Time(1min));
  CHECK(run.simulation.now() == Time(1h));
  CHECK(run.simulation.events() == 1);
}

TEST_CASE("simulation: an event at the very end still happens and a later one does not") {
  ListenerRun run;
  run.tell(kN0, kN1, "hello");
  run.simulation.run_until(Time(10ms) - 1ns);
  CHECK(run.heard_by(1).empty());
  CHECK(run.simulation.in_flight() == 1);
  run.simulation.run_until(Time(10ms));
  CHECK(run.heard_by(1).size() == 1);
  CHECK(run.simulation.in_flight() == 0);
}

TEST_CASE("simulation: run until a condition stops at the event that makes it true") {
  ListenerRun run;
  for (const char* text : {"one", "two", "three"}) run.tell(kN0, kN1, text);
  CHECK(run.simulation.run_until([&] { return run.heard_by(1).size() == 2; }, Time(1s)));
  CHECK(run.simulation.now() == Time(10ms));
  CHECK(run.heard_by(1).size() == 2);
  CHECK_FALSE(run.simulation.run_until([] { return false; }, Time(1s)));
  CHECK(run.simulation.now() == Time(1s));
}

TEST_CASE(
    "simulation: messages and timers and actions of one instant come in the order of their "
    "making") {
  ListenerRun run;
  std::vector<std::string> order;
  const auto action = [&](const char* name) {
    return [&order, name] { order.emplace_back(name); };
  };
  Host& host = run.simulation.host(kN0);
  run.simulation.at(Time(10ms), action("action 1"));
  host.after(10ms, action("timer 2"));
  run.tell(kN0, kN1, "3");
  host.after(10ms, action("timer 4"));
  run.simulation.at(Time(10ms), action("action 5"));
  for (int left = 5; left > 0; --left) {
    run.simulation.step(Time(1s));
    if (order.size() == 2 && run.heard_by(1).size() == 1) order.emplace_back("message 3");
  }
  CHECK(order ==
        std::vector<std::string>{"action 1", "timer 2", "message 3", "timer 4", "action 5"});
}

TEST_CASE("simulation: an action whose time is past happens now and may plan the next one") {
  ListenerRun run;
  run.simulation.run_until(Time(1s));
  std::vector<Time> at;
  run.simulation.at(Time(0s), [&] {
    at.push_back(run.simulation.now());
    run.simulation.at(Time(2s), [&] { at.push_back(run.simulation.now()); });
  });
  run.simulation.run_until(Time(3s));
  CHECK(at == std::vector<Time>{Time(1s), Time(2s)});
}

TEST_CASE("simulation: a late message never delays one that is due earlier") {
  ListenerRun run;
  const auto slow = run.simulation.inject(Slowness{10s});
  run.tell(kN0, kN1, "slow");
  run.simulation.heal(slow);
  run.tell(kN0, kN1, "quick");
  run.simulation.run_until(Time(1min));
  REQUIRE(run.heard_by(1).size() == 2);
  CHECK(run.heard_by(1)[0] == "10 n0: quick");
}

TEST_CASE("simulation: a partition is tested when a message arrives") {
  ListenerRun run;
  const Fault partition = Partition{PartitionShape::halves, {{kN0}, {kN1}}};
  run.tell(kN0, kN1, "sent before the cut");
  const auto id = run.simulation.inject(partition);
  run.simulation.run_until(Time(100ms));
  run.tell(kN0, kN1, "sent during the cut");
  run.simulation.heal(id);
  run.simulation.run_until(Time(200ms));
  CHECK(run.heard_by(1) == std::vector<std::string>{"110 n0: sent during the cut"});
  CHECK(run.simulation.traffic().servers.lost[static_cast<std::size_t>(LossCause::partition)] == 1);
}

TEST_CASE("simulation: a message to oneself travels as any other and no partition cuts it") {
  ListenerRun run;
  run.simulation.inject(Partition{PartitionShape::one, {{kN0}, {kN1}}});
  run.tell(kN0, kN0, "me");
  run.simulation.run_until(Time(1s));
  CHECK(run.heard_by(0) == std::vector<std::string>{"10 n0: me"});
}

TEST_CASE("simulation: traffic counts clients and servers apart and duplicates as received only") {
  ListenerRun run({.network = {.hop = 0ms, .duplicate = Probability::of(1)}});
  run.tell(kN0, kN1, "twice");
  run.tell(kClient, kN1, "once");
  run.tell(kN1, kClient, "once");
  run.simulation.run_until(Time(1s));
  const Traffic& traffic = run.simulation.traffic();
  CHECK(traffic.servers.sent == 1);
  CHECK(traffic.servers.received == 2);
  CHECK(traffic.clients.sent == 2);
  CHECK(traffic.clients.received == 2);
  CHECK(run.heard_by(1).size() == 3);
}

TEST_CASE("simulation: a message to a node that does not exist is lost with that cause") {
  ListenerRun run;
  for (const NodeId nobody : {NodeId::node(3), NodeId::client(2), NodeId::service(0)}) {
    run.tell(kN0, nobody, "anybody?");
  }
  run.simulation.run_until(Time(1s));
  const auto cause = static_cast<std::size_t>(LossCause::no_such_node);
  CHECK(run.simulation.traffic().servers.lost[cause] == 2);
  CHECK(run.simulation.traffic().clients.lost[cause] == 1);
  CHECK(run.simulation.host(kN0).failure() == nullptr);
}

TEST_CASE("simulation: init makes the program and is answered and may come twice") {
  Simulation simulation({.network = {.hop = 0ms}});
  simulation.add_clients(1);
  int made = 0;
  simulation.add_nodes(1, [&](Host& host) {
    ++made;
    return std::make_unique<test::Idle>(host);
  });
  Host& client = simulation.host(kClient);
  int answers = 0;
  const auto begin = [&]() -> Task<void> {
    const Init init{kN0, simulation.shared_nodes()};
    if (co_await client.rpc(kN0, init, 1s)) ++answers;
    if (co_await client.rpc(kN0, init, 1s)) ++answers;
  };
  CHECK(simulation.host(kN0).program() == nullptr);
  client.spawn(begin);
  simulation.run_until(Time(1s));
  CHECK(answers == 2);
  CHECK(made == 1);
}

TEST_CASE("simulation: a node that has not started takes no messages and does not answer") {
  Simulation simulation({.network = {.hop = 0ms}});
  simulation.add_clients(1);
  simulation.add_nodes(1, &make_node<Listener>);
  simulation.host(kClient).send(kN0, Note{"too early"});
  simulation.run_until(Time(1s));
  simulation.host(kN0).start_program();
  CHECK(test::program<Listener>(simulation, 0).heard.empty());
}

TEST_CASE("simulation: nodes of several programs stand behind one another") {
  Simulation simulation({.network = {.hop = 0ms}});
  simulation.add_nodes(2, &make_node<Listener>);
  simulation.add_nodes(1, &make_node<test::Idle>);
  CHECK(simulation.node_count() == 3);
  CHECK(simulation.nodes() == std::vector<NodeId>{kN0, kN1, NodeId::node(2)});
  CHECK(simulation.exists(NodeId::node(2)));
  CHECK_FALSE(simulation.exists(NodeId::node(3)));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
