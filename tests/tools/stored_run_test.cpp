// `eddy check` takes the folder of a run: its model and options are those of the run.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "eddy/workloads/catalog.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

void write(const Workplace& here, const std::string& name, const std::string& text) {
  fs::create_directories((here.path() / name).parent_path());
  std::ofstream(here.path() / name, std::ios::binary) << text;
}

void check_refused(const Outcome& outcome, const std::string& message) {
  CAPTURE(outcome.err);
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  CHECK(contains(unwrapped(outcome.err), message));
}

// Two transactions on lists, the second of which reads what is old in real time.
const std::string kStale =
    R"({"process":0,"type":"invoke","f":"txn","value":[["append","x",1]]}
{"process":0,"type":"ok","f":"txn","value":[["append","x",1]]}
{"process":1,"type":"invoke","f":"txn","value":[["r","x",null]]}
{"process":1,"type":"ok","f":"txn","value":[["r","x",null]]}
)";

const std::string kSerializable =
    R"({"workload":"txn-list-append","consistency-models":["serializable"]})";

TEST_CASE("check: a run's folder is judged as the run was, whatever its workload") {
  const Workplace here;
  for (const auto& workload : eddy::workloads::catalog()) {
    CAPTURE(workload.name);
    const Outcome run =
        here.eddy("test --seed 1 --time-limit 10 --json -w " + std::string(workload.name));
    auto expected = parse_json(run.out).as_object().at("checker").as_object();
    for (const char* only_known_to_the_run : {"spread", "out-of-bounds-count"})
      expected.erase(only_known_to_the_run);
    const Outcome outcome = here.eddy("check --json store/latest");
    CAPTURE(outcome.err);
    CHECK(outcome.status == run.status);
    auto judged = parse_json(outcome.out).at("checker").as_object();
    judged.erase("convergence");  // a verdict of its own in a run
    CHECK(judged == expected);
  }
}

TEST_CASE("check: the folder of a run that failed gives the run's evidence") {
  const Workplace here;
  const Outcome run = here.eddy(
      "test -w broadcast --node broadcast-flood --node-count 25 --loss 0.05 --seed 3 --json");
  REQUIRE(run.status == 1);
  for (const std::string folder : {"store/latest", "store/latest/", "store/broadcast/latest"}) {
    const Outcome outcome = here.eddy("check --json " + folder);
    CHECK(outcome.status == 1);
    CHECK(parse_json(outcome.out).at("model") == "set-full");
    CHECK(contains(outcome.out, ": the last read misses "));
  }
  CHECK(here.eddy("check store/latest")
            .out.starts_with("invalid  set-full in store/latest/history.jsonl\n"));
}

TEST_CASE("check: of the folder of a run, evidence names nodes and the faults between them") {
  const Workplace here;
  REQUIRE(here.eddy("test -w broadcast --node broadcast-flood --time-limit 20 --rate 10 --nemesis "
                    "partition --seed 4")
              .status == 1);
  const Outcome outcome = here.eddy("check store/latest");
  CHECK(contains(outcome.out, "\n  n3: the last read misses 36 of 102 acknowledged values: 50, "));
  CHECK(contains(outcome.out, "; n0, n1, n2 and n4 have them\n"));
  CHECK(contains(outcome.out,
                 "\n      all were on their way while partition one-way n0 n1 n2 n4 ↛ n3 was up "));
  CHECK(contains(outcome.out, "\n      value 50: n0, n1, n2 and n4 have it (n0 from a client at "));
  // Of the history alone nobody knows who talks to whom.
  const Outcome alone = here.eddy(
      "check --model set-full --add broadcast --final-reads all store/latest/history.jsonl");
  CHECK(contains(alone.out, "\n  process 3: the last read misses 36 of 102 "));
}

TEST_CASE("check: of the folder of a run, nodes are named right however many clients there were") {
  const Workplace here;
  const Outcome run = here.eddy(
      "test -w broadcast --node broadcast-flood --concurrency 7 --time-limit 20 --rate 10 "
      "--nemesis partition --seed 4");
  REQUIRE(run.status == 1);
  const std::string misses = "\n  n3: the last read misses 38 of 102 acknowledged values: 50, ";
  CHECK(contains(run.out, misses));
  const Outcome outcome = here.eddy("check store/latest");
  CHECK(contains(outcome.out, misses));
  CHECK(contains(outcome.out, "\n      value 50: n0, n1, n2 and n4 have it (n1 from a client at "));
  CHECK(contains(outcome.out, "; n3 does not\n"));
}

