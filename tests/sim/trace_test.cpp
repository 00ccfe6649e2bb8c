#include "eddy/sim/trace.h"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "tests/sim/gossip.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;

Message ping_from_client(BodyPool& pool, std::int64_t number = 7) {
  return {{NodeId::client(0), 1, Time(1s), 4}, NodeId::node(1), 3, 0, pool.make(Ping{number})};
}

Event delivery(BodyPool& pool) {
  return {12, 7, Time(1'250'000us), Delivered{ping_from_client(pool)}};
}

TEST_CASE("trace: a message as text") {
  BodyPool pool;
  const Event event = delivery(pool);
  CHECK(to_text(event) == R"(1.250000000  c0 → n1  {"type":"ping","number":7,"msg_id":3})");
}

TEST_CASE("trace: a loss names its cause and a reply what it answers") {
  BodyPool pool;
  Message message = ping_from_client(pool);
  message.msg_id = 0;
  message.in_reply_to = 5;
  const Event event{13, 7, Time(1'250'000us), Lost{message, true, LossCause::partition}};
  CHECK(to_text(event) ==
        R"(1.250000000  c0 → n1  {"type":"ping","number":7,"in_reply_to":5}  lost: partition)");
}

TEST_CASE("trace: every other event as text") {
  const auto text = [](Happening what) { return to_text(what); };
  const NodeId n2 = NodeId::node(2);
  CHECK(text(TimerFired{{n2, 0, Time(5s), 1}}) == "n2 timer");
  CHECK(text(OperationDue{{Phase::load, 17, 0}}) == "operation 17 is due");
  CHECK(text(OperationBegan{{Phase::load, 17, 1}, NodeId::client(3)}) ==
        "c3 invokes operation 17, its follow-up");
  CHECK(text(OperationBegan{{Phase::last, 0, 2}, NodeId::client(3)}) ==
        "c3 invokes final operation 0, once more (2)");
  CHECK(text(FaultBegan{FaultId{4}, Loss{Probability::percent(25)}}) == "start loss 25 %");
  CHECK(text(FaultEnded{FaultId{4}, Slowness{310ms}}) == "stop slow +310 ms");
  CHECK(text(PhaseBegan{Phase::recovery}) == "phase recovery");
  CHECK(text(NodeFailed{n2, 0, "out of \"range\""}) == "n2 failed: out of \"range\"");
  CHECK(text(NodeDown{n2, 0}) == "n2 is down");
  CHECK(text(NodeUp{n2, 1}) == "n2 is back, as incarnation 1");
  CHECK(text(NodePaused{n2}) == "n2 is paused");
  CHECK(text(NodeResumed{n2}) == "n2 is resumed");
}

TEST_CASE("trace: time is written in seconds with all nine decimals") {
  CHECK(to_string(Time(0ns)) == "0.000000000");
  CHECK(to_string(Time(1ns)) == "0.000000001");
  CHECK(to_string(Time(61s + 5ms)) == "61.005000000");
}

TEST_CASE("trace: two events are the same if kind, ids, time and body are") {
  BodyPool pool;
  const auto differs = [&](auto change) {
    Event changed = delivery(pool);
    change(changed, std::get<Delivered>(changed.what));
    return !same(delivery(pool), changed);
  };
  CHECK(differs([](Event& e, Delivered&) { e.at += 1ns; }));
  CHECK(differs([](Event&, Delivered& d) { d.message.id.sender = NodeId::node(0); }));
  CHECK(differs([](Event&, Delivered& d) { d.message.id.incarnation = 0; }));
  CHECK(differs([](Event&, Delivered& d) { d.message.id.sent += 1ns; }));
  CHECK(differs([](Event&, Delivered& d) { d.message.id.number = 5; }));
  CHECK(differs([](Event&, Delivered& d) { d.message.dest = NodeId::node(0); }));
  CHECK(differs([](Event&, Delivered& d) { d.is_copy = true; }));
  CHECK(differs([](Event&, Delivered& d) { d.message.body = {}; }));
  CHECK(differs([&](Event&, Delivered& d) { d.message.body = pool.make(Ping{8}); }));
  CHECK(differs([&](Event&, Delivered& d) { d.message.body = pool.make(Note{"7"}); }));
  CHECK(differs([](Event& e, Delivered& d) { e.what = Sent{d.message}; }));
  CHECK(differs([](Event& e, Delivered& d) { e.what = Lost{d.message}; }));
  // What counts what else happened before is no part of an event's identity.
  CHECK_FALSE(differs([](Event& e, Delivered&) { e.number = e.cause = 99; }));
  CHECK_FALSE(differs([](Event&, Delivered& d) { d.message.msg_id = 4; }));
}

