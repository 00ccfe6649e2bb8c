// Each wrong program is caught by its checker within 100 seeds, with the options that the catalog
// gives, and the right one beside it is not.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "eddy/nodes/catalog.h"
#include "tests/effort.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy;
using testing::Outcome;
using testing::Workplace;

struct Trap {
  std::string_view node;
  std::string_view right;         // the right program, under the same options
  std::string_view options = {};  // of a program that is not wrong, only beyond what it is for
};

constexpr Trap kTraps[] = {
    {"echo-forgetful", "echo"},
    {"echo-mixed-up", "echo"},
    {"unique-ids-clock", "unique-ids-flake"},
    {"unique-ids-random16", "unique-ids-flake"},
    {"unique-ids-memory", "unique-ids-flake"},
    {"broadcast-flood", "broadcast-gossip", "--loss 0.2"},
    {"broadcast-forgets", "broadcast-gossip"},
    {"broadcast-neighbours", "broadcast-gossip"},
    {"broadcast-single", "broadcast-gossip", "--node-count 5"},
    {"g-set-larger", "g-set-gossip"},
    {"g-counter-stale", "g-counter-seq-kv"},
    {"pn-counter-once", "pn-counter-gossip"},
    {"pn-counter-newest", "pn-counter-gossip"},
    {"txn-list-append-aborted-reads", "txn-list-append-single"},
    {"txn-list-append-dirty-writes", "txn-list-append-single"},
    {"txn-list-append-fractured-reads", "txn-list-append-single"},
    {"txn-list-append-long-fork", "txn-list-append-replicas"},
    {"txn-list-append-lost-updates", "txn-list-append-single"},
    {"txn-list-append-write-skew", "txn-list-append-single"},
    {"txn-rw-register-aborted-reads", "txn-rw-register-single"},
    {"txn-rw-register-dirty-writes", "txn-rw-register-single"},
    {"txn-rw-register-fractured-reads", "txn-rw-register-single"},
    {"txn-rw-register-long-fork", "txn-rw-register-replicas"},
    {"txn-rw-register-lost-updates", "txn-rw-register-single"},
    {"txn-rw-register-write-skew", "txn-rw-register-single"},
    {"kafka-overwrites", "kafka-lin-kv"},
    {"kafka-resends", "kafka-lin-kv"},
    {"kafka-early-offsets", "kafka-single"},
    {"kafka-single", "kafka-lin-kv", "--latency 20"},
    {"lin-kv-proxy-seq", "lin-kv-proxy"},
    {"lin-kv-raft-stale", "lin-kv-raft"},
    {"lin-kv-raft-forgets-vote", "lin-kv-raft"},
    {"lin-kv-raft-double-count", "lin-kv-raft"},
    {"lin-kv-raft-unsynced-vote", "lin-kv-raft"},
    {"lin-kv-raft-early-ack", "lin-kv-raft"},
    {"lin-kv-raft-torn-tail", "lin-kv-raft"},
    {"lin-kv-raft-replays", "lin-kv-raft"},
    {"lin-kv-proxy-lease", "lin-kv-proxy"},
    {"lin-mutex-lease", "lin-mutex-single"},
    {"lin-mutex-failover", "lin-mutex-raft"},
    {"lin-mutex-single", "lin-mutex-proxy", "--node-count 5"},
};

// As somebody types it who has read `eddy nodes`.
std::string line(const Trap& trap, std::string_view node, std::string_view more) {
  const nodes::ProgramEntry& caught = *nodes::find(trap.node);
  const std::string_view options = caught.bug ? caught.bug->shows_with : trap.options;
  return fmt::format("test -w {} --node {} {} --no-store --seed 0 {}", caught.workload, node,
                     options, more);
}

TEST_CASE("each wrong program is caught within 100 seeds, with evidence and a story") {
  const Workplace here;
  for (const Trap& trap : kTraps) {
    const std::string command = line(trap, trap.node, "--test-count 100 --json");
    CAPTURE(command);
    const Outcome outcome = here.eddy(command);
    REQUIRE(outcome.status == 1);
    const auto results = testing::parse_json(outcome.out);
    CHECK(results.at("valid?") == false);
    CHECK_FALSE(results.at("evidence").as_array().empty());
    // What its page opens at.
    const std::string_view again = results.at("reproduce").as_string();
    const auto story =
        testing::parse_json(here.eddy(fmt::format("explain {} --finding 1 --json",
                                                  again.substr(again.find(" test ") + 6)))
                                .out);
    CHECK_FALSE(story.at("title").as_string().empty());
    CHECK_FALSE(story.at("lines").as_array().empty());
  }
}

TEST_CASE("the right programs pass where the wrong ones are caught") {
  const Workplace here;
  for (const Trap& trap : kTraps) {
    const std::string command =
        line(trap, trap.right, testing::effort("--test-count 20", "--test-count 3"));
    CAPTURE(command);
    CHECK(here.eddy(command).status == 0);
  }
}

// The command line of Maelstrom's issue 56, but for the program.
TEST_CASE("field: one-key-dirty-writes: writes between those of another are caught on one key") {
  const std::string command =
      "test -w txn-rw-register --node-count 1 --concurrency 10n --key-count 1 --max-txn-length 20 "
      "--max-writes-per-key 10000000 --time-limit 20 --rate 10 --no-store "
      "--consistency-models read-uncommitted";
  const Workplace here;
  std::size_t caught = 0;
  for (const std::string seed : {"1", "2", "3", "4", "5"}) {
    CAPTURE(seed);
    const std::string run = command + " --seed " + seed;
    if (here.eddy(run + " --node txn-rw-register-dirty-writes").status == 1) ++caught;
    CHECK(here.eddy(run + " --node txn-rw-register-single").status == 0);
    CHECK(here.eddy(run + " --node txn-rw-register-read-uncommitted").status == 0);
  }
  CHECK(caught >= 4);
}

TEST_CASE("a fractured read is caught by the models that it violates, whatever the workload") {
  const Workplace here;
  for (const std::string workload : {"txn-list-append", "txn-rw-register"}) {
    for (const std::string model : {"read-atomic", "causal", "causal-cerone", "linearizable"}) {
      const std::string command = "test --no-store --test-count 50 --seed 1 -w " + workload +
                                  " --consistency-models " + model + " --node " + workload;
      CAPTURE(command);
      CHECK(here.eddy(command + "-fractured-reads").status == 1);
    }
  }
}

TEST_CASE("every wrong program of the catalog has a trap") {
  for (const nodes::ProgramEntry& program : nodes::catalog()) {
    CAPTURE(program.name);
    if (!program.bug) continue;
    CHECK(std::any_of(std::begin(kTraps), std::end(kTraps),
                      [&](const Trap& trap) { return trap.node == program.name; }));
  }
}

}  // namespace TEST_FILE
