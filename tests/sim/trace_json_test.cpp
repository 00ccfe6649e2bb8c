#include "eddy/sim/trace_json.h"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "eddy/sim/hash.h"
#include "eddy/sim/raw_body.h"
#include "eddy/sim/wire_id.h"
#include "sim/event_form.h"
#include "tests/effort.h"
#include "tests/sim/gossip.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Ping;

std::string line_of(const Event& event) { return boost::json::serialize(json_of(event)); }

std::string written(const Recording& events) {
  std::ostringstream out;
  TraceWriter writer(out);
  for (const Event& event : events) writer.write(event);
  return out.str();
}

std::variant<Recording, codec::TextFlaw> read(const std::string& text) {
  std::istringstream in(text);
  return read_trace(in);
}

// "line 2: field \"dest\" …"; empty if all is well.
std::string complaint_on(const std::string& text) {
  const auto result = read(text);
  const auto* flaw = std::get_if<codec::TextFlaw>(&result);
  return flaw == nullptr ? "" : "line " + std::to_string(flaw->line) + ": " + flaw->what;
}

Message ping_from_client(BodyPool& pool) {
  return {{NodeId::client(0), 1, Time(1s), 4}, NodeId::node(1), 3, 0, pool.make(Ping{7})};
}

// One event of every kind, and of every kind of fault.
Recording every_kind() {
  BodyPool pool;
  const NodeId n2 = NodeId::node(2);
  const Partition partition{PartitionShape::one_way, {{n2}, {NodeId::node(0), kLinKv}}};
  Message reply = ping_from_client(pool);
  reply.msg_id = 0;
  reply.in_reply_to = 5;
  const std::vector<Happening> all = {Sent{ping_from_client(pool)},
                                      Delivered{ping_from_client(pool)},
                                      Delivered{reply, true},
                                      Lost{reply, true, LossCause::no_such_node},
                                      Lost{reply, false, LossCause::loss, FaultId{0}},
                                      TimerFired{{n2, 3, Time(1s), 1}},
                                      OperationDue{{Phase::load, 17, 0}},
                                      OperationBegan{{Phase::last, 0, 2}, NodeId::client(3)},
                                      FaultBegan{FaultId{4}, partition},
                                      FaultBegan{FaultId{5}, Loss{Probability::percent(25)}},
                                      FaultBegan{FaultId{6}, Duplication{Probability::of(0.1)}},
                                      FaultEnded{FaultId{7}, Slowness{310ms}},
                                      PhaseBegan{Phase::recovery},
                                      NodeFailed{n2, 1, "out of \"range\""},
                                      NodeDown{n2, 1},
                                      NodeUp{n2, 2},
                                      NodePaused{n2},
                                      NodeResumed{n2}};
  Recording events;
  for (const Happening& what : all) {
    const EventNumber number = 10 * events.size() + 10;
    events.push_back({number, number - 10, Time(2s), what});
  }
  return events;
}

Recording gossip(std::uint64_t seed, std::uint64_t& fingerprint) {
  Simulation simulation(test::gossip_options(seed));
  Recorder recorder;
  simulation.observe(&recorder);
  test::run_gossip(simulation);
  fingerprint = simulation.fingerprint();
  return recorder.take();
}

TEST_CASE("trace file: a message's arrival is a line of JSON") {
  BodyPool pool;
  CHECK(line_of({12, 7, Time(1'250'000us), Delivered{ping_from_client(pool)}}) ==
        R"({"id":12,"cause":7,"time":1250000000,"event":"delivered",)"
        R"("message":"c0.1@1000000000#4","src":"c0","dest":"n1",)"
        R"("body":{"type":"ping","number":7,"msg_id":3}})");
}

TEST_CASE("trace file: a loss names why, which copy it was, and what the reply answers") {
  BodyPool pool;
  Message message = ping_from_client(pool);
  message.msg_id = 0;
  message.in_reply_to = 5;
  CHECK(
      line_of({13, 7, Time(1'250'000us), Lost{message, true, LossCause::partition, FaultId{2}}}) ==
      R"({"id":13,"cause":7,"time":1250000000,"event":"lost",)"
      R"("message":"c0.1@1000000000#4","src":"c0","dest":"n1","copy":true,"why":"partition",)"
      R"("fault":2,)"
      R"("body":{"type":"ping","number":7,"in_reply_to":5}})");
}

