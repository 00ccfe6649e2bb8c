// The lines of sweep.jsonl, and which seeds they are of.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "tests/tools/workplace.h"
#include "tools/sweep/seed_line.h"
#include "tools/sweep/seed_range.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using checkers::Validity;
using tools::Shard;
using tools::ShardSeeds;
using workloads::SeedOutcome;

SeedOutcome valid_outcome() {
  return {.seed = 17,
          .fingerprint = 0x00ff,
          .events = 412,
          .virtual_time = 30'500'000'000,
          .features = {"partition", "no hop"},
          .arguments = "test -w echo --expect 'ops.ok > 0' --seed 17"};
}

SeedOutcome invalid_outcome() {
  SeedOutcome outcome = valid_outcome();
  outcome.seed = 18'446'744'073'709'551'615U;
  outcome.validity = Validity::invalid;
  outcome.way_to_fail = {"workload", "lost"};
  outcome.text = "n0 \"lost\" a value\t\x01 \u2026";
  return outcome;
}

SeedOutcome unknown_outcome() {
  SeedOutcome outcome = valid_outcome();
  outcome.validity = Validity::unknown;
  outcome.undecided_by = "run";
  outcome.text = "it reached its bound";
  return outcome;
}

TEST_CASE("seed line: its form") {
  CHECK(tools::to_line(valid_outcome()) ==
        R"({"seed":17,"valid?":true,"fingerprint":"00000000000000ff","events":412,)"
        R"("virtual-time":30500000000,"features":["partition","no hop"],)"
        R"("arguments":"test -w echo --expect 'ops.ok > 0' --seed 17"})");
  CHECK(contains(tools::to_line(unknown_outcome()), R"("valid?":"unknown")"));
  CHECK(tools::to_line(unknown_outcome())
            .ends_with(R"(,"failure":{"checker":"run","text":"it reached its bound"}})"));
  CHECK(contains(tools::to_line(invalid_outcome()),
                 R"(,"failure":{"checker":"workload","kind":"lost","text":")"));
}

SeedOutcome learned_outcome() {
  SeedOutcome outcome = valid_outcome();
  outcome.behaviours = {0, 64, 0xfffffe, 0xffffff};
  outcome.vacuity.faults[0] = {3, 1};
  outcome.vacuity.faults[7] = {2, 0};
  outcome.vacuity.at_events = {5, 4};
  outcome.vacuity.contended = true;
  outcome.vacuity.lock_waited_for = false;
  outcome.labels = {{"a \"rare\" one", false}, {"leader steps down", true}};
  return outcome;
}

TEST_CASE("seed line: what a run has taught") {
  CHECK(
      tools::to_line(learned_outcome())
          .ends_with(
              R"("vacuity":{"partition":[3,1],"disk":[2,0],"at-events":[5,4],"contended":true,"lock-waited-for":false},)"
              R"("labels":{"a \"rare\" one":false,"leader steps down":true},)"
              R"("behaviours":"AAAAAABA___-____"})"));
}

TEST_CASE("seed line: what is written is read, and it is one line") {
  for (const SeedOutcome& outcome :
       {valid_outcome(), invalid_outcome(), unknown_outcome(), learned_outcome()}) {
    const std::string line = tools::to_line(outcome);
    CAPTURE(line);
    CHECK(tools::parse_seed_line(line) == outcome);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(parse_json(line).is_object());
  }
}

std::string refusal_of(const std::string& line) {
  try {
    tools::parse_seed_line(line);
  } catch (const checkers::BadInput& bad) {
    return bad.what();
  }
  return "";
}

