#include "eddy/workloads/scenario_reader.h"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "eddy/sim/random.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/plan.h"
#include "tests/effort.h"
#include "tests/workloads/random_options.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;

Scenario read(std::string_view text) { return read_scenario(text, "it.json", nodes::catalog()); }

// What is wrong with it, or nothing.
std::string flaw_of(std::string_view text) {
  try {
    read(text);
  } catch (const checkers::BadInput& bad) {
    return bad.what();
  }
  return "";
}

// A scenario of three nodes and three clients for 10 s, with these lines behind the fifth.
std::string with(std::string_view lines) {
  return R"({
"format": 2,
"options": {"plan": {"workload": "broadcast"},
            "run": {"node-count": 3, "time-limit": 10000000000}},
"quiet": 0,
)" + std::string(lines) +
         "\n}";
}
std::string with_operation(const std::string& operation) {
  return with("\"operations\": [\n" + operation + "\n]");
}
std::string with_fault(const std::string& fault) { return with("\"faults\": [\n" + fault + "\n]"); }
std::string of(const std::string& workload, const std::string& operation) {
  return R"({"format": 2, "options": {"plan": {"workload": ")" + workload +
         "\"}}, \"operations\": [" + operation + "]}";
}

const nodes::ProgramEntry& program_of(const Scenario& scenario) {
  for (const auto& program : nodes::catalog()) {
    if (program.name == scenario.options.run.program) return program;
  }
  FAIL("no such program: " << scenario.options.run.program);
  return nodes::catalog().front();
}

