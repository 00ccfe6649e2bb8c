// Every option of `eddy test` does what its help says: each is seen to change a run.
#include <doctest/doctest.h>
#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "eddy/checkers/history_reader.h"
#include "tests/tools/run_results.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

double figure(const std::string& options, std::string_view name) {
  const Workplace here;
  return value_of(results_of_run(here, options + " --no-store"), name);
}

eddy::checkers::History history_of(const Workplace& here) {
  std::ifstream file(here.path() / "store/latest/history.jsonl");
  return eddy::checkers::read_history(file);
}

std::set<std::int64_t> processes_of(const Workplace& here) {
  std::set<std::int64_t> processes;
  for (const auto& op : history_of(here).ops) {
    if (op.is_client()) processes.insert(op.process);
  }
  return processes;
}

std::set<std::string> shapes_of(const Workplace& here, const std::string& options) {
  results_of_run(here, options);
  std::set<std::string> shapes;
  const auto scenario = parse_json(contents(here.path() / "store/latest/scenario.json"));
  for (const auto& fault : scenario.at("faults").as_array()) {
    const auto* shape = fault.as_object().if_contains("shape");
    shapes.insert(shape == nullptr ? "none" : std::string(shape->as_string()));
  }
  return shapes;
}

TEST_CASE("--workload, -w and --node choose what is tested") {
  const Workplace here;
  CHECK(results_of_run(here, "--workload unique-ids").at("node") == "unique-ids-flake");
  CHECK(results_of_run(here, "-w unique-ids").at("workload") == "unique-ids");
  CHECK(results_of_run(here, "-w echo --node echo-mixed-up").at("node") == "echo-mixed-up");
  CHECK(results_of_run(here, "--node echo-mixed-up").at("workload") == "echo");
}

TEST_CASE("--node-count") {
  const Workplace here;
  CHECK(results_of_run(here, "-w echo").at("node-count") == 5);
  CHECK(results_of_run(here, "-w echo --node-count 3").at("node-count") == 3);
  CHECK(processes_of(here) == std::set<std::int64_t>{0, 1, 2});
  CHECK(results_of_run(here, "-w echo --node-count 1").at("valid?") == true);
}

TEST_CASE("--nodes names the nodes n0, n1 and so on, as many as there are") {
  const Workplace here;
  CHECK(results_of_run(here, "-w echo --nodes n0,n1,n2") ==
        results_of_run(here, "-w echo --node-count 3"));
  CHECK(results_of_run(here, "-w echo --nodes 'n0, n1' --node-count 2").at("node-count") == 2);
  CHECK(results_of_run(here, "-w echo --nodes n0 --nodes n1").at("node-count") == 2);
}

TEST_CASE("times have a unit, or are in that of Maelstrom") {
  const Workplace here;
  const auto plain = results_of_run(here,
                                    "-w broadcast --nemesis loss --time-limit 90 --latency 250 "
                                    "--client-latency 1.5 --nemesis-interval 5");
  for (const auto* times : {
           "--time-limit 90s --latency 250ms --client-latency 1.5ms --nemesis-interval 5s",
           "--time-limit 1.5min --latency 0.25s --client-latency 1500us --nemesis-interval 5000ms",
           "--time-limit 1.5min --latency '0.25 s' --client-latency 1500000ns --nemesis-interval "
           "5e9ns",
           "--time-limit 0.025h --latency 250000µs --client-latency 1500μs --nemesis-interval 5s",
       }) {
    CAPTURE(times);
    CHECK(results_of_run(here, std::string("-w broadcast --nemesis loss ") + times) == plain);
  }
}

TEST_CASE("probabilities may be told in per cent") {
  const Workplace here;
  CHECK(results_of_run(here, "-w broadcast --loss 5% --duplicate '2.5 %'") ==
        results_of_run(here, "-w broadcast --loss 0.05 --duplicate 0.025"));
}

TEST_CASE("--topology says how far values have to go") {
  const std::string flood =
      "-w broadcast --node broadcast-flood --hop 0 --latency 100 --node-count 9 ";
  CHECK(figure(flood, "spread.max") == 400);
  CHECK(figure(flood + "--topology grid", "spread.max") == 400);
  CHECK(figure(flood + "--topology line", "spread.max") == 800);
  CHECK(figure(flood + "--topology ring", "spread.max") == 400);
  CHECK(figure(flood + "--topology star", "spread.max") == 200);
  CHECK(figure(flood + "--topology total", "spread.max") == 100);
  CHECK(figure(flood + "--topology tree", "spread.max") ==
        figure(flood + "--topology tree2", "spread.max"));
  CHECK(figure(flood + "--topology tree4", "spread.max") <
        figure(flood + "--topology tree2", "spread.max"));
}

