// eddy explain, eddy diff, and runs that branch.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/tools/workplace.h"

namespace eddy::testing {
namespace TEST_FILE {

constexpr const char* kOnce =
    "-w pn-counter --node pn-counter-once --nemesis partition --seed 0 --time-limit 20";

TEST_CASE("explain: names the event that tipped a run, and the operation that showed it") {
  const Workplace here;
  const Outcome failing = here.eddy(fmt::format("test {}", kOnce));
  REQUIRE(failing.status == 1);
  const Outcome told = here.shell(line_behind(failing.out, "explain"));
  CHECK(told.status == 0);
  CHECK(contains(told.out, "operations fail the same way\n"));
  CHECK(contains(told.out, "tipped by     the start of partition "));
  CHECK(contains(told.out, " lifted it from "));
  CHECK(contains(told.out, "shown by      "));
  const Outcome json = here.eddy(fmt::format("explain {} --json --branches 6 -j 1", kOnce));
  const auto data = parse_json(json.out);
  const auto& tipping = data.at("luck").at("tipping");
  CHECK(tipping.at("before").to_number<double>() < tipping.at("after").to_number<double>());
  CHECK(data.at("luck").at("points").as_array().size() > 5);
  // The same with more jobs.
  CHECK(here.eddy(fmt::format("explain {} --json --branches 6 -j 3", kOnce)).out == json.out);
  CHECK(contains(here.eddy(fmt::format("explain {} --budget 20", kOnce)).out, "cut short"));
  const auto few = parse_json(here.eddy(fmt::format("explain {} --json --branches 4", kOnce)).out);
  CHECK(few.at("luck").at("points").at(0).at("branches").as_int64() <= 4);
}

TEST_CASE("explain: what is no failing run is refused in one line") {
  const Workplace here;
  CHECK(contains(here.refusal_of("explain"), "which run?"));
  CHECK(here.refusal_of("explain -w echo --seed 1") ==
        "seed 1: this run does not fail, it is valid");
  CHECK(contains(here.refusal_of("explain -w echo --seed 1 --operation 100000"),
                 "the plan has no operation of that id"));
  CHECK(contains(here.refusal_of("explain -w echo --seed 1 --operation one"),
                 "--operation takes a whole number"));
  CHECK(contains(here.refusal_of("explain -w echo --seed 1 --at n9"),
                 "--at n9: there are n0 to n4, services such as lin-kv"));
}

TEST_CASE(
    "explain: the trace of a value, a key, an operation, a node, also of a run that is right") {
  const Workplace here;
  const std::string lost =
      "-w broadcast --node broadcast-flood --rate 10 --time-limit 20 "
      "--nemesis partition --seed 4";
  const Outcome value = here.eddy(fmt::format("explain {} --value 50", lost));
  CHECK(value.status == 0);
  CHECK(contains(value.out, "c0 asks n0: broadcast 50: ok"));
  CHECK(contains(value.out, "n0 → n3  flooded 50: cut by partition one-way n0 n1 n2 n4 ↛ n3\n"));
  CHECK(contains(value.out, "never had 50: n3\n"));
  // What was read: a line where a node's answer is no longer what it was.
  CHECK(contains(value.out, " asks n1: read: ok, with 50, and "));
  CHECK(contains(value.out, " asks n3: read: ok, without 50, and "));
  CHECK_FALSE(contains(value.out, " asks n3: read: ok, with 50"));
  const auto data = parse_json(here.eddy(fmt::format("explain {} --value 50 --json", lost)).out);
  CHECK(data.at("lines").as_array().size() > 3);
  CHECK(data.at("remarks").as_array().size() == 2);
  const std::string right = "-w lin-kv --seed 1 --time-limit 5 --node lin-kv-proxy";
  CHECK(contains(here.eddy(fmt::format("explain {} --key 0", right)).out, "→ lin-kv"));
  const auto of_operation = here.eddy(fmt::format("explain {} --operation 2", right)).out;
  CHECK(contains(of_operation, " (op "));
  // Evidence counts otherwise.
  const std::size_t number = of_operation.find(" (op ") + 5;
  const std::string op = of_operation.substr(number, of_operation.find(')', number) - number);
  CHECK(here.eddy(fmt::format("explain {} --operation op{}", right, op)).out == of_operation);
  CHECK(contains(here.refusal_of(fmt::format("explain {} --operation op99999", right)),
                 "--operation op99999: the load of this run has no such op"));
  CHECK(contains(here.refusal_of(fmt::format("explain {} --operation opera", right)),
                 "takes a whole number"));
  CHECK(contains(here.refusal_of(fmt::format("explain {} --node n1", right)), "say --at n1"));
  REQUIRE(here.eddy(fmt::format("plan {} -o it.json", right)).status == 0);
  const Outcome at = here.eddy("explain it.json --at n1");
  CHECK(contains(at.out, "n1 → lin-kv"));
  CHECK(here.eddy("explain it.json --node n1").out == at.out);
  CHECK(here.eddy("explain it.json --at lin-kv").status == 0);
  // A fault of other nodes does not concern it.
  const std::string killed = "-w lin-kv --node lin-kv-proxy --seed 1 --time-limit 9 --nemesis ";
  const std::string kills = killed + "kill --nemesis-interval 2 --nemesis-targets one";
  const auto all = here.eddy(fmt::format("explain {} --key 0", kills)).out;
  const auto of_n1 = here.eddy(fmt::format("explain {} --at n1", kills)).out;
  CHECK(contains(all, "kill n1 begins"));
  CHECK(contains(of_n1, "kill n1 begins"));
  CHECK_FALSE(contains(here.eddy(fmt::format("explain {} --at n0", kills)).out, "kill n1"));
  for (const char* nothing : {"'\"none\"'", "''"}) {
    CHECK(contains(here.eddy(fmt::format("explain {} --value {}", right, nothing)).out,
                   "nothing of the run concerns it"));
  }
  CHECK(contains(here.refusal_of(fmt::format("explain {} --at ''", right)), "--at : there are n0"));
  CHECK(contains(here.refusal_of(fmt::format("explain {} --value 3 --budget 5", right)),
                 "--budget is for the search of a cause"));
  CHECK(contains(here.refusal_of("explain it.json --group 1"), "it.json is one run"));
}

TEST_CASE("--seed: a run that branches, from its line, its folder and its plan") {
  const Workplace here;
  const std::string options =
      "-w broadcast --time-limit 5 --nemesis partition --nemesis-interval 1";
  const auto fingerprint = [&](const std::string& command) {
    return std::string(parse_json(here.eddy(command).out).at("fingerprint").as_string());
  };
  const std::string whole = fingerprint(fmt::format("test {} --seed 7 --json", options));
  const Outcome branch = here.eddy(fmt::format("test {} --seed '7@500>3' --json", options));
  CHECK(branch.status == 0);
  const auto results = parse_json(branch.out);
  const std::string of_branch(results.at("fingerprint").as_string());
  CHECK(of_branch != whole);
  CHECK(contains(std::string(results.at("reproduce").as_string()), "--seed '7@500>3'"));
  CHECK(fingerprint("replay store/latest --json --no-store") == of_branch);
  REQUIRE(here.eddy(fmt::format("plan {} --seed '7@500>3' -o it.json", options)).status == 0);
  CHECK(fingerprint("replay it.json --json --no-store") == of_branch);
  CHECK(here.eddy(fmt::format("test {} --seed '7@500>3@700>4' --verify", options)).status == 0);
  CHECK(contains(here.refusal_of(fmt::format("test {} --seed '7@99999>3'", options)),
                 "a run cannot branch after its end: 7 has "));
  for (const char* bad : {"7@", "7@0>1", "7@5>", "7@5>1@5>1", "x"}) {
    CHECK(contains(here.refusal_of(fmt::format("test {} --seed '{}'", options, bad)),
                   "or a run that branches, such as 7@1234>99, got"));
  }
  // In a file, a branch that never comes is found when it is run.
  std::string text = contents(here.path() / "it.json");
  text.replace(text.find("\"event\": 500"), 12, "\"event\": 99999");
  std::ofstream(here.path() / "it.json") << text;
  CHECK(
      contains(here.refusal_of("replay it.json --no-store"), "a run cannot branch after its end"));
}

TEST_CASE("diff: the first event in which two runs differ, with what led there") {
  const Workplace here;
  REQUIRE(here.eddy("plan -w broadcast --time-limit 5 --seed 7 -o one.json").status == 0);
  REQUIRE(here.eddy("plan -w broadcast --time-limit 5 --seed '7@100>5' -o other.json").status == 0);
  const Outcome same = here.eddy("diff one.json one.json");
  CHECK(same.status == 0);
  CHECK(same.out.starts_with("the same: "));
  const Outcome parted = here.eddy("diff one.json other.json");
  CHECK(parted.status == 1);
  CHECK(parted.out.starts_with("the same up to event 1"));
  CHECK(contains(parted.out, "    led by"));
  CHECK(contains(parted.out, "    then  "));
  const auto data = parse_json(here.eddy("diff one.json other.json --json").out);
  CHECK(data.at("same") == false);
  CHECK(data.at("first-difference").as_int64() > 100);
  CHECK(data.at("runs").as_array().size() == 2);
  CHECK(contains(here.refusal_of("diff one.json"), "diff takes two runs"));
  CHECK(contains(here.refusal_of("diff one.json none.json"), "cannot read none.json"));
}

TEST_CASE("docs/minimise.md and docs/explain.md: their commands work, one after another") {
  for (const char* page : {"docs/minimise.md", "docs/explain.md"}) {
    CAPTURE(page);
    const Workplace here;
    std::istringstream lines(contents(std::filesystem::path(EDDY_SOURCE_DIR) / page));
    bool is_inside = false;
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("```")) is_inside = line == "```sh";
      if (!is_inside || !line.starts_with("eddy ")) continue;
      CAPTURE(line);
      ++count;
      const Outcome outcome = here.shell(EDDY_BINARY + line.substr(4));
      CHECK(outcome.status <= 1);
    }
    CHECK(count >= 2);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
