#include "eddy/sim/program.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "eddy/sim/protocol/init.h"
#include "eddy/sim/simulation.h"
#include "eddy/sim/trace.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;
using test::Pong;

constexpr NodeId kClient = NodeId::client(0);
constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);

// Notes all that it gets, and speaks for itself, as a process would.
class Outsider final : public Program {
 public:
  Outsider(Host& host, std::vector<std::string>& got) : host_(host), got_(got) {}
  void receive(const Envelope& envelope) override {
    got_.push_back(fmt::format(
        "{} from {}{}", envelope.body->type().name, envelope.src,
        envelope.in_reply_to == 0 ? "" : fmt::format(" in reply to {}", envelope.in_reply_to)));
    if (envelope.body->type().name == "init")
      host_.reply({envelope.src, envelope.msg_id}, InitOk{});
  }

 private:
  Host& host_;
  std::vector<std::string>& got_;
};

TEST_CASE("program: it gets init, messages, and replies to nothing that its host asked") {
  Simulation simulation({.network = {.hop = 0ms}});
  simulation.add_clients(1);
  std::vector<std::string> got;
  simulation.add_nodes(1, [&](Host& host) { return std::make_unique<Outsider>(host, got); });
  Host& client = simulation.host(kClient);
  bool is_ready = false;
  const auto begin = [&]() -> Task<void> {
    const Init init{kN0, simulation.shared_nodes()};
    is_ready = (co_await client.rpc(kN0, init, 1s)).has_value();
    client.send(kN0, Note{"hello"});
    client.reply({kN0, 42}, Pong{1});  // a reply to a message that the program numbered itself
  };
  client.spawn(begin);
  simulation.run_until(Time(1s));
  CHECK(is_ready);
  CHECK(got ==
        std::vector<std::string>{"init from c0", "note from c0", "pong from c0 in reply to 42"});
}

TEST_CASE("program: any callable makes one, also of its own for each node and life") {
  Simulation simulation({.network = {.hop = 0ms}});
  std::vector<std::string> got;
  int made = 0;
  auto counter = std::make_shared<int>(0);
  simulation.add_nodes(2, [&got, &made, counter](Host& host) {
    made = ++*counter;
    return std::make_unique<Outsider>(host, got);
  });
  simulation.host(kN0).start_program();
  simulation.host(kN1).start_program();
  simulation.kill(kN0);
  simulation.restart(kN0);
  simulation.host(kN0).start_program();
  CHECK(made == 3);
}

// Draws as often as the ping says, then answers with one more draw.
class Drawer final : public Node {
 public:
  explicit Drawer(Host& host) : Node(host) { on(&Drawer::ping); }

 private:
  Result<Pong> ping(const Ping& ping) {
    for (std::int64_t i = 0; i < ping.number; ++i) random()();
    return Pong{random().between(0, 1'000'000'000)};
  }
};

struct Answer {
  Duration at;
  std::int64_t pings;  // draws before
};

std::vector<std::int64_t> draws(const std::vector<Answer>& asked, std::uint64_t seed = 1,
                                bool is_reborn = false) {
  Simulation simulation({.seed = seed});
  simulation.add_clients(1);
  test::start(simulation, 1, &make_node<Drawer>);
  if (is_reborn) {
    simulation.kill(kN0);
    simulation.restart(kN0);
    simulation.host(kN0).start_program();
  }
  Host& client = simulation.host(kClient);
  std::vector<std::int64_t> drawn;
  for (const Answer& one : asked) {
    simulation.at(Time(one.at), [&client, &drawn, one] {
      client.spawn([&client, &drawn, one]() -> Task<void> {
        const Ping ping{one.pings};
        const auto pong = co_await client.rpc(kN0, ping, 1s);
        drawn.push_back(pong ? pong->number : -1);
      });
    });
  }
  simulation.run_until(Time(10s));
  return drawn;
}

TEST_CASE("program: a draw depends on the event at hand, not on what others drew before") {
  const auto all = draws({{1s, 0}, {2s, 0}, {3s, 0}});
  CHECK(all.size() == 3);
  CHECK(all[0] != all[1]);
  CHECK(draws({{1s, 0}, {3s, 0}})[1] == all[2]);
  CHECK(draws({{1s, 0}, {2s, 7}, {3s, 0}})[2] == all[2]);
  // But on its number within the event, the seed and the incarnation.
  CHECK(draws({{1s, 1}})[0] != all[0]);
  CHECK(draws({{1s, 0}}, 2)[0] != all[0]);
  CHECK(draws({{1s, 0}}, 1, true)[0] != all[0]);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
