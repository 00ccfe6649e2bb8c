#include "sim/trace.h"

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

Event delivery(BodyPool& pool) {
  Event event;
  event.kind = Event::Kind::deliver;
  event.at = Time(1'250'000us);
  event.src = NodeId::client(0);
  event.dest = NodeId::node(1);
  event.msg_id = 3;
  event.body = pool.make(Ping{7});
  return event;
}

TEST_CASE("trace: a message as text and as a line of JSON") {
  BodyPool pool;
  const Event event = delivery(pool);
  CHECK(to_text(event) == R"(1.250000000  c0 → n1  {"type":"ping","number":7,"msg_id":3})");
  CHECK(to_json_line(event) == R"({"time":1250000000,"event":"deliver","src":"c0","dest":"n1",)"
                               R"("body":{"type":"ping","number":7,"msg_id":3}})");
}

TEST_CASE("trace: a loss names its cause and a reply what it answers") {
  BodyPool pool;
  Event event = delivery(pool);
  event.kind = Event::Kind::lose;
  event.msg_id = 0;
  event.in_reply_to = 5;
  event.cause = LossCause::partition;
  CHECK(to_text(event) ==
        R"(1.250000000  c0 → n1  {"type":"ping","number":7,"in_reply_to":5}  lost: partition)");
  CHECK(to_json_line(event) ==
        R"({"time":1250000000,"event":"lose","src":"c0","dest":"n1",)"
        R"("body":{"type":"ping","number":7,"in_reply_to":5},"cause":"partition"})");
}

TEST_CASE("trace: timers and actions and crashes as text and as a line of JSON") {
  Event event;
  event.dest = NodeId::node(2);
  event.kind = Event::Kind::timer;
  CHECK(to_text(event) == "0.000000000  n2 timer");
  CHECK(to_json_line(event) == R"({"time":0,"event":"timer","dest":"n2"})");
  event.kind = Event::Kind::crash;
  event.text = "out of \"range\"";
  CHECK(to_text(event) == "0.000000000  n2 crash: out of \"range\"");
  CHECK(to_json_line(event) ==
        R"({"time":0,"event":"crash","dest":"n2","text":"out of \"range\""})");
  event.kind = Event::Kind::action;
  event.text = "heal";
  CHECK(to_text(event) == "0.000000000  heal");
  CHECK(to_json_line(event) == R"({"time":0,"event":"action","text":"heal"})");
}

TEST_CASE("trace: time is written in seconds with all nine decimals") {
  CHECK(to_string(Time(0ns)) == "0.000000000");
  CHECK(to_string(Time(1ns)) == "0.000000001");
  CHECK(to_string(Time(61s + 5ms)) == "61.005000000");
}

TEST_CASE("trace: two events are the same if everything of them is") {
  BodyPool pool;
  const Event event = delivery(pool);
  CHECK(same(event, delivery(pool)));
  const auto differs = [&](auto change) {
    Event changed = delivery(pool);
    change(changed);
    return !same(event, changed);
  };
  CHECK(differs([](Event& e) { e.kind = Event::Kind::send; }));
  CHECK(differs([](Event& e) { e.at += 1ns; }));
  CHECK(differs([](Event& e) { e.src = NodeId::node(0); }));
  CHECK(differs([](Event& e) { e.dest = NodeId::node(0); }));
  CHECK(differs([](Event& e) { e.msg_id = 4; }));
  CHECK(differs([](Event& e) { e.in_reply_to = 1; }));
  CHECK(differs([](Event& e) { e.cause = LossCause::loss; }));
  CHECK(differs([](Event& e) { e.text = "x"; }));
  CHECK(differs([](Event& e) { e.body = {}; }));
  CHECK(differs([&](Event& e) { e.body = pool.make(Ping{8}); }));
  CHECK(differs([&](Event& e) { e.body = pool.make(Note{"7"}); }));
}

TEST_CASE("trace: the first difference is found wherever it is") {
  BodyPool pool;
  const std::vector<Event> events(5, delivery(pool));
  CHECK_FALSE(first_difference(events, events));
  CHECK_FALSE(first_difference({}, {}));
  for (std::size_t i = 0; i < events.size(); ++i) {
    std::vector<Event> changed = events;
    changed[i].msg_id = 4;
    CHECK(first_difference(events, changed) == i);
    CHECK(first_difference(changed, events) == i);
  }
}

TEST_CASE("trace: of two recordings of which one is longer the end of the shorter differs") {
  BodyPool pool;
  const std::vector<Event> events(5, delivery(pool));
  const std::vector<Event> fewer(3, delivery(pool));
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
  Simulation simulation({.network = {.latency = {LatencyDistribution::constant, 10ms}}});
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
  simulation.at(Time(20ms), "cut", [] {});
  simulation.run_until(Time(1s));
  std::string text;
  for (const Event& event : recorder.events()) {
    text += std::string(name(event.kind)) + " " + to_text(event) + "\n";
  }
  recorder.clear();
  CHECK(text ==
        "send 0.000000000  c0 → n0  {\"type\":\"ping\",\"number\":7,\"msg_id\":1}\n"
        "deliver 0.000000000  c0 → n0  {\"type\":\"ping\",\"number\":7,\"msg_id\":1}\n"
        "send 0.000000000  n0 → c0  {\"type\":\"pong\",\"number\":7,\"in_reply_to\":1}\n"
        "deliver 0.000000000  n0 → c0  {\"type\":\"pong\",\"number\":7,\"in_reply_to\":1}\n"
        "timer 0.015000000  n0 timer\n"
        "send 0.015000000  n0 → n0  {\"type\":\"note\",\"text\":\"bye\"}\n"
        "action 0.020000000  cut\n"
        "deliver 0.025000000  n0 → n0  {\"type\":\"note\",\"text\":\"bye\"}\n");
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
    if (event.kind == Event::Kind::send) ++sent;
    if (event.kind == Event::Kind::deliver) ++received;
    if (event.kind == Event::Kind::lose) ++lost;
  }
  const Traffic::Count& servers = simulation.traffic().servers;
  CHECK(sent == servers.sent);
  CHECK(received == servers.received);
  std::size_t counted = 0;
  for (const std::uint64_t count : servers.lost) counted += count;
  CHECK(lost == counted);
  CHECK(servers.lost[static_cast<std::size_t>(LossCause::partition)] > 0);
  CHECK(servers.lost[static_cast<std::size_t>(LossCause::loss)] > 0);
  recorder.clear();
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