TEST_CASE("trace file: an id of 0 is written as such, and so is whom a sender claims to be") {
  BodyPool pool;
  Message message = ping_from_client(pool);
  message.msg_id = kZeroId;
  message.in_reply_to = kZeroId;
  message.body =
      pool.written("ping", {.fields = {{"number", 7}}, .claimed_sender = NodeId::node(2)});
  const Event event{1, 0, Time(1s), Sent{message}};
  const std::string line =
      R"({"id":1,"time":1000000000,"event":"sent","message":"c0.1@1000000000#4","src":"c0",)"
      R"("dest":"n1","claimed-src":"n2",)"
      R"("body":{"type":"ping","number":7,"msg_id":0,"in_reply_to":0}})";
  CHECK(line_of(event) == line);
  const auto result = read(line + "\n");
  REQUIRE(std::holds_alternative<Recording>(result));
  const Event& back = std::get<Recording>(result).front();
  CHECK(back.message()->msg_id == kZeroId);
  CHECK(back.message()->in_reply_to == kZeroId);
  CHECK(claimed_sender(*back.message()) == NodeId::node(2));
  CHECK(same(event, back));
}

TEST_CASE("trace file: a fault has the fields that it has in a scenario") {
  const Partition partition{PartitionShape::halves, {{NodeId::node(0)}, {NodeId::node(1)}}};
  CHECK(line_of({1, 0, Time(1s), FaultBegan{FaultId{4}, partition}}) ==
        R"({"id":1,"time":1000000000,"event":"fault-began","fault":{"id":4,"kind":"partition",)"
        R"("shape":"halves","groups":[["n0"],["n1"]]}})");
}

TEST_CASE("trace file: ids and causes are numbered without gaps") {
  const Recording events = every_kind();
  const auto result = read(written(events));
  REQUIRE(std::holds_alternative<Recording>(result));
  EventNumber last = 0;
  for (const Event& event : std::get<Recording>(result)) {
    CHECK(event.cause == last);
    CHECK(event.number == ++last);
  }
  CHECK(last == events.size());
}

TEST_CASE("trace file: a cause that was not written is left out") {
  Recording events = every_kind();
  events.erase(events.begin());
  const auto result = read(written(events));
  REQUIRE(std::holds_alternative<Recording>(result));
  CHECK(std::get<Recording>(result)[0].cause == 0);
  CHECK(std::get<Recording>(result)[1].cause == 1);
}

TEST_CASE("trace file: every field of every event is read back") {
  const Recording events = every_kind();
  const std::string text = written(events);
  const auto result = read(text);
  REQUIRE(std::holds_alternative<Recording>(result));
  const auto& back = std::get<Recording>(result);
  CHECK_FALSE(first_difference(events, back));
  CHECK(written(back) == text);
  std::vector<bool> seen(std::variant_size_v<Happening>);
  for (const Event& event : events) seen[event.what.index()] = true;
  CHECK(seen == std::vector<bool>(seen.size(), true));
}

TEST_CASE("trace file: a run's recording is read back, with its fingerprint") {
  const auto seeds = testing::effort<std::uint64_t>(10, 2);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    std::uint64_t fingerprint = 0;
    const Recording events = gossip(seed, fingerprint);
    const std::string text = written(events);
    const auto result = read(text);
    REQUIRE(std::holds_alternative<Recording>(result));
    const auto& back = std::get<Recording>(result);
    CHECK_FALSE(first_difference(events, back));
    CHECK(written(back) == text);
    std::uint64_t of_the_file = mix(0, seed);
    std::size_t caused = 0;
    for (std::size_t i = 0; i < back.size(); ++i) {
      if (!back[i].is<Sent>()) of_the_file = mix(of_the_file, hash_of(back[i]));
      if (back[i].cause == 0) continue;
      ++caused;
      CHECK(events[back[i].cause - 1].number == events[i].cause);
    }
    CHECK(of_the_file == fingerprint);
    CHECK(caused > back.size() / 2);
  }
}

