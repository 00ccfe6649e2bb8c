// What a run leaves behind: on standard output with --json, and in the store.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "eddy/checkers/history_reader.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const std::string kBusy =
    "test -w broadcast --seed 9 --node-count 4 --time-limit 5 --rate 20 --latency 30 "
    "--latency-dist exponential --nemesis partition,loss,duplicate,slow --nemesis-interval 1 "
    "--trace";

std::set<std::string> names_in(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

bool has_unfinished(const fs::path& directory) {
  const auto names = names_in(directory);
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return name.starts_with('.'); });
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("--json prints the result and nothing else") {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w broadcast --seed 9 --latency 10 --json");
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  const auto results = parse_json(outcome.out).as_object();
  CHECK(results.at("valid?") == true);
  CHECK(results.at("workload") == "broadcast");
  CHECK(results.at("node") == "broadcast-gossip");
  CHECK(results.at("node-count") == 5);
  CHECK(results.at("seed") == 9);
  CHECK(results.at("fingerprint").as_string().size() == 16);
  CHECK(contains(results.at("reproduce").as_string(), "--latency 10 --seed 9"));
  CHECK(results.at("virtual-time").to_number<double>() >= 70e9);
  CHECK(results.at("events").to_number<int>() > 1000);
  CHECK(results.at("evidence").as_array().empty());
  CHECK(results.at("figures").at("ops.ok") == results.at("stats").at("ok-count"));
  for (const auto* report :
       {"run", "nodes", "checker", "stats", "availability", "net", "expectations"}) {
    CAPTURE(report);
    CHECK(results.at(report).at("valid?") == true);
  }
  CHECK(contents(here.path() / "store/latest/results.json") == outcome.out);
}

TEST_CASE("--json of an invalid run has the evidence, that of an unknown one says so") {
  const Workplace here;
  const Outcome invalid = here.eddy(
      "test -w broadcast --node broadcast-single --node-count 2 --seed 1 --no-store --json");
  CHECK(invalid.status == 1);
  CHECK(parse_json(invalid.out).at("valid?") == false);
  CHECK_FALSE(parse_json(invalid.out).at("evidence").as_array().empty());
  const Outcome unknown = here.eddy("test -w echo --max-events 50 --seed 1 --no-store --json");
  CHECK(unknown.status == 2);
  CHECK(parse_json(unknown.out).at("valid?") == "unknown");
  CHECK(parse_json(unknown.out).at("run").at("bound") == "events");
  CHECK(parse_json(unknown.out).at("run").at("limit") == 50);
  CHECK_FALSE(parse_json(unknown.out).at("run").at("top-senders").as_array().empty());
}

TEST_CASE("--no-store writes nothing") {
  const Workplace here;
  CHECK(here.eddy("test -w echo --seed 1 --no-store").status == 0);
  CHECK(fs::is_empty(here.path()));
}

TEST_CASE("the store has results, history, scenario and trace, under the run's name") {
  const Workplace here;
  const Outcome outcome = here.eddy(kBusy);
  REQUIRE(outcome.status == 0);
  const auto results = parse_json(contents(here.path() / "store/latest/results.json"));
  const std::string name = "9-" + std::string(results.at("fingerprint").as_string());
  CHECK(names_in(here.path() / "store") ==
        std::set<std::string>{"broadcast", "index.html", "latest"});
  CHECK(names_in(here.path() / "store/broadcast") == std::set<std::string>{name, "latest"});
  CHECK(names_in(here.path() / "store/broadcast" / name) ==
        std::set<std::string>{"results.json", "history.jsonl", "history.txt", "scenario.json",
                              "trace.jsonl"});
  CHECK(fs::read_symlink(here.path() / "store/latest") == "broadcast/" + name);
  CHECK(fs::read_symlink(here.path() / "store/broadcast/latest") == name);
  CHECK(contains(outcome.out, "results       store/broadcast/" + name));
}

TEST_CASE("the history in the store can be read back, and says what the results count") {
  const Workplace here;
  REQUIRE(here.eddy(kBusy).status == 0);
  const fs::path latest = here.path() / "store/latest";
  std::ifstream file(latest / "history.jsonl");
  const auto history = eddy::checkers::read_history(file);
  const auto invoked = std::count_if(history.ops.begin(), history.ops.end(), [](const auto& op) {
    return op.is_client() && !op.recovery && op.type == eddy::checkers::OpType::invoke;
  });
  const auto results = parse_json(contents(latest / "results.json"));
  CHECK(invoked == results.at("stats").at("count").to_number<long>());
  std::ostringstream again;
  write_json_lines(again, history);
  CHECK(again.str() == contents(latest / "history.jsonl"));
  CHECK(lines_of(contents(latest / "history.txt")).size() == history.ops.size());
  CHECK(contains(contents(latest / "history.txt"), ":nemesis\t:info\t:start-partition"));
}

