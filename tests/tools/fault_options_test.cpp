// Every option of `eddy test` on faults of nodes, clients and at events is seen to change a run.
#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "tests/tools/run_results.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

TEST_CASE("--nemesis kill: nodes die and come back, as many as --nemesis-targets says") {
  const Workplace here;
  const std::string dying = "-w lin-kv --node lin-kv-proxy --nemesis kill --nemesis-interval 2 ";
  const auto some = results_of_run(here, dying);
  CHECK(some.at("valid?") == true);
  CHECK(some.at("faults").to_number<int>() > 0);
  CHECK(value_of(some, "ops.ok") > 0);
  const auto all = results_of_run(here, dying + "--nemesis-targets all");
  const auto one = results_of_run(here, dying + "--nemesis-targets one");
  CHECK(value_of(all, "ops.info") > value_of(one, "ops.info"));
  const Outcome text = here.eddy("test --no-store --seed 1 " + dying + "--nemesis-targets one");
  CHECK(contains(text.out, "kill n"));
}

TEST_CASE("--down-backlog: what a node that was killed gets of what came meanwhile") {
  const Workplace here;
  const std::string dying =
      "-w echo --nemesis kill --nemesis-interval 3 --nemesis-targets all --rate 100 --concurrency "
      "4n ";
  const auto none = results_of_run(here, dying + "--down-backlog 0");
  const auto usual = results_of_run(here, dying);
  const auto many = results_of_run(here, dying + "--down-backlog 1000");
  CHECK(results_of_run(here, dying + "--down-backlog 10") == usual);
  CHECK(value_of(none, "ops.ok") < value_of(many, "ops.ok"));
}

TEST_CASE("--nemesis-at puts a fault at an event, and given again another one") {
  const Workplace here;
  const std::string at = "-w echo --time-limit 20 ";
  const auto none = results_of_run(here, at);
  CHECK(none.at("faults") == 0);
  const auto one = results_of_run(here, at + "--nemesis-at 'kill before send echo_ok #5 for 3s'");
  CHECK(one.at("faults") == 1);
  const auto two = results_of_run(here, at + "--nemesis-at 'kill before send echo_ok #5 for 3s' "
                                             "--nemesis-at 'pause after receive echo of n2'");
  CHECK(two.at("faults") == 2);
  // A message that nobody sends is an event that does not come.
  const auto never = results_of_run(here, at + "--nemesis-at 'cut after send rumour'");
  CHECK(value_of(never, "lost.partition") == 0);
}

TEST_CASE("--nemesis disk and clock befall those that use them, and --disk-faults says how") {
  const Workplace here;
  const std::string echo = "-w echo --nemesis-interval 2 ";
  const auto all = results_of_run(here, echo + "--nemesis disk,clock");
  CHECK(all.at("valid?") == true);
  CHECK(all.at("faults").to_number<int>() > 10);
  const Outcome torn =
      here.eddy("test --no-store --seed 1 " + echo + "--nemesis disk --disk-faults torn");
  CHECK(contains(torn.out, "disk torn n"));
  CHECK_FALSE(contains(torn.out, "disk full"));
}

TEST_CASE("--liveness core: a majority must work again while the rest stays broken") {
  const Workplace here;
  const std::string all = "-w lin-kv --node lin-kv-raft --time-limit 20 ";
  const auto core = results_of_run(here, all + "--liveness core");
  CHECK(core.at("valid?") == true);
  CHECK(core.at("fingerprint") == results_of_run(here, all + "--liveness core").at("fingerprint"));
  CHECK(core.at("fingerprint") != results_of_run(here, all + "--liveness all").at("fingerprint"));
  CHECK(value_of(core, "unanswered-recovery-count") == 0);
  // Where each node has to ask n0, a core without n0 makes no progress.
  bool is_caught = false;
  for (const char* seed : {"1", "2", "3", "4", "5", "6", "7", "8"}) {
    const Outcome outcome = here.eddy(
        std::string("test -w txn-rw-register --node txn-rw-register-single --time-limit 5 "
                    "--no-store --liveness core --seed ") +
        seed);
    is_caught |= contains(outcome.out, "after the last fault was healed");
  }
  CHECK(is_caught);
}

