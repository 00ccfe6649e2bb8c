#include "eddy/sim/rpc.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::OtherPing;
using test::Ping;
using test::Pong;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);
constexpr NodeId kClient = NodeId::client(0);
constexpr Duration kLatency = 10ms;

// A reply of the right name whose field is of another type.
struct OddPong {
  static constexpr std::string_view type = "pong";
  std::string number;
};
BOOST_DESCRIBE_STRUCT(OddPong, (), (number))

// Answers a ping in the way that its number asks for.
class Answerer final : public Node {
 public:
  explicit Answerer(Host& host) : Node(host) {
    on(&Answerer::ping);
    on(&Answerer::note);
  }
  int notes = 0;

 private:
  void ping(const Ping& ping, const Request& request) {
    switch (ping.number) {
      case 1:
        host().reply(request, Error{ErrorCode::temporarily_unavailable, "busy"});
        break;
      case 2:
        break;  // never
      case 3:
        after(100ms, [this, request] { host().reply(request, Pong{3}); });
        break;
      case 4:
        host().reply(request, Pong{4});
        host().reply(request, Pong{-4});
        break;
      case 5:
        host().reply(request, OddPong{"five"});
        break;
      case 6:
        host().reply(request, Note{"no pong"});
        break;
      case 7:
        host().reply(request, OtherPong{7});
        break;
      default:
        host().reply(request, Pong{ping.number});
        break;
    }
  }
  void note(const Note&) { ++notes; }

 public:
  // The right name and fields, of another program's making.
  struct OtherPong {
    static constexpr std::string_view type = "pong";
    boost::json::value number;
  };
};
BOOST_DESCRIBE_STRUCT(Answerer::OtherPong, (), (number))

struct Reply {
  std::optional<Result<Pong>> result;
  Time at;
};

struct AnswererRun {
  AnswererRun()
      : simulation(
            {.network = {.hop = 0ms, .latency = {LatencyDistribution::constant, kLatency}}}) {
    simulation.add_clients(1);
    test::start(simulation, 2, &make_node<Answerer>);
  }
  template <class M = Ping>
  Reply ask(NodeId from, NodeId to, M message, Duration timeout = 50ms) {
    Host& host = simulation.host(from);
    const Time begin = simulation.now();
    Reply reply;
    const auto call = [&]() -> Task<void> {
      reply.result = co_await host.rpc(to, message, timeout);
      reply.at = Time(simulation.now() - begin);
    };
    host.spawn(call);
    simulation.run_until(begin + 1s);
    return reply;
  }
  Simulation simulation;
};

TEST_CASE("rpc: a request between nodes takes one latency there and one back") {
  AnswererRun run;
  const Reply reply = run.ask(kN0, kN1, Ping{42});
  REQUIRE(reply.result);
  REQUIRE(*reply.result);
  CHECK((*reply.result)->number == 42);
  CHECK(reply.at == Time(2 * kLatency));
}

TEST_CASE("rpc: a client's request takes no time") {
  AnswererRun run;
  const Reply reply = run.ask(kClient, kN1, Ping{42});
  REQUIRE(*reply.result);
  CHECK(reply.at == Time(0ms));
}

TEST_CASE("rpc: an error reply is the result") {
  AnswererRun run;
  const Reply reply = run.ask(kN0, kN1, Ping{1});
  REQUIRE_FALSE(*reply.result);
  CHECK(reply.result->error().code == ErrorCode::temporarily_unavailable);
  CHECK(reply.result->error().text == "busy");
}

TEST_CASE("rpc: no reply in time is a timeout at that time") {
  AnswererRun run;
  const Reply reply = run.ask(kN0, kN1, Ping{2}, 70ms);
  REQUIRE_FALSE(*reply.result);
  CHECK(reply.result->error().code == ErrorCode::timeout);
  CHECK(reply.at == Time(70ms));
}

TEST_CASE("rpc: a timeout beyond the end of time is none") {
  AnswererRun run;
  run.ask(kN0, kN1, Ping{0});  // so that the time is not nought
  const Reply reply = run.ask(kN0, kN1, Ping{3}, Duration::max());
  REQUIRE(reply.result);
  REQUIRE(*reply.result);
  CHECK(reply.at == Time(100ms + 2 * kLatency));
}

TEST_CASE("rpc: a node that does not exist is reported at once") {
  AnswererRun run;
  for (const NodeId nobody : {NodeId::node(99), NodeId::client(99), NodeId::service(0)}) {
    const Reply reply = run.ask(kN0, nobody, Ping{0});
    REQUIRE_FALSE(*reply.result);
    CHECK(reply.result->error().code == ErrorCode::node_not_found);
    CHECK(reply.at == Time(0ms));
  }
}

TEST_CASE("rpc: a late reply is ignored and not taken for that of the next request") {
  AnswererRun run;
  const Reply late = run.ask(kN0, kN1, Ping{3});
  CHECK(late.result->error().code == ErrorCode::timeout);
  const Reply next = run.ask(kN0, kN1, Ping{42});
  CHECK((*next.result)->number == 42);
}

TEST_CASE("rpc: of two replies the first counts") {
  AnswererRun run;
  CHECK((*run.ask(kN0, kN1, Ping{4}).result)->number == 4);
  CHECK((*run.ask(kN0, kN1, Ping{42}).result)->number == 42);
}