TEST_CASE("check: transactions of a run are held against what the run was held against") {
  const Workplace here;
  here.eddy("test -w txn-list-append --consistency-models serializable --time-limit 5 --seed 1");
  const auto stored = parse_json(contents(here.path() / "store/latest/results.json")).as_object();
  CHECK(stored.at("consistency-models") == boost::json::array{"serializable"});
  write(here, "run/history.jsonl", kStale);
  write(here, "run/results.json", kSerializable);
  CHECK(here.eddy("check run").status == 0);
  CHECK(here.eddy("check --model append run").status == 0);
  CHECK(here.eddy("check --model list-append run/history.jsonl").status == 1);
  CHECK(here.eddy("check --consistency-models strict-serializable run").status == 1);
  // Anomalies alone are looked for alone, as without a run.
  CHECK(here.eddy("check --anomalies G-single-realtime run").status == 1);
  CHECK(here.eddy("check --anomalies G1a run").status == 0);
}

TEST_CASE("check: registers of a run keep the run's way to infer versions, unless told otherwise") {
  const Workplace here;
  write(here, "run/history.jsonl", R"({"process":0,"type":"invoke","value":[["r",1,null],["w",1,1]]}
{"process":1,"type":"invoke","value":[["r",1,null],["w",1,2]]}
{"process":0,"type":"ok","value":[["r",1,2],["w",1,1]]}
{"process":1,"type":"ok","value":[["r",1,1],["w",1,2]]}
)");
  write(here, "run/results.json",
        R"({"workload":"txn-rw-register","consistency-models":["read-uncommitted"]})");
  CHECK(here.eddy("check run").status == 1);
  CHECK(here.eddy("check --model rw-register --consistency-models read-uncommitted "
                  "run/history.jsonl")
            .status == 0);
}

TEST_CASE("check: to another model than the run's only its history counts") {
  const Workplace here;
  here.eddy("test -w broadcast --time-limit 5 --seed 1");
  const Outcome stats = here.eddy("check --model stats store/latest");
  CHECK(stats.status == 0);
  CHECK(stats.out.starts_with("valid  stats in store/latest/history.jsonl\n"));
  check_refused(here.eddy("check --model set store/latest"),
                "expected the function to be add or read for the model set");
  // An option of the command line takes the place of the run's.
  check_refused(here.eddy("check --add put store/latest"),
                "expected the function to be put or read");
  check_refused(here.eddy("check --initial 0 store/latest"),
                "--initial means nothing to the model set-full");
}

TEST_CASE("check: a folder of Jepsen's has a history, but tells no model") {
  const Workplace here;
  write(here, "run/history.edn",
        "{:process 0, :type :invoke, :f :generate}\n"
        "{:process 0, :type :ok, :f :generate, :value 1}\n");
  CHECK(here.eddy("check --model unique-ids run").status == 0);
  check_refused(here.eddy("check run"),
                "run does not tell its model: expected results.json in it, "
                "or --model");
}

TEST_CASE("check: a folder without a run is refused with one line") {
  const Workplace here;
  fs::create_directory(here.path() / "empty");
  for (const std::string model : {"", "--model set "}) {
    check_refused(here.eddy("check " + model + "empty"),
                  "empty holds no run: expected history.jsonl in it\n");
    check_refused(here.eddy("check " + model + "."), "holds no run");
  }
  check_refused(here.eddy("check store/latest"),
                "cannot read store/latest: No such file or directory\n");
  here.eddy("test -w echo --time-limit 1 --seed 1");
  check_refused(here.eddy("check store"),
                "store holds no run: expected history.jsonl in it, as in store/latest\n");
}

TEST_CASE("check: results that make no sense are refused with one line") {
  const Workplace here;
  write(here, "run/history.jsonl", "");
  const auto refused_with = [&](const std::string& results, const std::string& message) {
    write(here, "run/results.json", results);
    check_refused(here.eddy("check run"), "run/results.json: expected " + message);
  };
  refused_with("{", "the results of a run, a JSON object; name the history itself");
  refused_with("[]", "the results of a run, a JSON object");
  refused_with("{}", "\"workload\" to be one of those of eddy test");
  refused_with(R"({"workload":7})", "\"workload\" to be one of those of eddy test");
  refused_with(R"({"workload":"juggling"})", "\"workload\" to be one of those of eddy test");
  refused_with(R"({"workload":"txn-list-append","consistency-models":7})",
               "\"consistency-models\" to be a list of names");
  refused_with(R"({"workload":"txn-list-append","consistency-models":[7]})",
               "\"consistency-models\" to be a list of names");
  write(here, "run/results.json",
        R"({"workload":"txn-list-append","consistency-models":["serial"]})");
  check_refused(here.eddy("check run"), "serial");
}

}  // namespace TEST_FILE
