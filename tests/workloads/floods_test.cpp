// Node programs that misbehave: each ends in a verdict with evidence, never in a hang, a crash of
// the simulator or a wrong verdict. Here: floods.
#include <stdexcept>

#include "tests/workloads/bad_node.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using checkers::Validity;
using sim::Echo;
using sim::EchoOk;
using sim::Host;
using sim::NodeId;
using sim::Result;
using sim::Task;

struct Noise {
  static constexpr std::string_view type = "noise";
};
BOOST_DESCRIBE_STRUCT(Noise, (), ())

struct Ballast {
  static constexpr std::string_view type = "ballast";
  std::vector<std::int64_t> cargo;
};
BOOST_DESCRIBE_STRUCT(Ballast, (), (cargo))

// Sends itself a message for every message: virtual time stands still.
class FloodsItself final : public Echoing<FloodsItself> {
 public:
  explicit FloodsItself(Host& host) : Echoing(host) { on(&FloodsItself::noise); }
  void act() { send(id(), Noise{}); }

 private:
  void noise(const Noise& /*m*/) { send(id(), Noise{}); }
};

class Multiplies final : public Echoing<Multiplies> {
 public:
  explicit Multiplies(Host& host) : Echoing(host) { on(&Multiplies::noise); }
  void act() { send(id(), Noise{}); }

 private:
  void noise(const Noise& /*m*/) {
    for (const NodeId node : nodes()) send(node, Noise{});
  }
};

class NeverReturns final : public Echoing<NeverReturns> {
 public:
  using Echoing::Echoing;
  void act() {
    for (;;) send(*peers().begin(), Noise{});
  }
};

class CallsForEver final : public sim::Node {
 public:
  explicit CallsForEver(Host& host) : Node(host) { on(&CallsForEver::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    for (;;) co_await rpc(NodeId::node(77), m, 0ms);
  }
};

class Ticks final : public Echoing<Ticks> {
 public:
  explicit Ticks(Host& host) : Echoing(host) {
    every(1ns, [] {});
  }
  void act() {}
};

class SleepsBackwards final : public sim::Node {
 public:
  explicit SleepsBackwards(Host& host) : Node(host) { on(&SleepsBackwards::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m, NodeId from) {
    if (!from.is_client()) co_return EchoOk{m.echo};
    const auto before = now();
    co_await sleep(-5s);
    if (now() != before) throw std::logic_error("time has moved");
    const auto reply = co_await rpc(*peers().begin(), m, -1s);
    if (reply) throw std::logic_error("a reply in less than no time");
    co_return EchoOk{m.echo};
  }
};

class Hoards final : public Echoing<Hoards> {
 public:
  using Echoing::Echoing;
  void act() {
    for (const NodeId node : peers()) send(node, Ballast{std::vector<std::int64_t>(10'000, 1)});
  }
};

template <class Program>
workloads::Experiment flood(const sim::Limits& limits) {
  workloads::Options options = options_for("echo");
  options.run.limits = limits;
  options.run.network.latency.mean = 0ms;
  return experiment(options, bad_program<Program>());
}

TEST_CASE("a flood at zero latency ends at the bound on events, as unknown") {
  const auto done = flood<FloodsItself>({.events = 10'000});
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "it reached its bound of 10000 events"));
  CHECK(contains(evidence_of(done), "× noise"));
}

TEST_CASE("messages that multiply end at the bound on messages in flight") {
  const auto done = flood<Multiplies>({.in_flight = 1'000});
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "it reached its bound of 1000 messages in flight"));
  CHECK(contains(evidence_of(done), "× noise"));
}

TEST_CASE("a handler that never stops sending is stopped at a bound") {
  const auto done = flood<NeverReturns>({.in_flight = 5'000});
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "it reached its bound of 5000 messages in flight"));
  CHECK(figure(done, "failure-count") == 0);
}

TEST_CASE("a coroutine that never stops calling is stopped at a bound") {
  const auto done = flood<CallsForEver>({.events = 10'000});
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "it reached its bound of 10000 events"));
}

TEST_CASE("a timer that never rests is stopped at a bound") {
  const auto done = flood<Ticks>({.events = 10'000});
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "it reached its bound of 10000 events"));
}

TEST_CASE("negative durations are over at once") {
  const auto done = experiment<SleepsBackwards>("echo");
  CHECK(done.results.validity == Validity::valid);
}

TEST_CASE("messages too large to keep end at the bound on bodies") {
  workloads::Options options = options_for("echo");
  options.run.limits.body_bytes = 1'000'000;
  options.run.network.latency.mean = 1h;
  const auto done = experiment(options, bad_program<Hoards>());
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "it reached its bound of 1000000 bytes of message bodies"));
  CHECK(contains(evidence_of(done), "× ballast"));
}

}  // namespace TEST_FILE