TEST_CASE("rpc: a reply that makes no sense says nothing about the request") {
  AnswererRun run;
  const Reply odd = run.ask(kN0, kN1, Ping{5});
  REQUIRE_FALSE(*odd.result);
  CHECK_FALSE(is_definite(odd.result->error().code));
  CHECK(odd.result->error().text.find("number") != std::string::npos);
  const Reply other = run.ask(kN0, kN1, Ping{6});
  REQUIRE_FALSE(*other.result);
  CHECK_FALSE(is_definite(other.result->error().code));
  CHECK(other.result->error().text == "expected a reply of type pong, got note");
}

TEST_CASE("rpc: a reply of the right name and fields will do whoever defined it") {
  AnswererRun run;
  CHECK((*run.ask(kN0, kN1, Ping{7}).result)->number == 7);
}

TEST_CASE("rpc: a request that no handler takes is not supported") {
  Simulation simulation({.network = {.hop = 0ms}});
  simulation.add_clients(1);
  test::start(simulation, 1, &make_node<test::Idle>);
  Host& client = simulation.host(kClient);
  std::optional<Result<Pong>> got;
  const auto call = [&]() -> Task<void> {
    const Ping ping{1};
    got = co_await client.rpc(kN0, ping, 1s);
  };
  client.spawn(call);
  simulation.run_until(Time(1s));
  REQUIRE_FALSE(*got);
  CHECK(got->error().code == ErrorCode::not_supported);
  CHECK(got->error().text == "no handler for messages of type ping");
}

TEST_CASE("rpc: a request whose fields do not fit is malformed and the text names the field") {
  AnswererRun run;
  const Reply reply = run.ask(kClient, kN0, OtherPing{"one"});
  REQUIRE_FALSE(*reply.result);
  CHECK(reply.result->error().code == ErrorCode::malformed_request);
  CHECK(reply.result->error().text.find("field \"number\"") != std::string::npos);
  CHECK((*run.ask(kClient, kN0, OtherPing{42}).result)->number == 42);
}

TEST_CASE("rpc: two requests run at once and each gets its own reply") {
  AnswererRun run;
  Host& host = run.simulation.host(kN0);
  std::vector<std::int64_t> got;
  const auto both = [&]() -> Task<void> {
    const Ping slow{3};
    const Ping quick{42};
    auto first = host.rpc(kN1, slow, 1s);
    auto second = host.rpc(kN1, quick, 1s);
    const auto a = co_await first;
    const auto b = co_await second;
    got = {a->number, b->number};
    CHECK(host.now() == Time(100ms + 2 * kLatency));
  };
  host.spawn(both);
  run.simulation.run_until(Time(1s));
  CHECK(got == std::vector<std::int64_t>{3, 42});
}

TEST_CASE("rpc: a call that nobody awaits is dropped and its reply too") {
  AnswererRun run;
  Host& host = run.simulation.host(kN0);
  {
    const Ping ping{42};
    const auto call = host.rpc(kN1, ping, 1s);
  }
  run.simulation.run_until(Time(10s));
  CHECK(host.failure() == nullptr);
  CHECK((*run.ask(kN0, kN1, Ping{43}).result)->number == 43);
}

TEST_CASE("rpc: a thousand calls in any order of timeout and reply each end once") {
  AnswererRun run;
  Host& host = run.simulation.host(kN0);
  Random random(1, Purpose::test, 0);
  int replies = 0;
  int timeouts = 0;
  const auto call = [&](std::int64_t number, Duration pause, Duration timeout) -> Task<void> {
    co_await host.sleep(pause);
    const Ping ping{number};
    const auto got = co_await host.rpc(kN1, ping, timeout);
    if (got) {
      ++replies;
      CHECK(got->number == number);
    } else {
      ++timeouts;
      CHECK(got.error().code == ErrorCode::timeout);
    }
  };
  for (int i = 0; i < 1'000; ++i) {
    const bool silent = random.below(3) == 0;
    const std::int64_t number = silent ? 2 : random.between(10, 1'000'000);
    const Duration pause = random.uniform(200ms);
    const Duration timeout = random.uniform(30ms);
    host.spawn([&call, number, pause, timeout] { return call(number, pause, timeout); });
  }
  run.simulation.run_until(Time(10s));
  CHECK(replies + timeouts == 1'000);
  CHECK(replies > 200);
  CHECK(timeouts > 300);
}

TEST_CASE("rpc: a shared body serves many requests") {
  AnswererRun run;
  Host& host = run.simulation.host(kN0);
  const BodyPtr body = host.share(Ping{42});
  int replies = 0;
  const auto call = [&]() -> Task<void> {
    const auto got = co_await host.rpc_shared<Ping>(kN1, body, 1s);
    if (got && got->number == 42) ++replies;
  };
  for (int i = 0; i < 10; ++i) host.spawn(call);
  run.simulation.run_until(Time(1s));
  CHECK(replies == 10);
}

TEST_CASE("rpc: replies to one-way messages go nowhere") {
  AnswererRun run;
  run.simulation.host(kN0).send(kN1, Ping{42});
  run.simulation.host(kN0).send(kN1, Note{"hello"});
  run.simulation.run_until(Time(1s));
  CHECK(run.simulation.traffic().servers.sent == 2);
  CHECK(test::program<Answerer>(run.simulation, 1).notes == 1);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
