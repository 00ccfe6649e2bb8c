// What is drawn of which program; a climate is written as options; test --climate runs one.
#include "tools/climates.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "eddy/workloads/catalog.h"
#include "tests/effort.h"
#include "tests/tools/workplace.h"
#include "tools/request_rules.h"
#include "tools/test_request.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using sim::FaultKind;
using sim::FaultSet;

tools::TestRequest request_of(const std::string& line) {
  tools::TestRequest request;
  CLI::App app;
  tools::declare_test_options(*app.add_subcommand("test"), request);
  auto arguments = words(line);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  app.parse(std::move(arguments));
  tools::complete(request, nodes::catalog());
  return request;
}

tools::Climates climates(const std::string& options) {
  return tools::climates_of(request_of("test " + options), nodes::catalog());
}

FaultSet drawn_for(std::string_view program) {
  return tools::faults_to_draw(*nodes::find(program), nodes::catalog());
}

TEST_CASE("climates: a program gets the faults that it survives, a wrong one those of its twin") {
  CHECK(drawn_for("broadcast-flood") == FaultSet{FaultKind::duplicate, FaultKind::slow,
                                                 FaultKind::held, FaultKind::pause,
                                                 FaultKind::clock, FaultKind::disk});
  CHECK_FALSE(drawn_for("lin-kv-proxy").contains(FaultKind::duplicate));
  CHECK(drawn_for("lin-kv-proxy").contains(FaultKind::kill));
  CHECK(drawn_for("lin-kv-proxy-seq") == drawn_for("lin-kv-proxy"));
  for (const nodes::ProgramEntry& program : nodes::catalog()) {
    CAPTURE(program.name);
    if (program.bug) {
      const auto* twin = nodes::find(program.bug->twin);
      REQUIRE(twin != nullptr);
      CHECK(drawn_for(program.name) == twin->survives);
    } else {
      CHECK(drawn_for(program.name) == program.survives);
    }
  }
}

TEST_CASE("climates: a program that says nothing gets the faults of the network, and pauses") {
  nodes::ProgramEntry program = *nodes::find("echo");
  program.survives = {};
  const FaultSet drawn = tools::faults_to_draw(program, nodes::catalog());
  for (const FaultKind kind : kValuesOf<FaultKind>) {
    CAPTURE(std::string(name_of(kind)));
    const bool is_expected = sim::kEveryNetworkFault.contains(kind) || name_of(kind) == "pause";
    if (is_expected) CHECK(drawn.contains(kind));
    if (name_of(kind) == "kill" || name_of(kind) == "clock" || name_of(kind) == "disk")
      CHECK_FALSE(drawn.contains(kind));
  }
  program.bug = nodes::Bug{"of somebody else", "", ""};
  CHECK(tools::faults_to_draw(program, nodes::catalog()) == drawn);
}

TEST_CASE("climates: an option of faults that are not drawn for the program is refused") {
  std::vector<nodes::ProgramEntry> programs = {*nodes::find("echo")};
  tools::TestRequest request;
  request.options.plan.workload = "echo";
  request.options.plan.nemesis.disk_faults = {sim::DiskTrouble::torn};
  request.given = {"disk-faults"};
  request.draws_climates = true;
  CHECK_NOTHROW(tools::complete(request, programs));
  programs.front().survives = {};
  CHECK_THROWS_WITH_AS(tools::complete(request, programs),
                       "--disk-faults has no effect without --nemesis disk: add it",
                       checkers::BadInput);
}

TEST_CASE("climates: transactions are held against what the program claims, or what is given") {
  const auto models = [](const std::string& options) {
    return climates(options).of(3).criteria.consistency_models;
  };
  using Models = std::vector<std::string>;
  CHECK(models("-w txn-list-append") == Models{"strong-serializable"});
  CHECK(models("-w txn-rw-register --node txn-rw-register-read-committed") ==
        Models{"read-committed"});
  CHECK(models("-w txn-rw-register --node txn-rw-register-write-skew") == Models{"serializable"});
  CHECK(models("-w txn-rw-register --node txn-rw-register-long-fork") ==
        Models{"snapshot-isolation"});
  CHECK(models("-w txn-rw-register --node txn-rw-register-long-fork "
               "--consistency-models serializable") == Models{"serializable"});
  const Models unasked = request_of("test -w kafka").options.criteria.consistency_models;
  CHECK(models("-w kafka") == unasked);
  auto program = *nodes::find("txn-rw-register-single");
  program.consistency = "quite strong";
  const nodes::ProgramEntry own[] = {program};
  const auto request = request_of("test -w txn-rw-register --node txn-rw-register-single");
  CHECK(tools::climates_of(request, own).given.criteria == request.options.criteria);
}

