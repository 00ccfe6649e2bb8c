// Node programs that misbehave: each ends in a verdict with evidence, never in a hang, a crash of
// the simulator or a wrong verdict. Here: answers that never come, or make no sense.
#include <sstream>
#include <stdexcept>

#include "eddy/checkers/history_reader.h"
#include "eddy/sim/protocol/init.h"
#include "eddy/sim/protocol/unique_ids.h"
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

class Mute final : public sim::Node {
 public:
  explicit Mute(Host& host) : Node(host) {
    on(&Mute::echo);
    on(&Mute::generate);
  }

 private:
  void echo(const Echo& /*m*/) {}
  Task<Result<sim::GenerateOk>> generate(const sim::Generate& /*m*/) {
    co_await until([] { return false; }, 100h);
    co_return sim::GenerateOk{0};
  }
};

class Indifferent final : public sim::Node {
 public:
  using Node::Node;
};

class TellsNoTopology final : public sim::Node {
 public:
  explicit TellsNoTopology(Host& host) : Node(host) { on(&TellsNoTopology::topology); }

 private:
  void topology(const sim::broadcast::Topology& /*m*/) {}
};

// Knows its place, but not what else is asked of it.
class OnlyTopology final : public sim::Node {
 public:
  explicit OnlyTopology(Host& host) : Node(host) {
    on(&OnlyTopology::topology);
    on(&OnlyTopology::broadcast);
  }

 private:
  Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& /*m*/) {
    return sim::broadcast::TopologyOk{};
  }
  void broadcast(const sim::broadcast::Broadcast& /*m*/) {}
};

// The same names on the wire with other fields.
struct EmptyEchoOk {
  static constexpr std::string_view type = "echo_ok";
};
BOOST_DESCRIBE_STRUCT(EmptyEchoOk, (), ())

struct Nonsense {
  static constexpr std::string_view type = "nonsense";
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Nonsense, (), (text))

struct ListOfOneOk {
  static constexpr std::string_view type = "read_ok";
  std::int64_t messages = 0;
};
BOOST_DESCRIBE_STRUCT(ListOfOneOk, (), (messages))

// The same name and the same fields, but another struct: as good as the right one.
struct OwnEchoOk {
  static constexpr std::string_view type = "echo_ok";
  std::string echo;
  int more = 0;
};
BOOST_DESCRIBE_STRUCT(OwnEchoOk, (), (echo, more))

template <class Reply>
class Answers final : public sim::Node {
 public:
  explicit Answers(Host& host) : Node(host) { on(&Answers::echo); }

 private:
  void echo(const Echo& m, const sim::Request& request) {
    Reply reply;
    if constexpr (std::is_same_v<Reply, OwnEchoOk>) reply.echo = std::string(m.echo.as_string());
    host().reply(request, std::move(reply));
  }
};

class ReadsWrongly final : public sim::Node {
 public:
  explicit ReadsWrongly(Host& host) : Node(host) {
    on(&ReadsWrongly::topology);
    on(&ReadsWrongly::broadcast);
    on(&ReadsWrongly::read);
  }

 private:
  Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& /*m*/) {
    return sim::broadcast::TopologyOk{};
  }
  Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& /*m*/) {
    return sim::broadcast::BroadcastOk{};
  }
  void read(const sim::broadcast::Read& /*m*/, const sim::Request& request) {
    host().reply(request, ListOfOneOk{7});
  }
};

// Asks a peer with a body that does not fit.
struct WrongEcho {
  static constexpr std::string_view type = "echo";
  using Reply = EchoOk;
};
BOOST_DESCRIBE_STRUCT(WrongEcho, (), ())

class AsksWrongly final : public sim::Node {
 public:
  explicit AsksWrongly(Host& host) : Node(host) { on(&AsksWrongly::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    const WrongEcho request;
    const auto reply = co_await rpc(*peers().begin(), request, 1s);
    if (reply || reply.error().code != sim::ErrorCode::malformed_request) {
      throw std::logic_error("expected malformed-request");
    }
    co_return EchoOk{m.echo};
  }
};

TEST_CASE("echo that is never answered is invalid, for clients are not cut off from their node") {
  const auto done = experiment<Mute>("echo");
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done), "got no definite answer"));
  CHECK(contains(evidence_of(done), "net-timeout"));
  CHECK(figure(done, "ops.ok") == 0);
}