TEST_CASE("a cut at an event is called so, and the broken rest of a core is told") {
  const Workplace here;
  const Outcome cut =
      here.eddy("test -w echo --time-limit 5 --no-store --nemesis-at 'cut after send echo_ok'");
  CHECK(contains(cut.out, "\nfaults        1 × cut\n"));
  CHECK(contains(cut.out, "  cut off n"));
  const Outcome core = here.eddy(
      "test -w lin-kv --node lin-kv-raft --time-limit 5 --no-store --liveness core --seed 1");
  CHECK(contains(core.out, "\nfaults        1 × partition\n"));
}

TEST_CASE("climates take options of faults that they may draw, and those alone") {
  const Workplace here;
  const std::string raft = "-w lin-kv --node lin-kv-raft --no-store ";
  const std::string pinned =
      "--disk-faults torn --nemesis-together --nemesis-targets one --partition-shape halves ";
  const Outcome swept = here.eddy("sweep " + raft + "--seeds 0..9 " + pinned);
  CHECK(swept.status == 0);
  CHECK(here.eddy("sweep " + raft + "--seeds 0..9 --plain " + pinned).status == 254);
  for (int seed = 0; seed < 10; ++seed) {
    const Outcome one = here.eddy("test " + raft + pinned + "--climate " + std::to_string(seed) +
                                  " --expect 'ops.ok < 0'");
    const std::string line = line_behind(one.out, "reproduce");
    CAPTURE(line);
    CHECK(contains(line, "--disk-faults torn") ==
          (contains(line, "disk ") || contains(line, "disk,")));
    CHECK(here.shell(line).status == 1);
  }
}

TEST_CASE("--client-faults: messages of clients are lost, and asked again") {
  const Workplace here;
  const std::string lossy = "-w echo --loss 0.2 ";
  const auto spared = results_of_run(here, lossy);
  const auto faulted = results_of_run(here, lossy + "--client-faults");
  CHECK(value_of(spared, "lost.loss") == 0);
  CHECK(value_of(faulted, "lost.loss") > 0);
  // A request and its reply are both there in two of three tries, and there are five.
  CHECK(value_of(faulted, "ops.ok") > 0.9 * value_of(spared, "ops.ok"));
  CHECK(faulted.at("valid?") == true);
  CHECK(results_of_run(here, "-w echo --client-faults").at("fingerprint") !=
        spared.at("fingerprint"));
}

TEST_CASE("--client-faults: an error leaves it open whether another copy was carried out") {
  const Workplace here;
  here.eddy("test -w lin-kv --rate 50 --time-limit 10 --loss 0.1 --client-faults --seed 1");
  const std::string history = contents(here.path() / "store/latest/history.jsonl");
  std::istringstream lines(history);
  std::size_t open = 0;
  for (std::string text; std::getline(lines, text);) {
    const auto op = parse_json(text);
    if (op.at("f") == "read" || op.at("type") == "invoke" || op.at("type") == "ok") continue;
    CHECK(op.at("type") == "info");
    ++open;
  }
  CHECK(open > 0);
}

TEST_CASE("a fault at an event that never comes is told, and counts as none") {
  const Workplace here;
  const Outcome outcome =
      here.eddy("test -w echo --no-store --seed 1 --nemesis-at 'kill after send ecko for 1s'");
  CHECK(contains(outcome.out, "faults        none came\n"));
  CHECK(contains(outcome.out, "never came: kill after send ecko\n"));
}

TEST_CASE("--chances changes nothing in a program that takes none") {
  const Workplace here;
  CHECK(results_of_run(here, "-w broadcast --chances 1").at("fingerprint") ==
        results_of_run(here, "-w broadcast").at("fingerprint"));
}

}  // namespace TEST_FILE
