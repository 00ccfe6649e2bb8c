// A scenario names a program that is a file, and nodes that run programs of ours beside it.
#include "eddy/workloads/external_program.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <string>

#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/scenario_reader.h"

namespace eddy::workloads {
namespace TEST_FILE {

using sim::NodeId;

Scenario read(const std::string& external, const std::string& more = "") {
  const std::string text = fmt::format(
      R"({{"format": 2, "options": {{"plan": {{"workload": "lin-kv"}},
"run": {{"node-count": 3, {}"external": {}}}}}}})",
      more, external);
  return read_scenario(text, "it.json", nodes::catalog());
}

std::string flaw_of(const std::string& external, const std::string& more = "") {
  try {
    read(external, more);
  } catch (const checkers::BadInput& bad) {
    return bad.what();
  }
  return "";
}

TEST_CASE("external program: comes back from a scenario as it went in") {
  Options options;
  options.plan.workload = "lin-kv";
  options.run.program = "raft";
  options.run.node_count = 3;
  options.plan.concurrency = {2, true};
  ExternalProgram& external = options.run.external.emplace();
  external.command = {"bin/raft", "--flag", "a b", ""};
  const auto comes_back = [&] {
    const Scenario scenario = plan(options, *find_workload("lin-kv")->make());
    return read_scenario(boost::json::serialize(to_json(scenario)), "it", nodes::catalog()) ==
           scenario;
  };
  CHECK(comes_back());
  external.file = "/home/me/bin/raft";
  external.sha256 = std::string(64, 'a');
  external.threads = ThreadOrder::fifo;
  external.ours = {{"lin-kv-proxy", {NodeId::node(0), NodeId::node(2)}}};
  CHECK(comes_back());
}

TEST_CASE("external program: a scenario without one says nothing of it") {
  Scenario scenario;
  scenario.options.plan.workload = "echo";
  CHECK_FALSE(to_json(scenario).at("options").at("run").as_object().contains("external"));
}

TEST_CASE("external program: a command is enough, and gives the program its name") {
  const Scenario scenario = read(R"({"command": ["bin/raft", "-v"]})");
  CHECK(scenario.options.run.program == "raft");
  CHECK(scenario.options.run.external == ExternalProgram{{"bin/raft", "-v"}});
  CHECK(program_name({{"raft"}}) == "raft");
  CHECK(program_name({{"/a/b c/raft"}}) == "raft");
}

TEST_CASE("external program: nonsense is refused in words") {
  CHECK(flaw_of(R"({"threads": "fifo"})") ==
        "it.json line 2: options.run.external: field \"command\" is missing");
  for (const std::string command : {"[]", "[\"\"]", "[\"\", \"x\"]"}) {
    CHECK(flaw_of(R"({"command": )" + command + "}") ==
          "it.json line 2: options.run.external: expected a command: the file of the program, then "
          "its arguments");
  }
  CHECK(
      flaw_of(R"({"command": ["raft"]})", R"("program": "lin-kv-raft", )") ==
      "it.json line 2: options.run.program: expected the name of the file, raft, got lin-kv-raft");
  CHECK(flaw_of(R"({"command": ["raft"], "file": "raft"})") ==
        "it.json line 2: options.run.external.file: expected an absolute path, got raft");
  for (const std::string digits : {"", "00", "A"})
    CHECK(flaw_of(fmt::format(R"({{"command": ["raft"], "sha256": "{}"}})", digits)) ==
          "it.json line 2: options.run.external.sha256: expected 64 hexadecimal digits in lower "
          "case");
  CHECK(flaw_of(R"({"command": ["raft"], "threads": "mixed"})") ==
        "it.json line 2: options.run.external.threads: expected one of drawn, fifo, got a string "
        "\"mixed\"");
}

TEST_CASE("external program: there are not too many processes") {
  const ExternalProgram external{{"raft"}};
  CHECK_FALSE(complaint(external, 1'000));
  CHECK(complaint(external, 1'001) == "at most 1000 nodes are processes, got 1001");
}

TEST_CASE("external program: ours are there, for the workload, on nodes that there are") {
  const auto flaw_in = [](const std::string& ours) {
    return flaw_of(fmt::format(R"({{"command": ["raft"], "ours": [{}]}})", ours));
  };
  const std::string where = "it.json line 2: options.run.external";
  CHECK(flaw_in(R"({"program": "lin-kv-proxy", "nodes": ["n0", "n2"]})").empty());
  CHECK(flaw_in(R"({"program": "echo", "nodes": ["n0"]})") ==
        where + ".ours[0].program: echo is for the workload echo, not lin-kv");
  CHECK(flaw_in(R"({"program": "lin-kv-prox", "nodes": ["n0"]})") ==
        where +
            ".ours[0].program: there is no node program lin-kv-prox, did you mean lin-kv-proxy?");
  CHECK(flaw_in(R"({"program": "lin-kv-proxy", "nodes": ["n3"]})") ==
        where + ": there is no node n3 to run lin-kv-proxy; there are n0 to n2");
  CHECK(flaw_in(R"({"program": "lin-kv-proxy", "nodes": ["c0"]})") ==
        where + ": there is no node c0 to run lin-kv-proxy; there are n0 to n2");
  CHECK(flaw_in(R"({"program": "lin-kv-proxy", "nodes": []})") ==
        where + ": which nodes run lin-kv-proxy? it has none");
  CHECK(flaw_in(R"({"program": "lin-kv-proxy", "nodes": ["n0"]},
                   {"program": "lin-kv-raft", "nodes": ["n1", "n0"]})") ==
        where + ": n0 cannot run both lin-kv-proxy and lin-kv-raft: name it once");
  CHECK(flaw_in(R"({"program": "lin-kv-proxy", "nodes": ["n0", "n1", "n2"]})") ==
        where + ": no node is left for raft: leave one of them to it");
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
