// The exit status is Maelstrom's: 0 valid, 1 invalid, 2 unknown, 254 bad arguments
// (bad_input_test), 255 a fault of Eddy's own promise: two runs of a seed that differ.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

TEST_CASE("0: a valid run, told first") {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w echo --seed 1 --no-store");
  CHECK(outcome.status == 0);
  CHECK(outcome.out.starts_with("valid  echo with echo, 5 nodes, seed 1\n"));
  CHECK(outcome.err.empty());
  CHECK_FALSE(contains(outcome.out, "reproduce"));
}

TEST_CASE("1: an invalid run, with its evidence and the line that reproduces it") {
  const Workplace here;
  const Outcome outcome =
      here.eddy("test -w broadcast --node broadcast-single --node-count 2 --seed 1 --no-store");
  CHECK(outcome.status == 1);
  CHECK(outcome.out.starts_with("invalid  broadcast with broadcast-single, 2 nodes, seed 1\n"));
  CHECK(contains(outcome.out, ": the last read misses "));
  CHECK(contains(outcome.out, "reproduce   "));
  CHECK(
      contains(outcome.out, "test -w broadcast --node broadcast-single --node-count 2 --seed 1\n"));
}

TEST_CASE("1: a criterion that is not met") {
  const Workplace here;
  const std::string line = "test -w echo --seed 1 --no-store --expect ";
  const Outcome missed = here.eddy(line + "'ops.count < 10'");
  CHECK(missed.status == 1);
  CHECK(contains(missed.out, "expected ops.count < 10, got 296"));
  CHECK(here.eddy(line + "'ops.count > 10'").status == 0);
  CHECK(here.eddy(line + "'ops.count > 10' --expect 'ops.ok < 10'").status == 1);
}

TEST_CASE("1: a figure may be called as the summary calls it") {
  const Workplace here;
  const std::string line = "test -w broadcast --seed 1 --latency 100 --no-store --expect ";
  for (const std::string point : {"p0", "p50", "p95", "p99", "max"}) {
    CAPTURE(point);
    const std::string bound = point + " <= 1 ms'";
    const Outcome full = here.eddy(line + "'stable-latency." + bound);
    const Outcome brief = here.eddy(line + "'stable." + bound);
    CHECK(full.status == brief.status);
    const bool is_met = full.status == 0;
    const std::string rest = is_met ? ": " : ", got ";
    const auto at = full.out.find("stable-latency." + point + " <= 1 ms" + rest);
    REQUIRE(at != std::string::npos);
    const std::string told = full.out.substr(at, full.out.find('\n', at) - at);
    CHECK(
        contains(brief.out, "stable." + told.substr(std::string("stable-latency.").size()) + "\n"));
  }
  CHECK(here.eddy(line + "'stable.max < 0 ms'").status == 1);
}

TEST_CASE("2: a criterion on what did not occur is neither met nor missed") {
  const Workplace here;
  const Outcome outcome = here.eddy(
      "test -w unique-ids --seed 1 --rate 0 --no-store --expect 'latency.generate.p50 < 1s'");
  CHECK(outcome.status == 2);
  CHECK(contains(outcome.out, "expected latency.generate.p50 < 1 s, got none"));
}

TEST_CASE("1: operations that did not succeed, where --availability asks for them") {
  const Workplace here;
  // A reply takes up to 12 s, of which the clients wait for 5; echo itself would object as well.
  const std::string line =
      "test -w unique-ids --seed 1 --client-latency 2500 --latency-dist uniform --no-store";
  const Outcome accepted = here.eddy(line);
  CHECK(accepted.status == 0);
  CHECK(contains(accepted.out, "indefinite"));
  CHECK(here.eddy(line + " --availability 0.1").status == 0);
  const Outcome missed = here.eddy(line + " --availability total");
  CHECK(missed.status == 1);
  CHECK(contains(missed.out, "operations succeeded"));
}

TEST_CASE("2: a run that a bound ended, with its name and the top senders") {
  const Workplace here;
  const Outcome events = here.eddy("test -w broadcast --seed 1 --max-events 100 --no-store");
  CHECK(events.status == 2);
  CHECK(events.out.starts_with("unknown  broadcast"));
  CHECK(contains(events.out, "reached its bound of 100 events"));
  CHECK(contains(events.out, "top senders: n"));
  const Outcome in_flight = here.eddy("test -w broadcast --seed 1 --max-in-flight 3 --no-store");
  CHECK(in_flight.status == 2);
  CHECK(contains(in_flight.out, "reached its bound of 3 messages in flight"));
}

TEST_CASE("2: clients too far away to get a node ready") {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w echo --client-latency 6000 --seed 1 --no-store");
  CHECK(outcome.status == 2);
  CHECK(contains(outcome.out, "n0 did not answer init"));
}

