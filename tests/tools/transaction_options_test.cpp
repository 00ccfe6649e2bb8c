// The options that shape transactions, and those that say what they are held against.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

std::string refusal_of(const std::string& options) {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w echo " + options);
  CAPTURE(outcome.err);
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  CHECK(is_one_sentence(outcome.err));
  CHECK(std::filesystem::is_empty(here.path()));
  return unwrapped(outcome.err);
}

// What a run with these options planned.
struct Planned {
  std::set<std::int64_t> keys;
  std::set<std::size_t> lengths;
  std::int64_t most_writes = 0;  // of one key
};

Planned planned(const std::string& options) {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w txn-list-append --seed 5 --rate 50 " + options);
  CAPTURE(outcome.err);
  REQUIRE(outcome.status <= 2);
  const auto scenario = parse_json(contents(here.path() / "store/latest/scenario.json"));
  Planned planned;
  for (const auto& operation : scenario.at("operations").as_array()) {
    const auto& txn = operation.at("value").as_array();
    planned.lengths.insert(txn.size());
    for (const auto& op : txn) {
      const auto& triple = op.as_array();
      planned.keys.insert(triple[1].as_int64());
      // The n-th element of a key is n.
      if (triple[0] == "append") {
        planned.most_writes = std::max(planned.most_writes, triple[2].as_int64());
      }
    }
  }
  return planned;
}

boost::json::value results_of(const std::string& options) {
  const Workplace here;
  const Outcome outcome = here.eddy("test --json --no-store --rate 50 --seed 5 " + options);
  CAPTURE(outcome.err);
  REQUIRE(outcome.status <= 2);
  return parse_json(outcome.out);
}

TEST_CASE("--key-count says how many keys are in use at once") {
  const std::string no_new_keys = "--max-writes-per-key 1000000 ";
  CHECK(planned(no_new_keys).keys.size() == 10);
  CHECK(planned(no_new_keys + "--key-count 3").keys == std::set<std::int64_t>{0, 1, 2});
}

TEST_CASE("--min-txn-length and --max-txn-length say how long transactions are") {
  CHECK(planned("").lengths == std::set<std::size_t>{1, 2, 3, 4});
  CHECK(planned("--min-txn-length 3").lengths == std::set<std::size_t>{3, 4});
  CHECK(planned("--min-txn-length 2 --max-txn-length 6").lengths ==
        std::set<std::size_t>{2, 3, 4, 5, 6});
}

TEST_CASE("--max-writes-per-key says when a new key takes the place of an old one") {
  CHECK(planned("").most_writes == 16);
  CHECK(planned("").keys.size() > 10);
  CHECK(planned("--max-writes-per-key 5").most_writes == 5);
}

TEST_CASE("--consistency-models says what the transactions are held against") {
  const std::string skewed = "--node txn-list-append-write-skew ";
  CHECK(results_of(skewed).at("valid?") == false);
  CHECK(results_of(skewed + "--consistency-models serializable").at("valid?") == false);
  CHECK(results_of(skewed + "--consistency-models PL-3").at("valid?") == false);
  CHECK(results_of(skewed + "--consistency-models snapshot-isolation").at("valid?") == true);
}

TEST_CASE("--consistency-models takes a list, with blanks or without, and adds up") {
  const std::string node = "--node txn-list-append-write-skew --consistency-models ";
  const auto listed = results_of(node + "causal-cerone,read-committed");
  CHECK(results_of(node + "'causal-cerone , read-committed'") == listed);
  CHECK(results_of(node + "causal-cerone --consistency-models read-committed") == listed);
}

TEST_CASE("lengths that contradict each other are refused") {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w txn-list-append --min-txn-length 9");
  CHECK(outcome.status == 254);
  CHECK(contains(unwrapped(outcome.err), "--min-txn-length 9 is more than --max-txn-length 4"));
}