TEST_CASE("trace file: some lines of a trace are a trace") {
  std::istringstream whole(written(every_kind()));
  std::string fewer;
  std::string line;
  for (int i = 0; std::getline(whole, line); ++i) {
    if (i % 3 == 2) fewer += line + "\n";
  }
  const auto result = read(fewer);
  REQUIRE(std::holds_alternative<Recording>(result));
  const auto& events = std::get<Recording>(result);
  REQUIRE(events.size() > 1);
  CHECK(events[0].number == 3);
  CHECK(events[0].cause == 2);
  CHECK(events[1].number == 6);
}

TEST_CASE("trace file: a text of no lines is a trace of no events") {
  const auto result = read("");
  REQUIRE(std::holds_alternative<Recording>(result));
  CHECK(std::get<Recording>(result).empty());
}

TEST_CASE("trace file: what is wrong is told by line") {
  const std::string good = R"({"id":1,"time":5,"event":"node-paused","node":"n0"})"
                           "\n";
  const auto second = [&](const std::string& line) { return complaint_on(good + line + "\n"); };
  REQUIRE(complaint_on(good) == "");
  CHECK(second(R"({"id":2,"time":5,"event":"node-pau)") ==
        "line 2: expected more text: the JSON value is not complete");
  CHECK(second("") == "line 2: expected more text: the JSON value is not complete");
  CHECK(second("{]").starts_with("line 2: expected JSON"));
  CHECK(second("7") == "line 2: expected an event, which is an object, got an integer 7");
  CHECK(second(R"({"id":2,"time":5,"event":"node-slept","node":"n0"})")
            .starts_with("line 2: field \"event\": expected one of sent, delivered, lost"));
  CHECK(second(R"({"id":2,"time":5,"event":"node-paused","node":"n0","why":"loss"})") ==
        "line 2: field \"why\": there is no such field; there are id, cause, time, event, node");
  CHECK(second(R"({"id":2,"time":5,"event":"node-paused","node":"n00"})")
            .starts_with("line 2: field \"node\": expected the name of a node"));
  CHECK(second(R"({"id":2,"time":5,"event":"node-paused"})") ==
        "line 2: field \"node\" is missing");
  CHECK(second(R"({"id":2,"cause":2,"time":5,"event":"node-paused","node":"n0"})") ==
        "line 2: field \"cause\": expected an earlier event than 2, got 2");
  CHECK(second(R"({"id":1,"time":5,"event":"node-paused","node":"n0"})") ==
        "line 2: field \"id\": expected more than 1, which came before, got 1");
  CHECK(second(R"({"id":2,"time":4,"event":"node-paused","node":"n0"})") ==
        "line 2: field \"time\": expected no less than 5, which came before, got 4");
  CHECK(second(R"({"id":2,"time":5,"event":"timer-fired","timer":"n0.0@5#x","node":"n0"})")
            .starts_with("line 2: field \"timer\": expected the id of a timer"));
  CHECK(second(R"({"id":2,"time":5,"event":"timer-fired","timer":"n0.0@5#0","node":"n1"})") ==
        "line 2: field \"node\": expected n0, as the id says, got a string \"n1\"");
  CHECK(second(R"({"id":2,"time":5,"event":"fault-began","fault":{"kind":"loss"}})")
            .starts_with("line 2: field \"fault\": field \"id\" is missing"));
  CHECK(second(R"({"id":2,"time":5,"event":"fault-began","fault":{"id":0,"kind":"rain"}})")
            .starts_with("line 2: field \"fault.kind\": expected one of partition, loss"));
  CHECK(second(R"({"id":2,"time":5,"event":"fault-ended","fault":7})")
            .starts_with("line 2: field \"fault\": expected an object"));
}

TEST_CASE("trace file: a body is an object with a type, and its envelope's numbers are numbers") {
  const auto with_body = [](const std::string& body) {
    return complaint_on(R"({"id":1,"time":5,"event":"sent","message":"n0.0@5#0","src":"n0",)"
                        R"("dest":"n1","body":)" +
                        body + "}");
  };
  CHECK(with_body(R"({"type":"ping","number":7,"msg_id":3})") == "");
  CHECK(with_body("7").starts_with("line 1: field \"body\": expected an object"));
  CHECK(with_body("{}") == "line 1: field \"body\": field \"type\" is missing");
  CHECK(with_body(R"({"type":7})").starts_with("line 1: field \"body.type\": expected a string"));
  CHECK(with_body(R"({"type":"ping","msg_id":"x"})")
            .starts_with("line 1: field \"body.msg_id\": expected an integer"));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