TEST_CASE("trace: a sentence is no part of an event's identity") {
  const NodeId node = NodeId::node(2);
  const Event failed{1, 0, Time(1s), NodeFailed{node, 0, "out of range"}};
  CHECK(same(failed, {1, 0, Time(1s), NodeFailed{node, 0, "beyond the end"}}));
  CHECK_FALSE(same(failed, {1, 0, Time(1s), NodeFailed{node, 1, "out of range"}}));
  CHECK_FALSE(same(failed, {1, 0, Time(1s), NodeDown{node, 0}}));
}

TEST_CASE("trace: the first difference is found wherever it is") {
  BodyPool pool;
  const Recording events(5, delivery(pool));
  CHECK_FALSE(first_difference(events, events));
  CHECK_FALSE(first_difference({}, {}));
  for (std::size_t i = 0; i < events.size(); ++i) {
    Recording changed = events;
    changed[i].at += 1ns;
    CHECK(first_difference(events, changed) == i);
    CHECK(first_difference(changed, events) == i);
  }
}

TEST_CASE("trace: of two recordings of which one is longer the end of the shorter differs") {
  BodyPool pool;
  const Recording events(5, delivery(pool));
  const Recording fewer(3, delivery(pool));
  CHECK(first_difference(events, fewer) == 3);
  CHECK(first_difference(fewer, events) == 3);
}

TEST_CASE("trace: what each node did and when can be read off a recording") {
  class Echo final : public Node {
   public:
    explicit Echo(Host& host) : Node(host) {
      on(&Echo::ping);
      after(15ms, [this] { send(NodeId::node(0), Note{"bye"}); });
    }

   private:
    Result<test::Pong> ping(const Ping& ping) { return test::Pong{ping.number}; }
  };
  Simulation simulation(
      {.network = {.hop = 0ms, .latency = {LatencyDistribution::constant, 10ms}}});
  Recorder recorder;
  simulation.add_clients(1);
  simulation.observe(&recorder);
  test::start(simulation, 1, &make_node<Echo>);
  Host& client = simulation.host(NodeId::client(0));
  const auto ask = [&]() -> Task<void> {
    const Ping ping{7};
    co_await client.rpc(NodeId::node(0), ping, 1s);
  };
  client.spawn(ask);
  simulation.at(Time(20ms), PhaseBegan{Phase::last}, [] {});
  simulation.run_until(Time(1s));
  std::string text;
  for (const Event& event : recorder.events()) {
    text += std::string(name(event.what)) + " " + to_text(event) + "\n";
  }
  CHECK(text ==
        "sent 0.000000000  c0 → n0  {\"type\":\"ping\",\"number\":7,\"msg_id\":1}  sent\n"
        "delivered 0.000000000  c0 → n0  {\"type\":\"ping\",\"number\":7,\"msg_id\":1}\n"
        "sent 0.000000000  n0 → c0  {\"type\":\"pong\",\"number\":7,\"in_reply_to\":1}  sent\n"
        "delivered 0.000000000  n0 → c0  {\"type\":\"pong\",\"number\":7,\"in_reply_to\":1}\n"
        "timer-fired 0.015000000  n0 timer\n"
        "sent 0.015000000  n0 → n0  {\"type\":\"note\",\"text\":\"bye\"}  sent\n"
        "phase-began 0.020000000  phase last\n"
        "delivered 0.025000000  n0 → n0  {\"type\":\"note\",\"text\":\"bye\"}\n");
}

TEST_CASE("trace: time never goes back and every delivery and loss was sent before") {
  Simulation simulation(test::gossip_options(5));
  Recorder recorder;
  simulation.observe(&recorder);
  test::run_gossip(simulation);
  Time last{};
  std::size_t sent = 0;
  std::size_t received = 0;
  std::size_t lost = 0;
  for (const Event& event : recorder.events()) {
    CHECK(event.at >= last);
    last = event.at;
    if (event.is<Sent>()) ++sent;
    if (event.is<Delivered>()) ++received;
    if (event.is<Lost>()) ++lost;
  }
  const Traffic::Count& servers = simulation.traffic().servers;
  CHECK(sent == servers.sent);
  CHECK(received == servers.received);
  std::size_t counted = 0;
  for (const std::uint64_t count : servers.lost) counted += count;
  CHECK(lost == counted);
  CHECK(servers.lost[static_cast<std::size_t>(LossCause::partition)] > 0);
  CHECK(servers.lost[static_cast<std::size_t>(LossCause::loss)] > 0);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