TEST_CASE("--key-count, --min-txn-length, --max-txn-length, --max-writes-per-key take numbers") {
  CHECK(contains(refusal_of("--key-count 0"), "--key-count takes a whole number from 1"));
  CHECK(contains(refusal_of("--min-txn-length -1"), "--min-txn-length takes a whole number"));
  CHECK(contains(refusal_of("--max-txn-length 0"), "--max-txn-length takes a whole number from 1"));
  CHECK(contains(refusal_of("--max-writes-per-key many"), "--max-writes-per-key takes a whole"));
}

TEST_CASE("--consistency-models refuses a name that Elle does not know, with the nearest one") {
  CHECK(contains(refusal_of("--consistency-models serialisable"),
                 "unknown consistency model \"serialisable\", did you mean serializable?"));
  CHECK(contains(refusal_of("--consistency-models serializable,snapshot-isolatoin"),
                 "did you mean snapshot-isolation?"));
  CHECK(contains(refusal_of("--consistency-models serializable,,causal"),
                 "expected a name on both sides of a comma"));
  CHECK(contains(refusal_of("--consistency-models ''"), "takes the names of models, got \"\""));
}

TEST_CASE("--committed-offsets rising: of kafka's commits the highest counts, here and in check") {
  CHECK(contains(refusal_of("--committed-offsets up"),
                 "--committed-offsets takes any or rising, got \"up\""));
  const Workplace here;
  const Outcome run = here.eddy(
      "test -w kafka --node kafka-single --node-count 1 --seed 5 --committed-offsets rising "
      "--json");
  CHECK(run.status == 0);
  const auto results = parse_json(run.out);
  CHECK(results.at("committed-offsets") == "rising");
  CHECK(contains(std::string(results.at("reproduce").as_string()), "--committed-offsets rising"));
  std::ofstream(here.path() / "fell.jsonl")
      << R"({"process":0,"type":"invoke","f":"poll","value":[["poll"]]}
{"process":0,"type":"ok","f":"poll","value":[["poll",{}],["commit",{"k":5}]]}
{"process":0,"type":"invoke","f":"poll","value":[["poll"]]}
{"process":0,"type":"ok","f":"poll","value":[["poll",{}],["commit",{"k":3}]]}
{"process":1,"type":"invoke","f":"assign","value":["k"]}
{"process":1,"type":"ok","f":"assign","value":{"k":3}}
)";
  CHECK_FALSE(contains(here.eddy("check --model kafka fell.jsonl").out, "lost-commit:"));
  const Outcome rising = here.eddy("check --model kafka --committed-offsets rising fell.jsonl");
  CHECK(rising.status == 1);
  CHECK(contains(rising.out, "lost-commit: offset 3 of key"));
}

TEST_CASE("--consistency-models refuses a model of which the checker looks at nothing") {
  const Workplace here;
  const std::string refusal =
      "rw-register looks at nothing that makes prefix; --model commit-order decides it\n";
  for (const std::string command : {"test -w txn-rw-register", "check --model rw-register"}) {
    CAPTURE(command);
    const Outcome outcome = here.eddy(command + " --consistency-models prefix,causal");
    CHECK(outcome.status == 254);
    CHECK(outcome.out.empty());
    CHECK(contains(unwrapped(outcome.err), refusal));
  }
  CHECK(std::filesystem::is_empty(here.path()));
  CHECK(results_of("-w txn-list-append --consistency-models prefix").at("valid?") == true);
}

TEST_CASE("a run and a check that found nothing say which models are only inferred") {
  const Workplace here;
  const std::string remark = "causal: nothing found; `--model commit-order` decides\n";
  const std::string model = " --consistency-models causal ";
  CHECK(contains(here.eddy("test -w txn-rw-register --seed 1" + model).out, remark));
  CHECK(contains(here.eddy("check store/latest").out, remark));
  CHECK(contains(here.eddy("check store/latest --json").out, "causal: nothing found"));
  CHECK_FALSE(contains(here.eddy("check --model commit-order store/latest" + model).out, remark));
  CHECK_FALSE(contains(here.eddy("test -w txn-list-append --seed 1" + model).out, "nothing found"));
}

}  // namespace TEST_FILE
