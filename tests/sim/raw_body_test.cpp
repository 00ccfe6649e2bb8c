// Bodies whose type is known only at run time, among programs that know theirs.
#include <doctest/doctest.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/raw_body.h"
#include "eddy/sim/trace.h"
#include "eddy/sim/wire_id.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;
using test::Pong;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kClient = NodeId::client(0);

enum class Manner : std::uint8_t { typed, raw };

// Answers 7 with an error, and every other number with itself.
template <Manner kManner>
class Answerer final : public Node {
 public:
  explicit Answerer(Host& host) : Node(host) {
    on(&Answerer::ping);
    on(&Answerer::note);
  }
  std::string noted;

 private:
  void ping(const Ping& ping, const Request& request) {
    const bool is_refused = ping.number == 7;
    if constexpr (kManner == Manner::typed) {
      if (is_refused) {
        host().reply(request, Error{ErrorCode::abort, "seven"});
      } else {
        host().reply(request, Pong{ping.number});
      }
    } else {
      host().reply(request, is_refused ? host().raw("error", {{"text", "seven"}, {"code", 14}})
                                       : host().raw("pong", {{"number", ping.number}}));
    }
  }
  void note(const Note& note) { noted += note.text; }
};

struct Outcome {
  std::optional<Result<Pong>> answer;
  std::string noted;
  std::uint64_t fingerprint = 0;
};

// A client notes something at a node, and asks it something.
template <Manner kClients, Manner kNodes>
Outcome run(std::int64_t number) {
  Simulation simulation({});
  simulation.add_clients(1);
  test::start(simulation, 1, &make_node<Answerer<kNodes>>);
  Host& client = simulation.host(kClient);
  Outcome outcome;
  const auto ask = [&]() -> Task<void> {
    BodyPtr note;
    BodyPtr ping;
    if constexpr (kClients == Manner::typed) {
      note = client.share(Note{"x"});
      ping = client.share(Ping{number});
    } else {
      note = client.raw("note", {{"text", "x"}});
      ping = client.raw("ping", {{"number", number}});
    }
    client.send(kN0, note);
    auto call = client.rpc_shared<Ping>(kN0, ping, 1s);
    outcome.answer = co_await call;
  };
  client.spawn(ask);
  simulation.run_until(Time(2s));
  outcome.noted = test::program<Answerer<kNodes>>(simulation, 0).noted;
  outcome.fingerprint = simulation.fingerprint();
  return outcome;
}

TEST_CASE("raw bodies: a raw request reaches a typed handler, a raw reply a typed caller") {
  const Outcome outcome = run<Manner::raw, Manner::raw>(3);
  REQUIRE(outcome.answer);
  REQUIRE(*outcome.answer);
  CHECK((*outcome.answer)->number == 3);
  CHECK(outcome.noted == "x");
}

TEST_CASE("raw bodies: a raw error is the error that it says") {
  const Outcome outcome = run<Manner::typed, Manner::raw>(7);
  REQUIRE(outcome.answer);
  REQUIRE_FALSE(*outcome.answer);
  CHECK(outcome.answer->error().code == ErrorCode::abort);
  CHECK(outcome.answer->error().text == "seven");
  CHECK_FALSE(outcome.answer->error().is_misfit);
}

TEST_CASE("raw bodies: a run has one fingerprint whether its messages are typed or raw") {
  for (const std::int64_t number : {3, 7}) {
    const std::uint64_t typed = run<Manner::typed, Manner::typed>(number).fingerprint;
    CHECK(run<Manner::raw, Manner::typed>(number).fingerprint == typed);
    CHECK(run<Manner::typed, Manner::raw>(number).fingerprint == typed);
    CHECK(run<Manner::raw, Manner::raw>(number).fingerprint == typed);
  }
}

TEST_CASE("raw bodies: a request that does not fit is malformed, one that nobody knows refused") {
  Simulation simulation({});
  simulation.add_clients(1);
  test::start(simulation, 1, &make_node<Answerer<Manner::typed>>);
  Host& client = simulation.host(kClient);
  std::string answers;
  const auto ask = [&]() -> Task<void> {
    const BodyPtr odd = client.raw("ping", {{"number", "three"}});
    const BodyPtr unknown = client.raw("pinch", {{"number", 3}});
    auto first = client.rpc_shared<Ping>(kN0, odd, 1s);
    auto second = client.rpc_shared<Ping>(kN0, unknown, 1s);
    const auto malformed = co_await first;
    const auto refused = co_await second;
    answers = malformed.error().text + "; " + refused.error().text;
  };
  client.spawn(ask);
  simulation.run_until(Time(2s));
  CHECK(answers ==
        "ping: field \"number\": expected an integer, got a string \"three\"; "
        "no handler for messages of type pinch");
}

// Passes all that it is told on to n1, as if it were said by who told it.
class Forwarder final : public Program {
 public:
  explicit Forwarder(Host& host) : host_(host) {}
  void receive(const Envelope& envelope) override {
    RawBody body{.claimed_sender = envelope.src};
    envelope.body->type().to_json(envelope.body->value(), body.fields);
    host_.send(Outgoing{NodeId::node(1), envelope.msg_id, envelope.in_reply_to,
                        host_.written(envelope.body->type().name, std::move(body))});
  }