TEST_CASE("the scenario in the store has every operation and every fault, one a line") {
  const Workplace here;
  REQUIRE(here.eddy(kBusy).status == 0);
  const std::string text = contents(here.path() / "store/latest/scenario.json");
  const auto scenario = parse_json(text);
  CHECK(scenario.at("format") == 2);
  const auto& run = scenario.at("options").at("run");
  CHECK(run.at("seed") == 9);
  CHECK(run.at("network").at("latency").at("distribution") == "exponential");
  CHECK_FALSE(scenario.at("faults").as_array().empty());
  const auto& first = scenario.at("operations").as_array().front().as_object();
  CHECK(contains(text,
                 "\n    {\"id\": 0, \"at\": " + std::to_string(first.at("at").as_int64()) + ", "));
}

TEST_CASE("--trace writes every event as a line of JSON, in order, without it there is no trace") {
  const Workplace here;
  REQUIRE(here.eddy(kBusy).status == 0);
  const auto lines = lines_of(contents(here.path() / "store/latest/trace.jsonl"));
  std::int64_t last = 0;
  std::set<std::string> kinds;
  for (const std::string& line : lines) {
    const auto event = parse_json(line);
    const std::int64_t time = event.at("time").as_int64();
    CHECK(time >= last);
    last = time;
    kinds.insert(std::string(event.at("event").as_string()));
  }
  CHECK(kinds == std::set<std::string>{"sent", "delivered", "lost", "timer-fired", "operation-due",
                                       "operation-began", "fault-began", "fault-ended",
                                       "phase-began"});
  REQUIRE(here.eddy("test -w echo --seed 1").status == 0);
  CHECK_FALSE(fs::exists(here.path() / "store/latest/trace.jsonl"));
}

TEST_CASE("the same seed writes the same bytes, wherever and whenever it runs") {
  const Workplace here;
  const Workplace there;
  REQUIRE(here.eddy(kBusy).status == 0);
  REQUIRE(there.eddy(kBusy).status == 0);
  for (const auto* file :
       {"results.json", "history.jsonl", "history.txt", "scenario.json", "trace.jsonl"}) {
    CAPTURE(file);
    CHECK(contents(here.path() / "store/latest" / file) ==
          contents(there.path() / "store/latest" / file));
  }
  // Again in the same place: still one result.
  REQUIRE(here.eddy(kBusy).status == 0);
  CHECK(names_in(here.path() / "store/broadcast").size() == 2);
}

TEST_CASE("--store says where the results go, and may make the way there") {
  const Workplace here;
  REQUIRE(here.eddy("test -w echo --seed 1 --store far/away").status == 0);
  CHECK(fs::exists(here.path() / "far/away/echo/latest/results.json"));
  CHECK(names_in(here.path()) == std::set<std::string>{"far"});
}

TEST_CASE("nothing unfinished stays behind, also when an expectation was a mistake") {
  const Workplace here;
  REQUIRE(here.eddy("test -w echo --seed 1 --trace").status == 0);
  CHECK_FALSE(has_unfinished(here.path() / "store/echo"));
  const auto latest = fs::read_symlink(here.path() / "store/latest");
  CHECK(here.eddy("test -w echo --seed 2 --trace --expect 'x < 1'").status == 254);
  CHECK_FALSE(has_unfinished(here.path() / "store/echo"));
  CHECK(fs::read_symlink(here.path() / "store/latest") == latest);
}

TEST_CASE("an interrupted run leaves nothing that looks like a result") {
  for (const int signal : {SIGKILL, SIGINT}) {
    CAPTURE(signal);
    const Workplace here;
    REQUIRE(here.eddy("test -w echo --seed 1").status == 0);
    const auto latest = fs::read_symlink(here.path() / "store/latest");
    // Millions of events to go: it cannot be done before the signal comes.
    const auto child = here.begin(
        EDDY_BINARY, words("test -w echo --seed 2 --rate 100 --time-limit 20000 --trace"));
    while (!has_unfinished(here.path() / "store/echo")) ::sched_yield();
    REQUIRE(::kill(child, signal) == 0);
    CHECK(here.finish(child).status == 128 + signal);
    CHECK(fs::read_symlink(here.path() / "store/latest") == latest);
    CHECK(fs::read_symlink(here.path() / "store/echo/latest") == latest.filename());
    for (const auto& entry : fs::directory_iterator(here.path() / "store/echo")) {
      if (entry.path().filename().string().starts_with('.')) continue;
      CHECK(fs::exists(entry.path() / "results.json"));
    }
    REQUIRE(here.eddy("test -w echo --seed 3").status == 0);
    CHECK(fs::read_symlink(here.path() / "store/latest") != latest);
    CHECK_FALSE(has_unfinished(here.path() / "store/echo"));
  }
}

}  // namespace TEST_FILE