TEST_CASE("rate 0: no operations, what is left is the final phase") {
  const Workplace here;
  const Outcome echo = here.eddy("test -w echo --rate 0 --seed 1 --no-store");
  CHECK(echo.status == 2);
  CHECK(contains(echo.out, "no client did anything, so nothing is shown\n"));
  CHECK(contains(echo.out, "operations    0\n"));
  CHECK(here.eddy("test -w unique-ids --rate 0 --seed 1 --no-store").status == 2);
  // Reads of nothing prove nothing.
  const Outcome broadcast = here.eddy("test -w broadcast --rate 0 --seed 1 --no-store");
  CHECK(broadcast.status == 2);
  CHECK(contains(broadcast.out, "operations    5: 5 read; 5 ok"));
  CHECK(contains(broadcast.out, "no read proves anything"));
}

TEST_CASE("--verify: runs that are equal are said to be") {
  const Workplace here;
  const std::string line =
      "test -w broadcast --seed 1 --no-store --latency 20 --latency-dist exponential "
      "--nemesis partition,loss,duplicate,slow";
  const Outcome plain = here.eddy(line);
  CHECK_FALSE(contains(plain.out, "verified"));
  const Outcome verified = here.eddy(line + " --verify");
  CHECK(verified.status == 0);
  CHECK(contains(verified.out, "\nverified      two more runs, the same events in all\n"));
  // With --json, standard output is for the JSON alone.
  const Outcome json = here.eddy(line + " --verify --json");
  CHECK(parse_json(json.out).at("valid?") == true);
  CHECK(contains(json.err, "verified"));
}

TEST_CASE("255: a result that cannot be written to standard output") {
  const Workplace here;
  const std::string eddy = EDDY_BINARY;
  // Long or short, from a program that waits for its output to be written or not.
  for (const std::string command :
       {"test -w echo --seed 1 --no-store", "test -w echo --seed 1 --no-store --json", "nodes",
        "topology", "topology --topology total --node-count 100", "--help", "check --help",
        "check --model unique-ids /dev/null"}) {
    CAPTURE(command);
    const Outcome outcome = here.shell(fmt::format("{} {} > /dev/full", eddy, command));
    CHECK(outcome.status == 255);
    CHECK(outcome.err == eddy + ": standard output cannot be written\n");
  }
}

TEST_CASE("255: --verify names the first event in which two runs differ") {
  const Workplace here;
  for (const std::string node : {"by-address", "by-static"}) {
    CAPTURE(node);
    // 24 peers: no two maps have them in the same order.
    const std::string line = "test -w echo --seed 1 --node-count 25 --no-store --node ";
    CHECK(here.run(EDDY_OWN_PROGRAMS, words(line + node)).status == 0);
    const Outcome outcome = here.run(EDDY_OWN_PROGRAMS, words(line + node + " --verify"));
    CAPTURE(outcome.out);
    CHECK(outcome.status == 255);
    // Said first, before any other verdict, and explained at the end.
    CHECK(outcome.out.starts_with("NOT DETERMINISTIC: "));
    CHECK(contains(outcome.out, "\nNOT DETERMINISTIC: two runs of this seed differ, "));
    // It is among what the first echo sets off.
    CHECK(contains(outcome.out, "first in event "));
    const auto first = outcome.out.find("first run:  0.318026172  n");
    const auto second = outcome.out.find("second run: 0.318026172  n");
    REQUIRE(first != std::string::npos);
    REQUIRE(second != std::string::npos);
    const auto line_at = [&](std::size_t at) {
      return outcome.out.substr(at + 12, outcome.out.find('\n', at) - at - 12);
    };
    CHECK(contains(line_at(first), "gossip"));
    CHECK(line_at(first) != line_at(second));
  }
}

TEST_CASE("255: --verify tells which of many seeds it was") {
  const Workplace here;
  const Outcome outcome =
      here.run(EDDY_OWN_PROGRAMS, words("test -w echo --seed 1 --node-count 25 --no-store "
                                        "--node by-address --verify --test-count 3"));
  CHECK(outcome.status == 255);
  CHECK(contains(outcome.out, "valid  echo with by-address, 25 nodes, seed 1\n"));
}

TEST_CASE("255: --verify also sees a first run that no later one resembles") {
  const Workplace here;
  const Outcome outcome =
      here.run(EDDY_OWN_PROGRAMS, words("test -w echo --seed 1 --no-store --node cache --verify"));
  CHECK(outcome.status == 255);
  CHECK(contains(outcome.out, "NOT DETERMINISTIC"));
  CHECK(contains(outcome.out, "something outlives a run"));
  CHECK(contains(outcome.out, "first run:  fingerprint "));
}

}  // namespace TEST_FILE