TEST_CASE("--rate and --time-limit make the number of operations") {
  CHECK(figure("-w echo", "ops.count") == doctest::Approx(300).epsilon(0.15));
  CHECK(figure("-w echo --rate 50", "ops.count") == doctest::Approx(3000).epsilon(0.05));
  CHECK(figure("-w echo --time-limit 600", "ops.count") == doctest::Approx(3000).epsilon(0.05));
  const Workplace here;
  CHECK(results_of_run(here, "-w echo --time-limit 2.5").at("virtual-time") == 2'500'000'000);
}

TEST_CASE("--concurrency is a number of clients, or one for each node") {
  const Workplace here;
  results_of_run(here, "-w echo --rate 50");
  CHECK(processes_of(here).size() == 5);
  results_of_run(here, "-w echo --rate 50 --concurrency 2");
  CHECK(processes_of(here) == std::set<std::int64_t>{0, 1});
  results_of_run(here, "-w echo --rate 50 --concurrency 3n");
  CHECK(processes_of(here).size() == 15);
}

TEST_CASE("--latency and --latency-dist are of messages between nodes") {
  const std::string flood = "-w broadcast --node broadcast-flood --topology total --hop 0 ";
  CHECK(figure(flood, "spread.max") == 0);
  CHECK(figure(flood + "--latency 70", "spread.p50") == 70);
  CHECK(figure(flood + "--latency 70", "spread.max") == 70);
  CHECK(figure(flood + "--latency 70", "latency.max") == 0);
  CHECK(figure(flood + "--latency 70 --latency-dist constant", "spread.max") == 70);
  const double uniform = figure(flood + "--latency 70 --latency-dist uniform", "spread.max");
  CHECK(uniform > 70);
  CHECK(uniform <= 140);
  CHECK(figure(flood + "--latency 70 --latency-dist exponential", "spread.max") > 140);
}

TEST_CASE("--hop is what each message between nodes takes, and 0 makes a broadcast instantaneous") {
  const std::string flood = "-w broadcast --node broadcast-flood --topology total ";
  CHECK(figure(flood + "--hop 0", "spread.max") == 0);
  const double by_default = figure(flood, "spread.p50");
  CHECK(by_default > 0);
  CHECK(by_default < 5);
  CHECK(figure(flood + "--hop 0.5", "spread.p50") == by_default);
  CHECK(figure(flood + "--hop 500us", "spread.p50") == by_default);
  CHECK(figure(flood + "--hop 50", "spread.p50") > 10 * by_default);
  CHECK(figure(flood, "latency.max") == 0);  // clients sit beside their node
  const Workplace here;
  CHECK(here.eddy("test -w echo --no-store --hop -1").status == 254);
}

TEST_CASE("--fault-services: faults reach services, and change nothing where none is asked") {
  const Workplace here;
  const std::string proxy = "-w lin-kv --node lin-kv-proxy --no-store --nemesis ";
  for (const std::string kind : {"partition", "loss", "slow"}) {
    CAPTURE(kind);
    const auto spared = results_of_run(here, proxy + kind);
    CHECK(value_of(spared, "ops.info") == 0);
    const auto reached = results_of_run(here, proxy + kind + " --fault-services");
    CHECK(value_of(reached, "ops.info") > 0);
    CHECK(value_of(reached, "ok-fraction") < value_of(spared, "ok-fraction"));
    CHECK(reached.at("valid?") == true);
  }
  const auto all = results_of_run(here, proxy + "duplicate --fault-services");
  CHECK(value_of(all, "servers.recv-count") > value_of(all, "servers.msg-count"));

  const std::string gossip = "-w broadcast --no-store --nemesis partition,loss,slow,duplicate";
  const auto spared = results_of_run(here, gossip);
  const auto reached = results_of_run(here, gossip + " --fault-services");
  CHECK(reached.at("fingerprint") == spared.at("fingerprint"));
  CHECK(reached.at("figures") == spared.at("figures"));
}

TEST_CASE("--client-latency is of messages with a client") {
  const std::string flood = "-w broadcast --node broadcast-flood --topology total --hop 0 ";
  CHECK(figure(flood + "--client-latency 15", "latency.p50") == 30);
  CHECK(figure(flood + "--client-latency 15", "spread.max") == 0);
}

TEST_CASE("--loss and --duplicate are of messages between nodes") {
  const std::string flood = "-w broadcast --node broadcast-flood --rate 50 ";
  CHECK(figure(flood, "lost.loss") == 0);
  const double sent = figure(flood + "--loss 0.2", "servers.msg-count");
  CHECK(figure(flood + "--loss 0.2", "lost.loss") == doctest::Approx(0.2 * sent).epsilon(0.1));
  CHECK(figure(flood + "--loss 0.2", "clients.lost-count") == 0);
  const double all = figure(flood + "--duplicate 0.3", "servers.msg-count");
  CHECK(figure(flood + "--duplicate 0.3", "servers.recv-count") ==
        doctest::Approx(1.3 * all).epsilon(0.1));
}

TEST_CASE("--seq-kv-staleness: who only reads sees the oldest state of seq-kv") {
  const std::string stale = "-w g-counter --node g-counter-stale --node-count 2 --time-limit 20 ";
  const Workplace here;
  CHECK(results_of_run(here, stale + "--no-store").at("fingerprint") !=
        results_of_run(here, stale + "--no-store --seq-kv-staleness 1").at("fingerprint"));
  CHECK(results_of_run(here, stale + "--no-store").at("fingerprint") ==
        results_of_run(here, stale + "--no-store --seq-kv-staleness 0").at("fingerprint"));
  CHECK(results_of_run(here, "-w g-counter --node g-counter-seq-kv --seq-kv-staleness 1")
            .at("valid?") == true);
  CHECK(here.eddy("test -w g-counter --seq-kv-staleness 1.5 --no-store").status == 254);
}

TEST_CASE("--nemesis plans faults, --nemesis-interval how often, --partition-shape which") {
  const Workplace here;
  CHECK(results_of_run(here, "-w broadcast").at("faults") == 0);
  const auto seldom = results_of_run(here, "-w broadcast --nemesis partition --time-limit 200");
  CHECK(seldom.at("faults").to_number<double>() == doctest::Approx(10).epsilon(0.5));
  CHECK(value_of(seldom, "lost.partition") > 0);
  const std::string often =
      "-w broadcast --nemesis partition --time-limit 200 --nemesis-interval 1";
  CHECK(results_of_run(here, often).at("faults").to_number<double>() ==
        doctest::Approx(100).epsilon(0.3));
  CHECK(shapes_of(here, often) == std::set<std::string>{"one", "halves", "majority",
                                                        "minority-third", "majorities-ring",
                                                        "bridge", "one-way"});
  CHECK(shapes_of(here, often + " --partition-shape bridge") == std::set<std::string>{"bridge"});
  CHECK(shapes_of(here, "-w broadcast --nemesis loss") == std::set<std::string>{"none"});
}

TEST_CASE("--nemesis takes a list, with blanks or without, and adds up when it is given again") {
  const Workplace here;
  const auto listed = results_of_run(here, "-w broadcast --nemesis partition,loss,slow");
  CHECK(results_of_run(here, "-w broadcast --nemesis 'partition, loss , slow'") == listed);
  CHECK(results_of_run(here, "-w broadcast --nemesis partition --nemesis loss,slow") == listed);
  CHECK(results_of_run(here, "-w broadcast --nemesis loss,slow,partition,loss").at("faults") ==
        listed.at("faults"));
}

TEST_CASE("--seed names the run, without it one is drawn and printed") {
  const Workplace here;
  const std::string line = "test -w echo --no-store --json";
  const auto one = parse_json(here.eddy(line).out);
  const auto other = parse_json(here.eddy(line).out);
  CHECK(one.at("seed") != other.at("seed"));
  CHECK(one.at("fingerprint") != other.at("fingerprint"));
  const std::string seed = std::to_string(one.at("seed").to_number<std::uint64_t>());
  CHECK(parse_json(here.eddy(line + " --seed " + seed).out) == one);
  const Outcome text = here.eddy("test -w echo --no-store");
  CHECK(contains(text.out.substr(0, text.out.find('\n')), "5 nodes, seed "));
}

TEST_CASE("--seed takes every number of 64 bits") {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w echo --no-store --json --seed 18446744073709551615");
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.out, "\"seed\": 18446744073709551615"));
}

