#include "eddy/sim/event.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/sim/trace.h"
#include "tests/sim/gossip.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;
using test::Pong;

Recording gossip(std::uint64_t seed, std::uint64_t* fingerprint = nullptr) {
  Simulation simulation(test::gossip_options(seed));
  Recorder recorder;
  simulation.observe(&recorder);
  test::run_gossip(simulation);
  if (fingerprint != nullptr) *fingerprint = simulation.fingerprint();
  return recorder.take();
}

TEST_CASE("event: the fingerprint is made of the hashes of all events but sendings") {
  std::uint64_t fingerprint = 0;
  const Recording events = gossip(3, &fingerprint);
  std::uint64_t made = mix(0, 3);
  for (const Event& event : events) {
    if (!event.is<Sent>()) made = mix(made, hash_of(event));
  }
  CHECK(made == fingerprint);
}

TEST_CASE("event: a recording outlives its run, bodies included") {
  const Recording events = gossip(3);
  std::size_t bodies = 0;
  for (const Event& event : events) {
    if (event.message() != nullptr && !to_text(event).empty()) ++bodies;
  }
  CHECK(bodies > 100);
  const Recording copy = events;
  CHECK_FALSE(first_difference(copy, gossip(3)));
}

TEST_CASE("event: a later event has a higher number, and a cause has a lower one") {
  EventNumber last = 0;
  std::set<EventNumber> all;
  for (const Event& event : gossip(5)) {
    CHECK(event.number > last);
    CHECK(event.cause < event.number);
    CHECK((event.cause == 0 || all.contains(event.cause)));
    last = event.number;
    all.insert(last);
  }
}

TEST_CASE("event: each arrival and loss is caused by its sending, of the same id") {
  std::map<EventNumber, const Message*> sent;
  const Recording events = gossip(7);
  std::size_t copies = 0;
  for (const Event& event : events) {
    const Message* message = event.message();
    if (message == nullptr) continue;
    if (event.is<Sent>()) {
      CHECK(message->id.sent == event.at);
      sent[event.number] = message;
      continue;
    }
    REQUIRE(sent.contains(event.cause));
    CHECK(sent[event.cause]->id == message->id);
    CHECK(sent[event.cause]->body->hash() == message->body->hash());
    if (const auto* delivered = event.get_if<Delivered>()) copies += delivered->is_copy ? 1 : 0;
  }
  CHECK(copies > 0);
}

TEST_CASE("event: no two messages of a run have one id, and no two timers") {
  std::set<MessageId> messages;
  std::set<TimerId> timers;
  for (const Event& event : gossip(9)) {
    if (event.is<Sent>()) CHECK(messages.insert(event.message()->id).second);
    if (const auto* fired = event.get_if<TimerFired>()) CHECK(timers.insert(fired->timer).second);
  }
  CHECK(messages.size() > 100);
  CHECK(timers.size() > 10);
}

// Asks another node, waits for a timer and then for a condition, and tells the client.
class Chain final : public Node {
 public:
  explicit Chain(Host& host) : Node(host) {
    on(&Chain::note);
    on(&Chain::ping);
  }

 private:
  Result<Pong> ping(const Ping& ping) { return Pong{ping.number}; }
  void note(const Note& /*note*/, NodeId from) { spawn(chain(from)); }
  Task<void> chain(NodeId from) {
    const Ping ping{1};
    co_await rpc(NodeId::node(1), ping, 1s);
    co_await sleep(10ms);
    after(5ms, [this, from] { ready_.insert(from); });
    co_await until([this, from] { return ready_.contains(from); }, 1s);
    send(from, Note{"done"});
  }
  std::set<NodeId> ready_;
};

TEST_CASE("event: the causal past of what a client gets leads back to its operation") {
  Simulation simulation({.seed = 1});
  Recorder recorder;
  simulation.add_clients(2);
  test::start(simulation, 2, &make_node<Chain>);
  simulation.observe(&recorder);
  const OperationId operation{Phase::load, 17, 0};
  for (std::uint32_t c : {0U, 1U}) {
    const OperationId id{Phase::load, operation.number + c, 0};
    simulation.at(Time(1ms), OperationDue{id}, [&simulation, id, c] {
      simulation.happen(OperationBegan{id, NodeId::client(c)}, [&simulation, c] {
        simulation.host(NodeId::client(c)).send(NodeId::node(0), Note{"go"});
      });
    });
  }
  simulation.run_until(Time(1s));
  std::map<EventNumber, const Event*> by_number;
  for (const Event& event : recorder.events()) by_number[event.number] = &event;
  std::size_t told = 0;
  for (const Event& event : recorder.events()) {
    if (!event.is<Delivered>() || !event.message()->dest.is_client()) continue;
    ++told;
    std::vector<std::string> past;
    for (const Event* at = &event; at != nullptr;
         at = at->cause == 0 ? nullptr : by_number.at(at->cause))
      past.emplace_back(name(at->what));
    const std::vector<std::string> expected{"delivered",       "sent",  // to the client
                                            "timer-fired",              // until
                                            "timer-fired",              // after
                                            "timer-fired",              // sleep
                                            "delivered",       "sent",  // the reply
                                            "delivered",       "sent",  // the request
                                            "delivered",       "sent",  // of the client
                                            "operation-began", "operation-due"};
    CHECK(past == expected);
  }
  CHECK(told == 2);
}

TEST_CASE("event: without one operation, all events that it did not cause are the same") {
  const auto run = [](bool with_second) {
    Simulation simulation({.seed = 4, .network = {.loss = Probability::percent(10)}});
    Recorder recorder;
    simulation.add_clients(3);
    test::start(simulation, 2, &make_node<Chain>);
    simulation.observe(&recorder);
    for (std::uint32_t c : {0U, 1U, 2U}) {
      if (c == 1 && !with_second) continue;
      const OperationId id{Phase::load, c, 0};
      simulation.at(Time(std::chrono::milliseconds(c + 1)), OperationDue{id}, [&simulation, c] {
        simulation.host(NodeId::client(c)).send(NodeId::node(0), Note{"go"});
      });
    }
    simulation.run_until(Time(1s));
    return recorder.take();
  };
  const Recording all = run(true);
  const Recording fewer = run(false);
  // Of a run, the hashes of what operation 1 did not cause.
  std::set<EventNumber> caused;
  std::vector<std::uint64_t> others;
  for (const Event& event : all) {
    const auto* due = event.get_if<OperationDue>();
    if ((due != nullptr && due->operation.number == 1) || caused.contains(event.cause)) {
      caused.insert(event.number);
    } else {
      others.push_back(hash_of(event));
    }
  }
  std::vector<std::uint64_t> left;
  for (const Event& event : fewer) left.push_back(hash_of(event));
  CHECK(caused.size() > 5);
  CHECK(others == left);
}

TEST_CASE("event: names of kinds are told apart") {
  std::set<std::string_view> names;
  const Happening all[] = {Sent{},         Delivered{},      Lost{},       TimerFired{},
                           OperationDue{}, OperationBegan{}, FaultBegan{}, FaultEnded{},
                           PhaseBegan{},   NodeFailed{},     NodeDown{},   NodeUp{},
                           NodePaused{},   NodeResumed{}};
  static_assert(std::size(all) == std::variant_size_v<Happening>);
  for (const Happening& what : all) names.insert(name(what));
  CHECK(names.size() == std::size(all));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