TEST_CASE("seed line: no beginning of a line is one, and what is wrong is told") {
  const std::string line = tools::to_line(invalid_outcome());
  for (std::size_t size = 0; size < line.size(); ++size) {
    CAPTURE(size);
    CHECK(refusal_of(line.substr(0, size)) == "expected a JSON object");
  }
  CHECK(refusal_of("[]") == "expected a JSON object");
  CHECK(refusal_of("{}") == "expected \"seed\", a whole number");
  CHECK(refusal_of(R"({"seed":-1})") == "expected \"seed\" to be a whole number");
  CHECK(refusal_of(R"({"seed":1,"valid?":1})") ==
        "expected \"valid?\" to be true, false or \"unknown\"");
  const auto with = [](const std::string& field) {
    std::string whole = tools::to_line(valid_outcome());
    whole.back() = ',';
    return whole + field + '}';
  };
  for (const char* digits : {"AAA", "AA=A", "AABAAAAA", "AAAAAAAA"}) {
    CAPTURE(digits);
    CHECK(refusal_of(with(fmt::format(R"("behaviours":"{}")", digits))) ==
          "expected \"behaviours\" to be four digits for each, in a rising order");
  }
  CHECK(refusal_of(with(R"("labels":{"a":1})")) == "expected \"a\" to be true or false");
  for (const char* pair : {"1", "[1]", "[1,2]", "[-1,0]", "[1,0.5]"}) {
    CAPTURE(pair);
    CHECK(refusal_of(with(fmt::format(R"("vacuity":{{"loss":{}}})", pair)))
              .starts_with("expected \"loss\" of \"vacuity\" to be how many faults"));
  }
  CHECK(refusal_of(R"({"seed":1,"valid?":true,"fingerprint":"FF"})") ==
        "expected \"fingerprint\" to be 16 hexadecimal digits");
}

TEST_CASE("shards: each seed is in one of them, in order, and none has two more than another") {
  for (const std::uint64_t seeds : {1U, 7U, 100U}) {
    for (const std::uint64_t count : {1U, 2U, 4U, 9U}) {
      CAPTURE(seeds);
      CAPTURE(count);
      const tools::SeedRange range{18'446'744'073'709'551'615U - seeds + 1,
                                   18'446'744'073'709'551'615U};
      std::set<std::uint64_t> all;
      for (std::uint64_t index = 1; index <= count; ++index) {
        const ShardSeeds shard(range, {index, count});
        CHECK(shard.size() >= seeds / count);
        CHECK(shard.size() <= seeds / count + 1);
        for (std::uint64_t place = 0; place < shard.size(); ++place) {
          CHECK(shard.at(place) >= range.first);
          if (place > 0) CHECK(shard.at(place) > shard.at(place - 1));
          CHECK(all.insert(shard.at(place)).second);
        }
      }
      CHECK(all.size() == seeds);
    }
  }
}

// Sets variables for its scope. The tests of a program run one after another.
class Environment {
 public:
  explicit Environment(std::vector<std::pair<std::string, std::string>> variables) {
    for (const auto& [name, value] : variables) {
      names_.push_back(name);
      ::setenv(name.c_str(), value.c_str(), 1);
    }
  }
  ~Environment() {
    for (const std::string& name : names_) ::unsetenv(name.c_str());
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  std::vector<std::string> names_;
};

TEST_CASE("shards: the environment of a Slurm array and of a Kubernetes job names one") {
  CHECK_FALSE(tools::shard_of_environment());
  {
    const Environment slurm({{"SLURM_ARRAY_TASK_ID", "9"},
                             {"SLURM_ARRAY_TASK_MIN", "5"},
                             {"SLURM_ARRAY_TASK_STEP", "2"},
                             {"SLURM_ARRAY_TASK_COUNT", "4"}});
    CHECK(tools::shard_of_environment()->shard == Shard{3, 4});
    CHECK(tools::shard_of_environment()->variable == "SLURM_ARRAY_TASK_ID");
  }
  {
    const Environment pod({{"JOB_COMPLETION_INDEX", "0"}, {"JOB_COMPLETIONS", "3"}});
    CHECK(tools::shard_of_environment()->shard == Shard{1, 3});
  }
}

TEST_CASE("shards: an environment that does not fit together is refused") {
  const std::vector<std::vector<std::pair<std::string, std::string>>> bad = {
      {{"JOB_COMPLETION_INDEX", "0"}},
      {{"JOB_COMPLETION_INDEX", "3"}, {"JOB_COMPLETIONS", "3"}},
      {{"SLURM_ARRAY_TASK_ID", "17"}, {"SLURM_ARRAY_TASK_COUNT", "3"}},
      {{"SLURM_ARRAY_TASK_ID", "one"}, {"SLURM_ARRAY_TASK_COUNT", "3"}},
      {{"SLURM_ARRAY_TASK_ID", "4"},
       {"SLURM_ARRAY_TASK_MIN", "1"},
       {"SLURM_ARRAY_TASK_STEP", "2"},
       {"SLURM_ARRAY_TASK_COUNT", "3"}},
  };
  for (const auto& variables : bad) {
    CAPTURE(variables.front().first);
    const Environment environment(variables);
    CHECK_THROWS_AS(tools::shard_of_environment(), checkers::BadInput);
  }
}

}  // namespace TEST_FILE
