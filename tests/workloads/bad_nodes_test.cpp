// Node programs that misbehave: each ends in a verdict with evidence, never in a hang, a crash of
// the simulator or a wrong verdict. Here: exceptions, and messages that go astray.
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

class ThrowsInConstructor final : public sim::Node {
 public:
  explicit ThrowsInConstructor(Host& host) : Node(host) {
    if (id() == NodeId::node(1)) throw std::runtime_error("no licence");
  }
};

class ThrowsInHandler final : public Echoing<ThrowsInHandler> {
 public:
  using Echoing::Echoing;
  void act() const {
    if (id() == NodeId::node(2) && now() > sim::Time(5s)) throw std::logic_error("out of luck");
  }
};

class ThrowsSomething final : public Echoing<ThrowsSomething> {
 public:
  using Echoing::Echoing;
  [[noreturn]] void act() const { throw 42; }
};

class ThrowsInCoroutine final : public sim::Node {
 public:
  explicit ThrowsInCoroutine(Host& host) : Node(host) { on(&ThrowsInCoroutine::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    co_await sleep(10ms);
    if (id() == NodeId::node(0)) throw std::runtime_error("tired");
    co_return EchoOk{m.echo};
  }
};

class ThrowsInTimer final : public Echoing<ThrowsInTimer> {
 public:
  explicit ThrowsInTimer(Host& host) : Echoing(host) {
    after(3s, [] { throw std::runtime_error("time is up"); });
  }
  void act() {}
};

// As a process that writes what cannot be read: the line is another one each time.
class ThrowsWithLine final : public Echoing<ThrowsWithLine> {
 public:
  explicit ThrowsWithLine(Host& host) : Echoing(host) {
    after(1s, [this] { throw std::runtime_error("sent rubbish: {" + id().name() + "}"); });
  }
  void act() {}
};

class AsksForNoPeriod final : public Echoing<AsksForNoPeriod> {
 public:
  explicit AsksForNoPeriod(Host& host) : Echoing(host) {
    every(0ms, [] {});
  }
  void act() {}
};

class AwaitsThrower final : public sim::Node {
 public:
  explicit AwaitsThrower(Host& host) : Node(host) { on(&AwaitsThrower::echo); }

 private:
  Task<void> fail() {
    co_await sleep(1ms);
    throw std::runtime_error("from below");
  }
  Task<Result<EchoOk>> echo(const Echo& m) {
    auto task = fail();
    co_await task;
    co_return EchoOk{m.echo};
  }
};

TEST_CASE("a node that throws in its constructor: the run does not get under way") {
  const auto done = experiment<ThrowsInConstructor>("echo");
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done),
                 "n1 failed at 0.000 s: no licence; in hand: init (msg_id 2) from c0: {"));
  CHECK(contains(evidence_of(done), "n1 failed before it was ready\n"));
  CHECK_FALSE(contains(evidence_of(done), "n0 failed"));
  CHECK_FALSE(contains(evidence_of(done), "n0 did not"));
  CHECK(done.run.history.ops.empty());
}

TEST_CASE("a node that throws in a handler has crashed, and the run goes on without it") {
  auto options = options_for("echo");
  options.run.time_limit = 30s;
  const auto done = experiment(options, bad_program<ThrowsInHandler>());
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done), "n2 failed at "));
  CHECK(contains(evidence_of(done), ": out of luck; in hand: echo (msg_id "));
  CHECK(figure(done, "failure-count") == 1);
  CHECK(figure(done, "ops.info") > 0);
  CHECK(figure(done, "ops.ok") > figure(done, "ops.info"));
  CHECK(figure(done, "lost.failed") > 0);
}

TEST_CASE("a crash makes a run invalid even if no client is worse off") {
  const auto done = experiment<ThrowsInTimer>("unique-ids");
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done),
                 "n0 failed at 3.000 s: time is up; in hand: a timer; so did n1 at 3.000 s and n2 "
                 "at 3.000 s\n"));
  CHECK(figure(done, "failure-count") == 3);
}

