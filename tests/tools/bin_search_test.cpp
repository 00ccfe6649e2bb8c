// Sweeps and searches of a program of --bin.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "tests/tools/bin_programs.h"
#include "tests/tools/run_results.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

TEST_CASE("sweep --bin: climates draw what programs for Maelstrom have to stand, and say so") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  const Outcome sweep = here.eddy("sweep -w echo --bin ./echo --seeds 0..5 --name one -- -x");
  CAPTURE(sweep.out);
  CAPTURE(sweep.err);
  CHECK(sweep.status == 0);
  CHECK(sweep.out.starts_with("valid  echo with echo, seeds 0..5\n"));
  CHECK(contains(sweep.out,
                 "not drawn     duplicate, kill, clock, disk: nobody knows whether echo survives "
                 "them; say --nemesis duplicate\n"));
  const std::string lines = contents(here.path() / "store/echo/sweep-one/sweep.jsonl");
  CHECK(contains(lines, "test -w echo --bin ./echo "));
  CHECK(contains(lines, " -- -x\""));
}

TEST_CASE("sweep --bin: is gone on with, by the same program alone") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  const std::string sweep = "sweep -w echo --bin ./echo --plain --time-limit 2 --seeds 0..3 ";
  REQUIRE(here.eddy(sweep + "--name one -- -x").status == 0);
  CHECK(here.eddy("sweep --resume store/echo/sweep-one").status == 0);
  CHECK(here.eddy(sweep + "--name one --resume -- -x").status == 0);
  CHECK(here.refusal_of(sweep + "--name one --resume -- -y") ==
        "the sweep began with other arguments behind \"--\": leave --bin and them out, or begin "
        "another sweep");
  fs::copy(here.path() / "echo", here.path() / "other");
  CHECK(
      here.refusal_of("sweep -w echo --bin ./other --plain --time-limit 2 --seeds 0..3 --name one "
                      "--resume -- -x") ==
      "the sweep began with --bin ./echo, not ./other: leave --bin out, or begin another sweep");
}

TEST_CASE("sweep --bin: shards are joined") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  for (const std::string shard : {"1/2", "2/2"})
    REQUIRE(
        here.eddy("sweep -w echo --bin ./echo --plain --time-limit 2 --seeds 0..3 --name halves "
                  "--shard " +
                  shard + " -- --node -w")
            .status == 0);
  const Outcome merged = here.shell(
      fmt::format("'{}' merge store/echo/sweep-halves-shard-* --output joined", EDDY_BINARY));
  CHECK(merged.status == 0);
  CHECK(merged.out.starts_with("valid  echo with echo, seeds 0..3\n"));
}

TEST_CASE("test --climate --bin: draws what is not given, but no nodes where ours are named") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  for (const std::string seed : {"1", "2", "3"}) {
    const Outcome outcome = here.eddy(fmt::format(
        "test -w echo --bin ./echo --ours n4=echo --climate {} --json --no-store", seed));
    CHECK(outcome.status == 0);
    CHECK(parse_json(outcome.out).at("node-count") == 5);
  }
}

// Loses what it was told while a partition lasted.
TEST_CASE("minimise, explain and report take a run of --bin, from its options or the store") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "broadcast-flood");
  const std::string options =
      "-w broadcast --bin ./broadcast-flood --node-count 3 --rate 5 --time-limit 4 --loss 0.3 "
      "--seed "
      "1 ";
  REQUIRE(here.eddy("test " + options).status == 1);
  const Outcome minimal = here.eddy("minimise store/latest --budget 12 --keys 0 --jobs 2");
  CAPTURE(minimal.err);
  REQUIRE(minimal.status == 0);
  CHECK(
      minimal.out.starts_with("invalid  broadcast with broadcast-flood, seed 1: the smallest run"));
  const fs::path latest = here.path() / "store/latest";
  CHECK(contains(contents(latest / "n0.stdin"), "init"));
  const std::string test = contents(latest / "test.cpp");
  CHECK(contains(test, "eddy::nodes::process::under_virtual_time({"));
  CHECK(contains(test,
                 fmt::format(".command = {{\"{}\"}}", (here.path() / "broadcast-flood").string())));
  CHECK(here.eddy("explain store/latest --at n0").status == 0);
  CHECK(here.eddy("report store/latest").status == 0);
  CHECK(here.eddy("report " + options + "--out page.html").status == 0);
  CHECK(contains(here.eddy("explain " + options + "--at n1 -- --no-option").out, "n1"));
}

}  // namespace TEST_FILE