TEST_CASE("scenario reader: what plan() makes comes back the same for any options") {
  const auto count = testing::effort<std::uint64_t>(1'000, 50);
  for (const auto& entry : catalog()) {
    const std::string name(entry.name);
    const auto workload = entry.make();
    CAPTURE(name);
    for (std::uint64_t seed = 0; seed < count; ++seed) {
      Options options = test::random_options(name, seed);
      for (const auto& program : nodes::catalog()) {
        if (program.workload == name) options.run.program = program.name;
      }
      Scenario scenario = plan(options, *workload);
      if (seed % 3 == 0) {
        sim::Random random(seed, sim::Purpose::test, 2);
        sim::MessageException exception;
        exception.message = {sim::NodeId::node(0), 0,
                             sim::Time(sim::Duration(random.between(0, 1'000'000'000'000))), 1};
        exception.fate = kValuesOf<sim::Fate>[random.below(kValuesOf<sim::Fate>.size())];
        if (exception.fate == sim::Fate::twice || exception.fate == sim::Fate::later)
          exception.by = sim::Duration(random.between(1, 1'000'000'000));
        scenario.exceptions.push_back(exception);
      }
      const std::string text = boost::json::serialize(to_json(scenario));
      CAPTURE(text);
      const Scenario back = read(text);
      CHECK(back == scenario);
      CHECK(boost::json::serialize(to_json(back)) == text);
    }
  }
}

TEST_CASE("scenario reader: what is read runs as what was planned, and is judged alike") {
  const auto count = testing::effort<std::uint64_t>(1'000, 2);
  for (const auto& entry : catalog()) {
    const std::string name(entry.name);
    const auto workload = entry.make();
    CAPTURE(name);
    for (std::uint64_t seed = 0; seed < count; ++seed) {
      CAPTURE(seed);
      Options options = test::random_options(name, seed);
      options.run.program = "";
      for (const auto& program : nodes::catalog()) {
        if (options.run.program.empty() && program.workload == name)
          options.run.program = program.name;
      }
      const Scenario scenario = plan(options, *workload);
      const auto& program = program_of(scenario);
      const auto stored = experiment(options, *workload, program);
      const Scenario back = read(boost::json::serialize(to_json(stored.scenario)));
      const auto replayed = experiment(back, *workload, program);
      CHECK(replayed.run.fingerprint == stored.run.fingerprint);
      CHECK(replayed.results.validity == stored.results.validity);
      CHECK(replayed.results.evidence == stored.results.evidence);
    }
  }
}

TEST_CASE("scenario reader: a few lines are a scenario, and the rest has its defaults") {
  const Scenario scenario = read(R"({
    "format": 2,
    "options": {"plan": {"workload": "lin-kv"}},
    "operations": [
      {"at": 2000000, "thread": 7, "f": "read", "value": [1, null]},
      {"at": 1000000, "f": "write", "value": [1, 2]}
    ]
  })");
  CHECK(scenario.options.run.program == "lin-kv-raft");
  CHECK(scenario.options.plan.concurrency == Concurrency{2, true});
  CHECK(scenario.options.run.node_count == 5);
  CHECK(scenario.options.run.time_limit == 60s);
  CHECK(scenario.clients == ClientOptions{10, 5, 1s});
  CHECK(scenario.quiet == 10s);
  REQUIRE(scenario.operations.size() == 2);
  CHECK(scenario.operations[0] == PlannedOperation{sim::Time(1ms), 0, "write", {1, 2}, {}, 1});
  CHECK(scenario.operations[1] == PlannedOperation{sim::Time(2ms), 7, "read", {1, nullptr}, {}, 0});
  CHECK(scenario.faults.empty());
}

TEST_CASE("scenario reader: a format of another version is refused with the version's name") {
  CHECK(flaw_of("{\n\"format\": 1}") ==
        "it.json line 2: format: this scenario was written by Eddy 0.1, in format 1; this version "
        "reads format 2, which 0.2 writes: plan it anew with `eddy plan`");
  CHECK(flaw_of("{\"format\": 3}") ==
        "it.json line 1: format: format 3 was written by a later version of Eddy; this one reads "
        "format 2");
  CHECK(flaw_of("{}") ==
        "it.json line 1: field \"format\" is missing: a scenario has \"format\": 2");
  CHECK(flaw_of("{\"format\": \"2\"}") ==
        "it.json line 1: format: expected the number 2, got a string \"2\"");
  CHECK(flaw_of("[]") ==
        "it.json line 1: expected a scenario, which is an object, got an array []");
  CHECK(flaw_of("") == "it.json line 1: expected more text: the JSON value is not complete");
}

TEST_CASE("scenario reader: what is wrong is told with line and path") {
  CHECK(flaw_of(with(R"("final-operations": [{"f": "read"}])")) == "");
  CHECK(flaw_of("{\"format\": 2}") == "it.json line 1: field \"options\" is missing");
  CHECK(
      flaw_of(with(R"("fault": [])")) ==
      "it.json line 6: fault: there is no such field; there are options, clients, faults, "
      "core, lasting-faults, exceptions, operations, recovery-operations, quiet, final-operations, "
      "final-rounds");
  CHECK(
      flaw_of(with_fault(R"({"start": 0, "end": 1, "kind": "loss", "p": 1, "probability": 0})")) ==
      "it.json line 7: faults[0].p: there is no such field; there are kind, id, start, end, "
      "trigger, probability");
  CHECK(flaw_of(with(R"("quiet": 1)")) == "it.json line 6: there is a second field \"quiet\"");
  CHECK(flaw_of(with(R"("final-rounds": 0)")) ==
        "it.json line 6: final-rounds: expected one round at least, got 0; for none, leave the "
        "final operations out");
  CHECK(flaw_of(with(R"("clients": {"count": 3,
                                    "group-size": 0})")) ==
        "it.json line 7: clients.group-size: expected a group of at least one client, got 0");
}

TEST_CASE("scenario reader: nodes must exist, once in a partition of the right number of groups") {
  const auto cut = [](const std::string& shape, const std::string& groups) {
    return flaw_of(with_fault(R"({"start": 0, "end": 1, "kind": "partition", "shape": ")" + shape +
                              "\",\n\"groups\": " + groups + "}"));
  };
  CHECK(cut("halves", R"([["n0"], ["n1", "n2"]])") == "");
  CHECK(cut("halves", "[[\"n0\"],\n[\"n1\",\n\"n3\"]]") ==
        "it.json line 10: faults[0].groups[1][1]: there is no node n3; there are n0 to n2, "
        "and services");
  CHECK(cut("halves", R"([["n0"], ["c1"]])") ==
        "it.json line 8: faults[0].groups[1][0]: there is no node c1; there are n0 to n2, and "
        "services");
  CHECK(cut("halves", R"([["n0"], ["n1", "lin-kv"]])") == "");
  CHECK(cut("halves", R"([["n0", "lin-kv"], ["n1", "lin-kv"]])") ==
        "it.json line 8: faults[0].groups[1][1]: lin-kv is in the partition already");
  CHECK(cut("halves", R"([["n0"], ["n1", "n0"]])") ==
        "it.json line 8: faults[0].groups[1][1]: n0 is in the partition already");
  CHECK(cut("halves", R"([["n0"], []])") ==
        "it.json line 8: faults[0].groups: expected a node in each group, got an empty group");
  CHECK(cut("halves", R"([["n0"]])") ==
        "it.json line 8: faults[0].groups: expected 2 or more groups for the shape halves, got 1");
  CHECK(cut("bridge", R"([["n0"], ["n1"]])") ==
        "it.json line 8: faults[0].groups: expected 3 groups for the shape bridge, got 2");
  CHECK(cut("one-way", R"([["n0"], ["n1"], ["n2"]])") ==
        "it.json line 8: faults[0].groups: expected 2 groups for the shape one-way, got 3");
  CHECK(cut("majorities-ring", R"([["n0"], ["n1", "n2"]])") ==
        "it.json line 8: faults[0].groups: expected 1 group for the shape majorities-ring, got 2");
  CHECK(flaw_of(with(R"("exceptions": [{"message": "n3.0@0#0", "fate": "lost"}])")) ==
        "it.json line 6: exceptions[0].message: there is no node n3; there are n0 to n2");
  CHECK(flaw_of(with(R"("exceptions": [{"message": "c27.0@0#0", "fate": "lost"}])")) ==
        "it.json line 6: exceptions[0].message: there is no client c27; there are c0 to c26");
  CHECK(flaw_of(with(R"("exceptions": [{"message": "n1.0@0#0", "fate": "lost", "by": 5}])")) ==
        "it.json line 6: exceptions[0].by: a message that is lost comes at no time: leave it out");
  CHECK(flaw_of(with(R"("exceptions": [{"message": "n1.0@0#0", "fate": "arrives", "by": 5}])")) ==
        "it.json line 6: exceptions[0].by: a message that arrives comes at the time that is drawn: "
        "leave it out");
  CHECK(flaw_of(with(R"("exceptions": [{"message": "n1.0@0#0", "fate": "later"}])")) ==
        "it.json line 6: exceptions[0].by: expected by how many ns the message comes later, more "
        "than 0");
  CHECK(flaw_of(with(R"("exceptions": [{"message": "n1.1@0#0", "fate": "lost"}])")) ==
        "it.json line 6: exceptions[0].message: n1 has no second life, for no fault kills it: "
        "expected incarnation 0, got 1");
}

TEST_CASE("scenario reader: times must lie within the load, and ends behind starts") {
  const auto fault = [](const std::string& times) {
    return flaw_of(with_fault("{" + times + R"(, "kind": "loss", "probability": 0.5})"));
  };
  CHECK(fault(R"("start": 5, "end": 10000000000)") == "");
  CHECK(fault(R"("start": 5, "end": 5)") == "");
  CHECK(fault(R"("start": 5, "end": 4)") ==
        "it.json line 7: faults[0].end: the fault ends at 4, before its start at 5");
  CHECK(fault(R"("start": 5, "end": 10000000001)") ==
        "it.json line 7: faults[0].end: 10000000001 is beyond the end of the load at 10000000000");
  CHECK(fault(R"("start": -5, "end": 4)") ==
        "it.json line 7: faults[0].start: expected a whole number of nanoseconds, got an integer "
        "-5");
  CHECK(flaw_of(with_operation(R"({"at": 9999999999, "f": "read"})")) == "");
  CHECK(flaw_of(with_operation(R"({"at": 10000000000, "f": "read"})")) ==
        "it.json line 7: operations[0].at: expected a time before the end of the load at "
        "10000000000, got 10000000000");
  CHECK(flaw_of(with_operation(R"({"thread": 3, "f": "read"})")) ==
        "it.json line 7: operations[0].thread: expected a thread below 3, got 3");
  CHECK(
      flaw_of(with(R"("recovery-operations": [{"thread": 4000000000, "f": "read"}])")) ==
      "it.json line 6: recovery-operations[0].thread: expected a thread below 27, got 4000000000");
}

TEST_CASE("scenario reader: nothing is there twice") {
  CHECK(flaw_of(with_operation("{\"f\": \"read\", \"id\": 1},\n{\"f\": \"read\"}")) ==
        "it.json line 8: operations[1].id: there is another operation with id 1");
  CHECK(flaw_of(with_operation("{\"f\": \"read\", \"id\": 4},\n{\"f\": \"read\",\n\"id\": 4}")) ==
        "it.json line 9: operations[1].id: there is another operation with id 4");
  const std::string loss = R"({"start": 0, "end": 1, "kind": "loss", "probability": 0, "id": 3})";
  CHECK(flaw_of(with_fault(loss + ",\n" + loss)) ==
        "it.json line 8: faults[1].id: there is another fault with id 3");
  const std::string lost = R"({"message": "n0.0@5#0", "fate": "lost"})";
  CHECK(flaw_of(with("\"exceptions\": [" + lost + ",\n" + lost + "]")) ==
        "it.json line 7: exceptions[1].message: there is another exception for n0.0@5#0");
}

TEST_CASE("scenario reader: workloads and node programs must be there, and fit") {
  CHECK(flaw_of(of("brodcast", "")) ==
        "it.json line 1: options.plan.workload: there is no workload brodcast, did you mean "
        "broadcast?");
  CHECK(flaw_of(R"({"format": 2, "options": {"plan": {"workload": "echo"},
                                             "run": {"program": "eco"}}})") ==
        "it.json line 2: options.run.program: there is no node program eco, did you mean echo?");
  CHECK(flaw_of(R"({"format": 2, "options": {"plan": {"workload": "echo"},
                                             "run": {"program": "broadcast-flood"}}})") ==
        "it.json line 2: options.run.program: broadcast-flood is for the workload broadcast, not "
        "echo");
}

TEST_CASE("scenario reader: options that make no sense are refused") {
  const auto flaw = [](const std::string& plan, const std::string& run,
                       const std::string& criteria) {
    return flaw_of(R"({"format": 2, "options": {"plan": {"workload": "broadcast")" + plan +
                   "},\n\"run\": {" + run + "},\n\"criteria\": {" + criteria + "}}}");
  };
  CHECK(flaw("", "", "") == "");
  CHECK(flaw("", R"("node-count": 0)", "") ==
        "it.json line 2: options.run.node-count: expected 1 to 1000000 nodes, got 0");
  CHECK(flaw("", R"("time-limit": 9000000000000000000)", "") ==
        "it.json line 2: options.run.time-limit: expected at most 1000000000000000 ns, got "
        "9000000000000000000");
  CHECK(flaw("", R"("network": {"hop": 4000000000000000000})", "") ==
        "it.json line 2: options.run.network.hop: expected at most 10000000000000 ns, got "
        "4000000000000000000");
  CHECK(flaw("", R"("limits": {"instant-events": 18446744073709551615})", "") ==
        "it.json line 2: options.run.limits.instant-events: expected at most 1000000000000 events, "
        "got 18446744073709551615");
  CHECK(flaw("", R"("node-count": 5000, "topology": "total")", "") ==
        "it.json line 2: options.run.topology: total joins each of 5000 nodes to all others; "
        "expected at most 4000 nodes");
  CHECK(flaw(R"(, "rate": -1)", "", "") ==
        "it.json line 1: options.plan.rate: expected 0 to 1000000 requests per second, got -1");
  CHECK(flaw(R"(, "concurrency": "two")", "", "") ==
        "it.json line 1: options.plan.concurrency: expected a number of clients, or so many for "
        "each node as in \"2n\", got a string \"two\"");
  CHECK(flaw(R"(, "concurrency": 3000000)", "", "") ==
        "it.json line 1: options.plan.concurrency: expected at most 2000000 clients, got 3000000");
  CHECK(flaw("", R"("network": {"loss": 2})", "") ==
        "it.json line 2: options.run.network.loss: expected a probability from 0 to 1, got an "
        "integer 2");
  CHECK(flaw("", R"("topology": "tree")", "") ==
        "it.json line 2: options.run.topology: expected one of line, grid, tree2, tree3, tree4, "
        "total, ring, star, got a string \"tree\"");
  CHECK(flaw("", "", R"("consistency-models": ["serialisable"])")
            .starts_with("it.json line 3: options.criteria.consistency-models: unknown consistency "
                         "model \"serialisable\""));
  CHECK(flaw("", "", R"("availability": 2)") ==
        "it.json line 3: options.criteria.availability: expected a fraction from 0 to 1, got 2");
  CHECK(flaw("", "", R"("expectations": ["ops.ok > 0", "ops.oky > 0"])")
            .starts_with("it.json line 3: options.criteria.expectations[1]: "));
}

TEST_CASE("scenario reader: operations that the workload cannot read are refused") {
  const auto flaw = [](const std::string& workload, const std::string& operation) {
    const std::string all = flaw_of(of(workload, operation));
    constexpr std::string_view kWhere = "it.json line 1: operations[0].";
    return all.starts_with(kWhere) ? all.substr(kWhere.size()) : all;
  };
  CHECK(flaw("echo", R"({"f": "read"})") == "f: expected one of echo, got a string \"read\"");
  CHECK(flaw("echo", R"({"f": "echo", "value": [{"a": 1}]})") == "");
  CHECK(flaw("unique-ids", R"({"f": "generate", "value": 3})") ==
        "value: expected no value, got an integer 3");
  CHECK(flaw("broadcast", R"({"f": "read", "value": 3})") ==
        "value: expected no value, got an integer 3");
  CHECK(flaw("g-set", R"({"f": "broadcast", "value": 3})") ==
        "f: expected one of add, read, got a string \"broadcast\"");
  CHECK(flaw("pn-counter", R"({"f": "add", "value": 1.5})") ==
        "value: expected a whole number, got a number with a fraction 1.5");
  CHECK(flaw("lin-kv", R"({"f": "read", "value": 1})") ==
        "value: expected [key, null], got an integer 1");
  CHECK(flaw("lin-kv", R"({"f": "write", "value": [1]})") ==
        "value: expected [key, value], got an array [1]");
  CHECK(flaw("lin-kv", R"({"f": "cas", "value": [1, [2, 3, 4]]})") ==
        "value: expected [key, [from, to]], got an array [1,[2,3,4]]");
  CHECK(flaw("lin-mutex", R"({"f": "acquire", "value": "n1"})") ==
        "value: expected the name of a client, \"c0\", got a string \"n1\"");
  CHECK(flaw("lin-mutex", R"({"f": "acquire", "value": "c1",
                              "then": {"after": 5, "f": "acquired", "value": "c1"}})") ==
        "it.json line 2: operations[0].then.f: expected one of acquire, release, got a string "
        "\"acquired\"");
  CHECK(flaw("txn-list-append", R"({"f": "txn", "value": [["r", 1, null], ["w", 1, 2]]})") ==
        "value[1]: expected [\"r\", key, null] or [\"append\", key, whole number], got an array "
        "[\"w\",1,2]");
  CHECK(flaw("txn-rw-register", R"({"f": "txn", "value": []})") == "");
  CHECK(flaw("txn-rw-register", R"({"f": "txn", "value": 1})") ==
        "value: expected micro-operations, [[\"r\", key, null], [\"w\", key, value]], got an "
        "integer 1");
  CHECK(flaw("kafka", R"({"f": "send", "value": [["send", 1, 2]]})") ==
        "value: expected [[\"send\", key, message]], got an array [[\"send\",1,2]]");
  CHECK(flaw("kafka", R"({"f": "poll", "value": [["pol"]]})") ==
        "value: expected [[\"poll\"]], got an array [[\"pol\"]]");
  CHECK(flaw("kafka", R"({"f": "assign", "value": [1]})") ==
        "value: expected an array of keys, which are strings, got an array [1]");
}

// What no answer of a node could make right is refused: it would be held against the nodes.
TEST_CASE("scenario reader: operations that no history of theirs could be judged by are refused") {
  const auto flaw = [](const std::string& workload, const std::string& operations) {
    return flaw_of(of(workload, operations));
  };
  const std::string twice = R"({"f": "txn", "value": [["w", 1, 5]]},
    {"f": "txn", "value": [["w", 1, 5]], "id": 1})";
  CHECK(flaw("txn-rw-register", twice).starts_with("it.json line 2: operations[1].value: "));
  const std::string appends = R"({"f": "txn", "value": [["append", 1, 5]]},
    {"f": "txn", "value": [["append", 1, 5]], "id": 1})";
  CHECK(flaw("txn-list-append", appends).starts_with("it.json line 2: operations[1].value: "));
  const std::string sends = R"({"f": "send", "value": [["send", "1", 5]]},
    {"f": "send", "value": [["send", "1", 5]], "id": 1})";
  CHECK(flaw("kafka", sends).starts_with("it.json line 2: operations[1].value: "));
  const std::string much = R"({"f": "add", "value": 9223372036854775807},
    {"f": "add", "value": 9223372036854775807, "id": 1})";
  CHECK(flaw_of(R"({"format": 2, "options": {"plan": {"workload": "txn-list-append"}},
    "final-operations": [{"f": "txn", "value": [["append", 1, 1]]}]})")
            .starts_with("it.json line 2: final-operations[0].value: no answer could make it "
                         "right: "));
  CHECK(flaw("pn-counter", much).starts_with("it.json line 2: operations[1].value: "));
}

TEST_CASE("scenario reader: a client of lin-mutex locks for itself, and not last of all") {
  const auto flaw = [](const std::string& operation) {
    return flaw_of(of("lin-mutex", operation));
  };
  CHECK(flaw(R"({"f": "acquire", "value": "c0"})") == "");
  CHECK(flaw(R"({"f": "acquire", "value": "c1"})") ==
        "it.json line 1: operations[0].value: thread 0 is the client \"c0\", which takes no lock "
        "for another one");
  CHECK(flaw(R"({"f": "acquire", "value": "c0",
                 "then": {"after": 5, "f": "release", "value": "c1"}})") != "");
  const auto with_more = [](const std::string& more) {
    return flaw_of(R"({"format": 2, "options": {"plan": {"workload": "lin-mutex"}}, )" + more +
                   "}");
  };
  CHECK(with_more(R"("clients": {"count": 4, "group-size": 2})") ==
        "it.json line 1: clients.group-size: expected 1, for each client has its own lock "
        "operations, got 2");
  CHECK(with_more(R"("final-operations": [{"f": "release", "value": "c0"}])") ==
        "it.json line 1: final-operations: expected none: what all clients do last is no client's "
        "own");
}

TEST_CASE("scenario reader: only an operation of the load is followed by another one") {
  const std::string then = R"([{"f": "read", "then": {"after": 5, "f": "read"}}])";
  for (const char* list : {"recovery-operations", "final-operations"}) {
    CAPTURE(list);
    CHECK(flaw_of(with(fmt::format("\"{}\": {}", list, then))) ==
          fmt::format("it.json line 6: {}[0].then: an operation is followed by another one in the "
                      "load alone",
                      list));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