TEST_CASE("what nodes have written tells no two kinds of failures apart") {
  CHECK(contains(
      evidence_of(experiment<ThrowsWithLine>("unique-ids")),
      "n0 failed at 1.000 s: sent rubbish: {n0}; in hand: a timer; so did n1 at 1.000 s and "
      "n2 at 1.000 s\n"));
}

TEST_CASE("a node that throws what is no exception has crashed all the same") {
  const auto done = experiment<ThrowsSomething>("echo");
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done), "an exception of unknown type"));
}

TEST_CASE("a node that throws in a coroutine, or in one that it awaits, has crashed") {
  const auto done = experiment<ThrowsInCoroutine>("echo");
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done), ": tired; in hand: a timer\n"));
  CHECK(figure(done, "failure-count") == 1);
  CHECK(contains(evidence_of(experiment<AwaitsThrower>("echo")),
                 ": from below; in hand: a timer; so did n"));
}

TEST_CASE("a period of nothing is refused as a crash, not a hang") {
  const auto done = experiment<AsksForNoPeriod>("echo");
  CHECK(done.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(done), "the period must be positive"));
}

class SendsNowhere final : public sim::Node {
 public:
  explicit SendsNowhere(Host& host) : Node(host) { on(&SendsNowhere::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    host().send(NodeId::node(99), m);
    host().send(NodeId::client(99), m);
    const auto before = now();
    const auto reply = co_await rpc(NodeId::node(99), m, 1s);
    const bool told_at_once = now() == before;
    const bool not_found = !reply && reply.error().code == sim::ErrorCode::node_not_found;
    if (!told_at_once || !not_found) throw std::logic_error("expected node-not-found at once");
    co_return EchoOk{m.echo};
  }
};

class RepliesTwice final : public sim::Node {
 public:
  explicit RepliesTwice(Host& host) : Node(host) { on(&RepliesTwice::echo); }

 private:
  void echo(const Echo& m, const sim::Request& request) {
    host().reply(request, EchoOk{m.echo});
    host().reply(request, EchoOk{"again"});
    after(100ms, [this, request] { host().reply(request, EchoOk{"and again"}); });
  }
};

class RepliesToOthers final : public sim::Node {
 public:
  explicit RepliesToOthers(Host& host) : Node(host) { on(&RepliesToOthers::echo); }

 private:
  Result<EchoOk> echo(const Echo& m, const sim::Request& request) {
    for (const std::uint64_t id :
         {request.msg_id - 1, request.msg_id + 1, std::uint64_t{1} << 60U}) {
      host().reply(sim::Request{request.from, id}, EchoOk{"not yours"});
    }
    for (const NodeId peer : peers()) host().reply(sim::Request{peer, 1}, EchoOk{"nor yours"});
    return EchoOk{m.echo};
  }
};

class TalksToItself final : public sim::Node {
 public:
  explicit TalksToItself(Host& host) : Node(host) { on(&TalksToItself::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m, NodeId from) {
    if (!from.is_client()) co_return EchoOk{m.echo};
    co_return co_await rpc(id(), m, 1s);
  }
};

TEST_CASE("messages to nobody are counted as lost, a request to nobody fails at once") {
  const auto done = experiment<SendsNowhere>("echo");
  CHECK(done.results.validity == Validity::valid);
  CHECK(figure(done, "lost.no-such-node") == 3 * figure(done, "ops.count"));
  CHECK(figure(done, "failure-count") == 0);
}

TEST_CASE("of several replies to a request the first counts") {
  const auto done = experiment<RepliesTwice>("echo");
  CHECK(done.results.validity == Validity::valid);
  CHECK(figure(done, "ops.ok") == figure(done, "ops.count"));
}

TEST_CASE("replies that nobody waits for are ignored") {
  const auto done = experiment<RepliesToOthers>("echo");
  CHECK(done.results.validity == Validity::valid);
  CHECK(figure(done, "ops.ok") == figure(done, "ops.count"));
}

TEST_CASE("a node may send to itself") {
  CHECK(experiment<TalksToItself>("echo").results.validity == Validity::valid);
}

}  // namespace TEST_FILE