TEST_CASE("ids that are never given out are invalid: nothing ever succeeded") {
  CHECK(experiment<Mute>("unique-ids").results.validity == Validity::unknown);  // too few tries
  auto options = options_for("unique-ids");
  options.plan.concurrency = {200, false};
  options.plan.rate = 50;
  const auto done = testing::experiment(options, bad_program<Mute>());
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done), "no generate ever succeeded"));
}

TEST_CASE("requests that a node knows nothing of are not supported") {
  const auto done = experiment<Indifferent>("echo");
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done), "not-supported"));
  CHECK(figure(done, "ops.fail") == figure(done, "ops.count"));
}

TEST_CASE("a node that does not take the topology does not get ready") {
  const auto silent = experiment<TellsNoTopology>("broadcast");
  CHECK(silent.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(silent), "n0 did not get ready: no reply in time"));
  const auto indifferent = experiment<Indifferent>("broadcast");
  CHECK(indifferent.results.validity == Validity::unknown);
  CHECK(contains(evidence_of(indifferent), "n0 did not get ready: "));
  CHECK(contains(evidence_of(indifferent), "topology"));
}

TEST_CASE("broadcasts that are never answered, reads that are not supported: invalid") {
  const auto done = experiment<OnlyTopology>("broadcast");
  CHECK(done.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(done), "no broadcast ever succeeded"));
  CHECK(contains(evidence_of(done), "most often with \"net-timeout\""));
  CHECK(contains(evidence_of(done), "no read ever succeeded"));
  CHECK(contains(evidence_of(done), "most often with [\"not-supported\""));
}

TEST_CASE("an answer that makes no sense is an indefinite error, with what was expected") {
  const auto empty = experiment<Answers<EmptyEchoOk>>("echo");
  CHECK(empty.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(empty), "field \\\"echo\\\" is missing"));
  CHECK(figure(empty, "ops.info") == figure(empty, "ops.count"));

  const auto other = experiment<Answers<Nonsense>>("echo");
  CHECK(other.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(other), "expected a reply of type echo_ok, got nonsense"));

  const auto init = experiment<Answers<sim::InitOk>>("echo");
  CHECK(contains(evidence_of(init), "expected a reply of type echo_ok, got init_ok"));

  const auto reads = experiment<ReadsWrongly>("broadcast");
  CHECK(reads.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(reads), "no read ever succeeded"));
}

TEST_CASE("an answer of another type with the same name and fields will do") {
  CHECK(experiment<Answers<OwnEchoOk>>("echo").results.validity == Validity::valid);
}

TEST_CASE("a request whose fields do not fit is answered with malformed-request") {
  const auto done = experiment<AsksWrongly>("echo");
  CHECK(done.results.validity == Validity::valid);
}

TEST_CASE("a history of a misbehaving node can still be written and read") {
  for (const auto& done : {experiment<Mute>("echo"), experiment<Indifferent>("echo"),
                           experiment<Answers<EmptyEchoOk>>("echo")}) {
    std::stringstream lines;
    write_json_lines(lines, done.run.history);
    CHECK(checkers::read_history(lines).ops.size() == done.run.history.ops.size());
  }
}

TEST_CASE("a node that leaves nothing to happen: the run ends when its clients give up") {
  workloads::Options options = options_for("echo");
  options.plan.rate = 0;
  const auto done = experiment(options, bad_program<Mute>());
  CHECK(done.results.validity == Validity::unknown);
  CHECK(evidence_of(done) == "no client did anything, so nothing is shown\n");
  CHECK(done.run.history.ops.empty());
  CHECK(done.run.end == sim::Time(10s));
}

}  // namespace TEST_FILE
