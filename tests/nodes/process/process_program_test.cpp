// Processes among nodes of ours, services and clients; how they end.
#include "nodes/process/process_program.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "eddy/sim/protocol/lin_kv.h"
#include "tests/nodes/process/cluster.h"
#include "tests/sim/running.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

using namespace std::chrono_literals;
namespace json = boost::json;
using sim::Time;
using sim::test::Ping;
using sim::test::Pong;
using test::Cluster;
using test::FakeGuest;
using test::kClient;
using test::kN0;
using test::ScriptedRun;

// Asks another node or a service what it is asked, and passes the answer on; says what went wrong.
class Proxy final : public FakeGuest {
 public:
  using FakeGuest::FakeGuest;

 private:
  void told(const json::object& message) override {
    const json::object& body = message.at("body").as_object();
    if (type_of(message) == "init") {
      log("I am " + setup().node);
      reply(message, {{"type", "init_ok"}});
    } else if (body.contains("in_reply_to")) {
      json::object answer = body;
      answer.erase("msg_id");
      reply(asked_, std::move(answer));
    } else {
      asked_ = message;
      json::object question = body;
      question["msg_id"] = next_id_++;
      send(type_of(message) == "ping" ? "n1" : "lin-kv", question);
    }
  }

  json::object asked_;
  int next_id_ = 0;
};

class Ponger final : public sim::Node {
 public:
  explicit Ponger(sim::Host& host) : Node(host) { on(&Ponger::ping); }

 private:
  sim::Result<Pong> ping(const Ping& ping) {
    if (ping.number == 7) return sim::Error{sim::ErrorCode::abort, "seven"};
    return Pong{ping.number};
  }
};

TEST_CASE("process: it asks nodes and services of ours, and is asked by clients") {
  Cluster cluster;
  cluster.add_process<Proxy>();
  cluster.simulation.add_nodes(1, &sim::make_node<Ponger>);
  cluster.begin();
  cluster.ask(kN0, Ping{3});
  // The first id of the process is 0, which is one.
  CHECK(cluster.last_arrival(kN0) == R"(n1 → n0  {"type":"pong","number":3,"in_reply_to":0})");
  cluster.ask(kN0, Ping{7});
  cluster.ask(kN0, sim::lin_kv::Write{1, 5});
  cluster.ask(kN0, sim::lin_kv::Cas{1, 6, 7});
  CHECK(fmt::format("{}", fmt::join(cluster.answers, ", ")) ==
        "n0 is ready, n1 is ready, pong, seven, write_ok, 1 is 5, not 6");
  CHECK(cluster.log.lines == std::vector<std::string>{"0.000 n0: I am n0"});
}

// Passes what it is told on to n1 as it came; n1 answers.
class PassesOn final : public FakeGuest {
 public:
  using FakeGuest::FakeGuest;

 private:
  void told(const json::object& message) override {
    if (type_of(message) == "init") {
      reply(message, {{"type", "init_ok"}});
    } else if (setup().index == 0) {
      // Written in a way of its own.
      print(fmt::format(
          R"({{"src":{},"dest":"n1","body":{{"number":1.0, "type":"ping","msg_id":{}}}}})",
          json::serialize(message.at("src")), json::serialize(message.at("body").at("msg_id"))));
    } else {
      log(json::serialize(message));
      reply(message, {{"type", "pong"}, {"number", 1}});
    }
  }
};

TEST_CASE("process: a request that one passes on to another is answered to who asked") {
  Cluster cluster;
  cluster.add_process<PassesOn>(2);
  cluster.begin();
  cluster.ask(kN0, Ping{3});
  CHECK(cluster.answers.back() == "pong");
  CHECK(cluster.last_arrival(kClient) == R"(n1 → c0  {"type":"pong","number":1,"in_reply_to":3})");
  CHECK(
      cluster.log.lines.back() ==
      R"(0.001 n1: {"id":1,"src":"c0","dest":"n1","body":{"number":1E0,"type":"ping","msg_id":3}})");
}

// Sends to whoever it is asked to.
class Addresser final : public FakeGuest {
 public:
  using FakeGuest::FakeGuest;

 private:
  void told(const json::object& message) override {
    FakeGuest::told(message);
    if (type_of(message) == "note")
      send(std::string_view(message.at("body").at("text").as_string()), {{"type", "x"}});
  }
};

TEST_CASE("process: what goes to a name that nobody has is lost, what goes to no name fails") {
  Cluster cluster;
  cluster.add_process<Addresser>();
  cluster.begin();
  cluster.client().send(kN0, sim::test::Note{"n99"});
  cluster.simulation.run_until(Time(1s));
  CHECK(to_text(cluster.recorder.events().back().what) ==
        R"(n0 → n99  {"type":"x"}  lost: no-such-node)");
  CHECK(cluster.failure().empty());
  cluster.client().send(kN0, sim::test::Note{"bob"});
  cluster.simulation.run_until(Time(2s));
  CHECK(cluster.failure().find("whose dest is a string \"bob\": there are the node n0") !=
        std::string::npos);
}

TEST_CASE("process: its end is a failure, told with what it wrote last to standard error") {
  const auto failure = [](const std::string& text) {
    ScriptedRun run;
    run.tell(text, 1s);
    return run.failure();
  };
  CHECK(
      failure("exit").starts_with("ended with status 3; its last lines on standard error: life 0"));
  CHECK(failure("crash").starts_with("was ended by SIGSEGV; its last lines"));
  CHECK(
      failure("panic") ==
      "ended with status 1; its last lines on standard error: line 5 | line 6 | line 7 | line 8 | "
      "\xef\xbf\xbd ");
  CHECK(failure("print").starts_with(
      "wrote to standard output what is no message: Hello, world; standard output is for messages, "
      "so print to standard error; its last lines on standard error: life 0"));
  CHECK(failure("blank").empty());
}

TEST_CASE("process: one that cannot be run any further ends the run, and labels are told") {
  ScriptedRun run;
  run.tell("socket", 1s);
  run.tell("socket", 2s);
  REQUIRE(run.simulation.unrepeatable().size() == 1);
  CHECK(run.simulation.unrepeatable().front().why == "it opened a socket");
  run.tell("lock", 3s);
  REQUIRE(run.simulation.given_up());
  CHECK(run.simulation.given_up()->why == "waits in flock");
  CHECK(run.simulation.given_up()->node == kN0);
  CHECK(run.failure().empty());
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