TEST_CASE("--test-count runs seed after seed, and stops at the first that is not valid") {
  const Workplace here;
  const std::string flood = "test -w broadcast --node broadcast-flood --time-limit 5 --loss 0.002 ";
  const Outcome outcome = here.eddy(flood + "--seed 1 --test-count 100 --no-store");
  REQUIRE(outcome.status == 1);
  const auto at = outcome.out.find(", seed ");
  REQUIRE(at != std::string::npos);
  const int found = std::stoi(outcome.out.substr(at + 7));
  REQUIRE(found > 1);
  CHECK(outcome.out.starts_with(std::to_string(found) + " runs, " + std::to_string(found - 1) +
                                " valid; the last of them:\n\ninvalid"));
  CHECK(here.eddy(flood + "--no-store --seed " + std::to_string(found - 1)).status == 0);
  CHECK(here.eddy(flood + "--no-store --seed " + std::to_string(found)).status == 1);

  // Where the first one is not valid, there is nothing to count.
  const std::string again = flood + "--no-store --test-count 9 --seed " + std::to_string(found);
  CHECK(here.eddy(again).out.starts_with("invalid"));

  const Outcome all = here.eddy("test -w echo --seed 1 --test-count 3");
  CHECK(all.status == 0);
  CHECK(all.out.starts_with("3 runs, all valid; the last of them:\n\nvalid"));
  CHECK(contains(all.out, "seed 3\n"));
  CHECK(fs::read_symlink(here.path() / "store/echo/latest").string().starts_with("3-"));
  // Only the last of the runs is stored, beside the link to it.
  CHECK(std::distance(fs::directory_iterator(here.path() / "store/echo"), {}) == 2);
}

