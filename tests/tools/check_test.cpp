// `eddy check`: a history from a file or from standard input, in any form there is, and the verdict
// as a run gives it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "checkers/transactional/models/model_answers.h"
#include "eddy/checkers/catalog.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const std::string kUnique =
    R"({"index":0,"time":0,"process":0,"type":"invoke","f":"generate","value":null}
{"index":1,"time":5,"process":0,"type":"ok","f":"generate","value":7}
{"index":2,"time":6,"process":1,"type":"invoke","f":"generate","value":null}
{"index":3,"time":9,"process":1,"type":"ok","f":"generate","value":8}
)";

const std::string kTwice =
    R"({"index":0,"time":0,"process":0,"type":"invoke","f":"generate","value":null}
{"index":1,"time":5,"process":0,"type":"ok","f":"generate","value":7}
{"index":2,"time":6,"process":1,"type":"invoke","f":"generate","value":null}
{"index":3,"time":9,"process":1,"type":"ok","f":"generate","value":7}
)";

const std::string kTwiceAsRecords =
    "#jepsen.history.Op{:index 0, :time 0, :process 0, :type :invoke, :f :generate, :value nil}\n"
    "#jepsen.history.Op{:index 1, :time 5, :process 0, :type :ok, :f :generate, :value 7}\n"
    "#jepsen.history.Op{:index 2, :time 6, :process 1, :type :invoke, :f :generate, :value nil}\n"
    "#jepsen.history.Op{:index 3, :time 9, :process 1, :type :ok, :f :generate, :value 7}\n";

const std::string kTwiceAsVector =
    "[{:type :invoke, :f :generate, :value nil, :process 0, :time 0, :index 0}\n"
    " {:type :ok, :f :generate, :value 7, :process 0, :time 5, :index 1}\n"
    " {:type :invoke, :f :generate, :value nil, :process 1, :time 6, :index 2}\n"
    " {:type :ok, :f :generate, :value 7, :process 1, :time 9, :index 3}]\n";

// One element, acknowledged and never seen again.
const std::string kLost = R"({"process":0,"type":"invoke","f":"add","value":1}
{"process":0,"type":"ok","f":"add","value":1}
{"process":0,"type":"invoke","f":"read"}
{"process":0,"type":"ok","f":"read","value":[]}
)";

void write(const Workplace& here, const std::string& name, const std::string& text) {
  std::ofstream(here.path() / name, std::ios::binary) << text;
}

TEST_CASE("check: the verdict comes first, then the evidence, counts and figures") {
  const Workplace here;
  write(here, "twice.jsonl", kTwice);
  const Outcome outcome = here.eddy("check --model unique-ids twice.jsonl");
  CHECK(outcome.status == 1);
  CHECK(outcome.err.empty());
  CHECK(outcome.out ==
        "invalid  unique-ids in twice.jsonl\n"
        "\n"
        "  id 7 was given out 2 times: op 1 of process 0 at 0.000000005 s, op 3 of process 1 at "
        "0.000000009 s\n"
        "\n"
        "operations          2: 2 generate; 2 ok\n"
        "attempted-count     2\n"
        "acknowledged-count  2\n"
        "duplicated-count    1\n");
}

TEST_CASE("check: of a model with many figures the counts of zero are told together") {
  const Workplace here;
  write(here, "log.jsonl", R"({"process":0,"type":"invoke","f":"send","value":[["send","k",7]]}
{"process":0,"type":"ok","f":"send","value":[["send","k",[0,7]]]}
{"process":1,"type":"invoke","f":"poll","value":[["poll"]]}
{"process":1,"type":"ok","f":"poll","value":[["poll",{"k":[[0,7],[1,7]]}]]}
)");
  const Outcome outcome = here.eddy("check --model kafka log.jsonl");
  CHECK(outcome.status == 1);
  CHECK(contains(
      outcome.out,
      "operations                   2: 1 poll, 1 send; 2 ok\n"
      "duplicate-count              1\n"
      "int-nonmonotonic-poll-count  1\n"
      "sent-count                   1\n"
      "polled-count                 1\n"
      "worst-realtime-lag           0 ms\n"
      "none of                      g0, g0-realtime, g1a, g1c, g1c-realtime, "
      "empty-transaction-graph,\n"
      "                             inconsistent-offsets, int-nonmonotonic-send, int-poll-skip,\n"
      "                             int-send-skip, lost-commit, lost-write, nonmonotonic-poll,\n"
      "                             nonmonotonic-send, poll-skip, precommitted-read, "
      "thin-air-read, unseen\n"));
  const auto figures =
      parse_json(here.eddy("check --model kafka --json log.jsonl").out).as_object().at("figures");
  CHECK(figures.at("lost-write-count") == 0);
}

