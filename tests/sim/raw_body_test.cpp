// Bodies whose type is known only at run time, among programs that know theirs.
#include <doctest/doctest.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <optional>
#include <string>

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