TEST_CASE("an interrupted --test-count says how far it came") {
  const Workplace here;
  const auto child = here.begin(
      EDDY_BINARY, words("test -w echo --seed 5 --test-count 1000000000 --time-limit 20000"));
  while (!fs::exists(here.path() / "store/echo")) ::sched_yield();
  REQUIRE(::kill(child, SIGINT) == 0);
  const Outcome outcome = here.finish(child);
  CHECK(outcome.status == 128 + SIGINT);
  CHECK(contains(outcome.err, "interrupted after "));
  CHECK(contains(outcome.err, "was not finished"));
  CHECK(fs::is_empty(here.path() / "store/echo"));
}

TEST_CASE("--log-net-send and --log-net-recv tell messages on standard error") {
  const Workplace here;
  const std::string line = "test -w echo --node-count 1 --time-limit 1 --seed 1 --no-store ";
  CHECK(here.eddy(line).err.empty());
  const Outcome sent = here.eddy(line + "--log-net-send");
  CHECK(
      contains(sent.err, "send 0.318026172  c0 → n0  {\"type\":\"echo\",\"echo\":\"Please echo "));
  CHECK_FALSE(contains(sent.err, "recv"));
  const Outcome received = here.eddy(line + "--log-net-recv");
  CHECK(contains(received.err, "recv 0.318026172  n0 → c0  {\"type\":\"echo_ok\","));
  CHECK_FALSE(contains(received.err, "send"));
  const Outcome both = here.eddy(line + "--log-net-recv --log-net-send --json");
  CHECK(both.err.size() == sent.err.size() + received.err.size());
  CHECK(parse_json(both.out).at("valid?") == true);
}

TEST_CASE("--log-stderr tells what nodes log, the store keeps it in any case") {
  const Workplace here;
  const std::string line = "test --node talkative --node-count 2 --time-limit 1 --seed 1";
  const Outcome silent = here.run(EDDY_OWN_PROGRAMS, words(line));
  CHECK(silent.status == 0);
  CHECK(silent.err.empty());
  const std::string log = contents(here.path() / "store/latest/node-logs/n0.log");
  CHECK(log.starts_with("0.000000000  n0 is here\n0.318026172  asked to echo\n"));
  CHECK(fs::exists(here.path() / "store/latest/node-logs/n1.log"));
  const Outcome loud = here.run(EDDY_OWN_PROGRAMS, words(line + " --log-stderr --no-store"));
  CHECK(contains(loud.err, "0.000000000  n0  n0 is here\n"));
  CHECK(contains(loud.err, "0.318026172  n0  asked to echo\n"));
}

TEST_CASE("an own program runs and is listed beside those that come with Eddy") {
  const Workplace here;
  const std::string line = "test --node mute --seed 1 --time-limit 1 --no-store";
  const Outcome outcome = here.run(EDDY_OWN_PROGRAMS, words(line));
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, "not-supported"));
  const Outcome nodes = here.run(EDDY_OWN_PROGRAMS, {"nodes"});
  CHECK(contains(nodes.out, "answers nothing but init"));
  CHECK(contains(nodes.out, "never answers one request in a hundred"));
}

TEST_CASE("an own program may ask the services") {
  const Workplace here;
  const Outcome outcome =
      here.run(EDDY_OWN_PROGRAMS,
               words("test --node numbered --seed 1 --no-store --nemesis partition --loss 0.1"));
  CAPTURE(outcome.out);
  CHECK(outcome.status == 0);
}

TEST_CASE("no colours where nobody sees them") {
  const Workplace here;
  CHECK_FALSE(contains(here.eddy("test -w echo --seed 1 --no-store").out, "\x1b"));
}

TEST_CASE("--recovery says how soon after the last fault all must work again") {
  const Workplace here;
  const std::string line = "test -w echo --seed 1 --no-store --time-limit 1 --recovery ";
  CHECK(here.eddy(line + "2").status == 0);
  CHECK(here.eddy(line + "500ms").status == 0);
  CHECK(here.eddy(line + "soon").status == 254);
}

}  // namespace TEST_FILE