TEST_CASE("check: the exit status is that of a run") {
  const Workplace here;
  write(here, "valid.jsonl", kUnique);
  write(here, "unknown.jsonl", kLost.substr(0, kLost.find("{\"process\":0,\"type\":\"ok\"")));
  CHECK(here.eddy("check --model unique-ids valid.jsonl").status == 0);
  const Outcome outcome = here.eddy("check --model set-full unknown.jsonl");
  CHECK(outcome.status == 2);
  CHECK(outcome.out.starts_with("unknown  set-full in unknown.jsonl\n"));
}

TEST_CASE("check: JSON and EDN, one operation a line or one array, give the same result") {
  const Workplace here;
  write(here, "twice.jsonl", kTwice);
  write(here, "records.edn", kTwiceAsRecords);
  write(here, "vector.edn", kTwiceAsVector);
  const Outcome json = here.eddy("check --model unique-ids --json twice.jsonl");
  CHECK(json.status == 1);
  CHECK(here.eddy("check --model unique-ids --json records.edn").out == json.out);
  CHECK(here.eddy("check --model unique-ids --json vector.edn").out == json.out);
  const auto results = parse_json(json.out).as_object();
  CHECK(results.at("valid?") == false);
  CHECK(results.at("model") == "unique-ids");
  CHECK(results.at("operations") == 2);
  CHECK(results.at("evidence").as_array().size() == 1);
  CHECK(results.at("figures").at("duplicated-count") == 1);
  CHECK(results.at("checker").at("valid?") == false);
}

TEST_CASE("check: standard input is read where no file is named, or -") {
  const Workplace here;
  write(here, "twice.jsonl", kTwice);
  for (const std::string file : {"", " -"}) {
    CAPTURE(file);
    // g++ 12 misjudges a sum of strings here.
    const Outcome outcome =
        here.shell(fmt::format("{} check --model unique-ids{} < twice.jsonl", EDDY_BINARY, file));
    CHECK(outcome.status == 1);
    CHECK(outcome.out.starts_with("invalid  unique-ids in standard input\n"));
  }
}

TEST_CASE("check: an empty text is an empty history, which proves nothing") {
  const Workplace here;
  write(here, "empty.jsonl", "");
  const Outcome outcome = here.eddy("check --model unique-ids empty.jsonl");
  CHECK(outcome.status == 2);
  CHECK(contains(outcome.out, "no client did anything, so nothing is shown\n"));
  CHECK(contains(outcome.out, "operations          0\n"));
  CHECK(here.eddy("check --model set-full empty.jsonl").status == 2);
}

TEST_CASE("check: a run's own history is judged as the run was") {
  const Workplace here;
  const Outcome run = here.eddy(
      "test -w broadcast --node broadcast-flood --node-count 25 --loss 0.05 --seed 3 --json");
  const auto results = parse_json(run.out);
  const std::string line =
      "check --model set-full --add broadcast --final-reads all --json store/latest/history.jsonl";
  const Outcome outcome = here.eddy(line);
  CHECK(outcome.status == run.status);
  const auto judged = parse_json(outcome.out).at("checker");
  const auto& convergence = results.at("convergence");
  CHECK(judged.at("convergence").at("missing") == convergence.at("missing"));
  CHECK(judged.at("acknowledged-count") == results.at("checker").at("acknowledged-count"));
}