 private:
  Host& host_;
};

// Knows from whom its last note was.
class Witness final : public Node {
 public:
  explicit Witness(Host& host) : Node(host) {
    on(&Witness::note);
    on(&Witness::ping);
  }
  std::optional<NodeId> noted;

 private:
  void note(const Note& /*note*/, NodeId from) { noted = from; }
  Result<Pong> ping(const Ping& ping) { return Pong{ping.number}; }
};

// A client asks n0, which passes it on to n1.
struct Forwarded {
  Forwarded() {
    simulation.add_clients(1);
    test::start(simulation, 1, &make_node<Forwarder>);
    simulation.add_nodes(1, &make_node<Witness>);
    simulation.host(NodeId::node(1)).start_program();
    simulation.observe(&recorder);
  }
  Simulation simulation{{}};
  Recorder recorder;
};

TEST_CASE("raw bodies: a claimed sender is who a handler sees, and who gets its answer") {
  Forwarded run;
  Host& client = run.simulation.host(kClient);
  std::vector<std::string> answers;
  const auto ask = [&]() -> Task<void> {
    const Ping ping{5};
    const auto pong = co_await client.rpc(kN0, ping, 1s);
    answers.push_back(pong ? "pong" : pong.error().text);
    const BodyPtr odd = client.raw("ping", {{"number", "three"}});
    auto call = client.rpc_shared<Ping>(kN0, odd, 1s);
    const auto malformed = co_await call;
    answers.push_back(malformed.error().text);
    const BodyPtr unknown = client.raw("pinch", {});
    auto other = client.rpc_shared<Ping>(kN0, unknown, 1s);
    const auto refused = co_await other;
    answers.push_back(refused.error().text);
  };
  client.spawn(ask);
  client.send(kN0, Note{"x"});
  run.simulation.run_until(Time(2s));
  CHECK(answers == std::vector<std::string>{
                       "pong",
                       "ping: field \"number\": expected an integer, got a string \"three\"",
                       "no handler for messages of type pinch"});
  CHECK(static_cast<Witness&>(*run.simulation.host(NodeId::node(1)).program()).noted == kClient);
}

TEST_CASE("raw bodies: the link is that of who sent it, and a trace tells both") {
  Forwarded run;
  run.simulation.host(kClient).send(kN0, Note{"x"});
  run.simulation.run_until(Time(1s));
  const Event& arrived = run.recorder.events().back();
  REQUIRE(arrived.is<Delivered>());
  CHECK(arrived.message()->id.sender == kN0);
  CHECK(claimed_sender(*arrived.message()) == kClient);
  CHECK(to_text(arrived.what) == R"(n0 (as c0) → n1  {"type":"note","text":"x"})");
}

TEST_CASE("raw bodies: who is claimed as the sender is a part of the hash") {
  BodyPool pool;
  const auto hash = [&](std::optional<NodeId> claimed) {
    return pool.written("odd", {.fields = {{"a", 1}}, .claimed_sender = claimed})->hash();
  };
  CHECK(hash(std::nullopt) == pool.raw("odd", {{"a", 1}})->hash());
  CHECK(hash(kN0) != hash(std::nullopt));
  CHECK(hash(kN0) != hash(kClient));
}

TEST_CASE("raw bodies: the text that somebody wrote is kept, and counts as bytes that live") {
  BodyPool pool;
  const std::string text(1000, ' ');
  const BodyPtr body = pool.written("odd", {.text = text});
  REQUIRE(body->if_raw() != nullptr);
  CHECK(body->if_raw()->text == text);
  CHECK(pool.live_bytes() > 1000);
  CHECK(body->hash() == pool.raw("odd", {})->hash());
  CHECK(pool.make(Ping{1})->if_raw() == nullptr);
}

TEST_CASE(
    "raw bodies: what answers an id of 0 is no reply to a node of ours, which asks under none") {
  Simulation simulation({});
  test::start(simulation, 2, &make_node<Witness>);
  Host& n1 = simulation.host(NodeId::node(1));
  n1.send(Outgoing{kN0, 0, kZeroId, n1.raw("note", {{"text", "x"}})});
  n1.send(Outgoing{kN0, 0, 4, n1.raw("ping", {{"number", 1}})});
  simulation.run_until(Time(1s));
  CHECK(test::program<Witness>(simulation, 0).noted == NodeId::node(1));
  CHECK(simulation.traffic().servers.sent == 2);
}

TEST_CASE("raw bodies: the fields come back as they came, whoever shares or outlives them") {
  BodyPool pool;
  {
    const BodyPtr body = pool.raw("odd", {{"z", nullptr}, {"a", {1, 2.5, "x"}}});
    CHECK(boost::json::serialize(to_json(*body)) == R"({"type":"odd","z":null,"a":[1,2.5E0,"x"]})");
    const BodyPtr other = pool.raw(std::string("odd"), {});
    CHECK(&other->type() == &body->type());
    CHECK(body->get_if<Ping>() == nullptr);
    CHECK(pool.live_bytes() > 2 * sizeof(Body));
  }
  CHECK(pool.live_bytes() == 0);
  CHECK(pool.raw("odd", {})->type().name == "odd");
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
