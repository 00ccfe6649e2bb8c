#include "eddy/sim/quorum.h"

#include <doctest/doctest.h>

#include <optional>
#include <utility>
#include <vector>

#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Ping;
using test::Pong;

constexpr NodeId kN0 = NodeId::node(0);

// Node k answers after 10·k ms: n5 with an error, n6 never.
class Slower final : public Node {
 public:
  explicit Slower(Host& host) : Node(host) { on(&Slower::ping); }

 private:
  void ping(const Ping& ping, const Request& request) {
    if (id() == NodeId::node(6)) return;
    after(10ms * id().index(), [this, ping, request] {
      if (id() == NodeId::node(5)) {
        host().reply(request, Error{ErrorCode::temporarily_unavailable, "busy"});
      } else {
        host().reply(request, Pong{ping.number});
      }
    });
  }
};

struct Ended {
  std::vector<NodeId> replies;
  std::vector<NodeId> failures;
  bool reached;
  Time at;
};

class QuorumRun {
 public:
  QuorumRun() : simulation({.network = {.hop = 0ms}}) {
    test::start(simulation, 7, &make_node<Slower>);
  }

  // n0 asks them, and goes on with so many answers.
  std::optional<Ended> ask(std::vector<std::uint32_t> whom, std::size_t enough) {
    Host& host = simulation.host(kN0);
    std::vector<NodeId> nodes;
    for (const std::uint32_t node : whom) nodes.push_back(NodeId::node(node));
    std::optional<Ended> ended;
    const auto asking = [&]() -> Task<void> {
      const Time begin = host.now();
      const auto answers = co_await host.quorum(nodes, Ping{7}, enough, 200ms);
      ended = {{}, {}, answers.reached(), Time(host.now() - begin)};
      for (const auto& [from, reply, call] : answers.replies) {
        CHECK(reply.number == 7);
        CHECK(nodes[call] == from);
        ended->replies.push_back(from);
      }
      for (const auto& failure : answers.failures) ended->failures.push_back(failure.from);
    };
    host.spawn(asking);
    simulation.run_until(simulation.now() + 1s);
    CHECK(host.failure() == nullptr);
    return ended;
  }
  Simulation simulation;
};

std::vector<NodeId> nodes(std::vector<std::uint32_t> numbers) {
  std::vector<NodeId> all;
  for (const std::uint32_t number : numbers) all.push_back(NodeId::node(number));
  return all;
}

TEST_CASE("quorum: goes on as soon as enough have answered, in the order in which they did") {
  const auto ended = QuorumRun().ask({4, 3, 2, 1}, 2);
  REQUIRE(ended);
  CHECK(ended->reached);
  CHECK(ended->replies == nodes({1, 2}));
  CHECK(ended->failures.empty());
  CHECK(ended->at == Time(20ms));
}

TEST_CASE("quorum: an error is no answer, and it waits for the others") {
  const auto ended = QuorumRun().ask({5, 1, 2}, 3);
  REQUIRE(ended);
  CHECK_FALSE(ended->reached);
  CHECK(ended->replies == nodes({1, 2}));
  CHECK(ended->failures == nodes({5}));
  CHECK(ended->at == Time(50ms));
}

TEST_CASE("quorum: who never answers costs no more than the timeout") {
  const auto ended = QuorumRun().ask({6, 1, 5}, 2);
  REQUIRE(ended);
  CHECK_FALSE(ended->reached);
  CHECK(ended->replies == nodes({1}));
  CHECK(ended->failures == nodes({5, 6}));
  CHECK(ended->at == Time(200ms));
}

TEST_CASE("quorum: of nobody, and more than there are, and none at all") {
  QuorumRun run;
  CHECK(run.ask({}, 0)->reached);
  CHECK_FALSE(run.ask({}, 1)->reached);
  CHECK(run.ask({1, 2}, 0)->at == Time(0ms));
  const auto all = run.ask({1, 2}, 3);
  CHECK_FALSE(all->reached);
  CHECK(all->replies.size() == 2);
  CHECK(all->at == Time(20ms));
}

TEST_CASE("quorum: of calls with messages of their own, some of which have already ended") {
  QuorumRun run;
  Host& host = run.simulation.host(kN0);
  std::vector<std::size_t> order;
  Time end{};
  const auto asking = [&]() -> Task<void> {
    std::vector<RpcCall<Pong>> calls;
    for (const std::uint32_t node : {3U, 1U, 2U, 6U}) {
      calls.push_back(host.rpc(NodeId::node(node), Ping{node}, 200ms));
    }
    co_await host.sleep(15ms);
    const auto answers = co_await Quorum(std::move(calls), 2);
    for (const auto& answer : answers.replies) order.push_back(answer.call);
    end = host.now();
  };
  host.spawn(asking);
  run.simulation.run_until(Time(1s));
  CHECK(order == std::vector<std::size_t>{1, 2});
  CHECK(end == Time(20ms));
}

TEST_CASE("quorum: one that nobody awaits any more is forgotten with its calls") {
  QuorumRun run;
  Host& host = run.simulation.host(kN0);
  { const auto forgotten = host.quorum(nodes({1, 2}), Ping{1}, 2, 1s); }
  run.simulation.run_until(Time(1s));
  CHECK(host.failure() == nullptr);
}

TEST_CASE("rpc: a call that is moved gets its reply, or its timeout, where it now is") {
  QuorumRun run;
  Host& host = run.simulation.host(kN0);
  std::vector<Time> ends;
  const auto asking = [&]() -> Task<void> {
    std::vector<RpcCall<Pong>> calls;  // grows, and moves them
    for (const std::uint32_t node : {3U, 6U, 1U}) {
      calls.push_back(host.rpc(NodeId::node(node), Ping{1}, 100ms));
    }
    auto first = std::move(calls[0]);
    CHECK(co_await first);
    ends.push_back(host.now());
    CHECK(co_await calls[2]);
    ends.push_back(host.now());
    auto last = std::move(calls[1]);
    calls.clear();
    const auto reply = co_await last;
    CHECK(reply.error().code == ErrorCode::timeout);
    ends.push_back(host.now());
  };
  host.spawn(asking);
  run.simulation.run_until(Time(1s));
  CHECK(ends == std::vector<Time>{Time(30ms), Time(30ms), Time(100ms)});
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