TEST_CASE("climates: who is right only alone is alone, and so is who was made from it") {
  for (const std::string options :
       {"-w lin-mutex --node lin-mutex-single", "-w lin-mutex --node lin-mutex-lease",
        "-w kafka --node kafka-early-offsets"}) {
    CAPTURE(options);
    const auto alone = climates(options);
    const auto three = climates(options + " --node-count 3");
    const auto two = climates(options + " --nodes n0,n1");
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      CHECK(alone.of(seed).run.node_count == 1);
      CHECK(three.of(seed).run.node_count == 3);
      CHECK(two.of(seed).run.node_count == 2);
    }
  }
}

TEST_CASE("climates: the line that spells one out gives the same options") {
  constexpr std::uint64_t kSeeds = effort(1000, 50);
  for (const auto& entry : workloads::catalog()) {
    CAPTURE(entry.name);
    const auto drawn = climates(fmt::format("-w {}", entry.name));
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      const auto options = drawn.of(seed);
      const std::string line = tools::to_arguments(options);
      CAPTURE(line);
      REQUIRE(request_of(line).options == options);
    }
  }
}

TEST_CASE("climates: a seed names the same one everywhere, and for ever") {
  constexpr FaultSet kFaults = {FaultKind::partition, FaultKind::loss, FaultKind::duplicate,
                                FaultKind::slow};
  std::string text;
  for (const auto& entry : workloads::catalog()) {
    const auto request = request_of(fmt::format("test -w {}", entry.name));
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      text += tools::to_arguments(
                  workloads::draw_climate(request.options, request.given, {kFaults, {}}, seed)) +
              '\n';
    }
  }
  CHECK(matches_golden(text, std::filesystem::path(EDDY_SOURCE_DIR) / "tests/golden/climates.txt"));
}

std::string line_of(const Outcome& outcome) {
  return std::string(parse_json(outcome.out).at("reproduce").as_string());
}

TEST_CASE("--climate runs a climate, and its line runs it again") {
  const Workplace here;
  const Outcome first = here.eddy("test -w lin-kv --climate 8 --no-store --json");
  CHECK(first.status == 0);
  const std::string line = line_of(first);
  CHECK(contains(line, tools::to_arguments(climates("-w lin-kv").of(8))));
  CHECK(line.ends_with(" --seed 8"));
  CHECK_FALSE(contains(line, "--climate"));
  const Outcome again = here.shell(line + " --no-store --json");
  CHECK(again.out == first.out);
  CHECK(line_of(here.eddy("test -w lin-kv --climate 9 --no-store --json")) != line);
}

TEST_CASE("--climate leaves what is given as it is given") {
  const Workplace here;
  const std::string line =
      line_of(here.eddy("test -w echo --climate 8 --rate 7.25 --node-count 2 --no-store --json"));
  CHECK(contains(line, " --rate 7.25 "));
  CHECK(contains(line, " --node-count 2 "));
}

TEST_CASE("--climate and --test-count: so many climates, until one is not valid") {
  const Workplace here;
  const Outcome all = here.eddy("test -w echo --climate 3 --test-count 4 --no-store --json");
  CHECK(all.status == 0);
  CHECK(line_of(all).ends_with(" --seed 6"));
  const Outcome found = here.eddy(
      "test -w unique-ids --node unique-ids-clock --climate 0 --test-count 100 --no-store --json");
  CHECK(found.status == 1);
  const std::string line = line_of(found);
  CHECK(here.shell(line + " --no-store").status == 1);
}

TEST_CASE("plan --climate writes the scenario of a climate, which replays to the same run") {
  const Workplace here;
  const Outcome planned = here.eddy("plan -w broadcast --climate 8 -o scenario.json");
  CHECK(planned.status == 0);
  const auto tested = parse_json(here.eddy("test -w broadcast --climate 8 --no-store --json").out);
  const auto replayed = parse_json(here.eddy("replay scenario.json --no-store --json").out);
  CHECK(replayed.at("fingerprint") == tested.at("fingerprint"));
  CHECK(replayed.at("seed") == 8);
  CHECK(here.eddy("plan -w echo --climate 3 --seed 4").status == 254);
}

TEST_CASE("--climate is a seed: another one beside it is refused") {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w echo --climate 3 --seed 4");
  CHECK(outcome.status == 254);
  CHECK(contains(outcome.err, "--climate 3 is the seed of the run: leave out --seed"));
  CHECK(here.eddy("test -w echo --climate x").status == 254);
}

}  // namespace TEST_FILE