TEST_CASE("check: options reach the checker") {
  const Workplace here;
  const auto event = [](const std::string& type, const std::string& f, const std::string& value) {
    return R"({"process":0,"type":")" + type + R"(","f":")" + f + R"(","value":)" + value + "}\n";
  };
  const auto call = [&](const std::string& f, const std::string& value) {
    return event("invoke", f, "null") + event("ok", f, value);
  };
  write(here, "bank.jsonl", call("read", R"({"a":12,"b":-2})"));
  CHECK(here.eddy("check --model bank bank.jsonl").status == 1);
  CHECK(here.eddy("check --model bank --negative-balances bank.jsonl").status == 0);
  CHECK(here.eddy("check --model bank --negative-balances --total-amount 10 bank.jsonl").status ==
        0);
  CHECK(here.eddy("check --model bank --negative-balances --total-amount 11 bank.jsonl").status ==
        1);
  write(here, "lost.jsonl", kLost);
  CHECK(here.eddy("check --model set-full lost.jsonl").status == 1);
  CHECK(contains(unwrapped(here.eddy("check --model set-full --add put lost.jsonl").err),
                 "lost.jsonl line 1: op 0 of process 0: expected the function to be put "
                 "or read for the model set-full, but it is add"));
}

TEST_CASE("check: a completion may stand alone with --completions-only") {
  const Workplace here;
  write(here, "alone.jsonl", R"({"process":0,"type":"ok","f":"generate","value":7})");
  const Outcome refused = here.eddy("check --model unique-ids alone.jsonl");
  CHECK(refused.status == 254);
  CHECK(
      contains(unwrapped(refused.err), "alone.jsonl line 1: expected an invocation of process 0"));
  CHECK(here.eddy("check --model unique-ids --completions-only alone.jsonl").status == 0);
}

TEST_CASE("check: transactions need no function") {
  const Workplace here;
  write(here, "no-f.json",
        R"([{"index":0,"process":0,"type":"invoke","value":[["append","a",1],["append","a",2]]},
 {"index":1,"process":0,"type":"ok","value":[["append","a",1],["append","a",2]]},
 {"index":2,"process":2,"type":"invoke","value":[["r","a",null]]},
 {"index":3,"process":2,"type":"ok","value":[["r","a",[1]]]}]
)");
  const Outcome lists = here.eddy("check --model list-append no-f.json");
  CHECK(lists.status == 1);
  CHECK(contains(lists.out, "G1b"));
  CHECK(contains(lists.out, "G-single-item"));
  CHECK(contains(lists.out, ": 2 unnamed; 2 ok\n"));
  write(here, "registers.jsonl", R"({"process":0,"type":"invoke","value":[["w","x",1],["w","x",2]]}
{"process":0,"type":"ok","value":[["w","x",1],["w","x",2]]}
{"process":1,"type":"invoke","f":"whatever","value":[["r","x",null]]}
{"process":1,"type":"ok","f":"whatever","value":[["r","x",1]]}
)");
  for (const std::string model : {"rw-register", "commit-order"}) {
    CAPTURE(model);
    CHECK(here.eddy("check --model " + model + " registers.jsonl").status == 1);
  }
  write(here, "fork.jsonl", R"({"process":0,"type":"ok","value":[["r",0,1],["r",1,null]]}
{"process":1,"type":"ok","value":[["r",0,null],["r",1,1]]}
)");
  CHECK(here.eddy("check --model long-fork --completions-only fork.jsonl").status == 1);
}

TEST_CASE("check: the help has examples and every model") {
  const Workplace here;
  const Outcome help = here.eddy("check --help");
  CHECK(help.status == 0);
  CHECK(contains(help.out, "Examples:"));
  CHECK(contains(help.out, "Exit status: 0 valid"));
  for (const auto& entry : eddy::checkers::catalog()) {
    CAPTURE(entry.name);
    CHECK(contains(help.out, "\n  " + std::string(entry.name) + " "));
    CHECK(contains(help.out, entry.summary));
  }
  CHECK(contains(help.out, "checkers/HISTORIES.md"));
  CHECK(contains(help.out, "without --consistency-models, these alone"));
  CHECK(contains(help.out, eddy::checkers::answers_as_text()));
}

}  // namespace TEST_FILE
