// eddy sweep: many seeds of one test, what it tells and what it leaves behind.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/tools/pseudo_terminal.h"
#include "tests/tools/workplace.h"
#include "tools/sweep/seed_line.h"
#include "tools/sweep/sweep_progress.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;
using namespace std::chrono_literals;

// Some of its seeds fail, in more than one way.
const std::string kFlood =
    "sweep -w broadcast --node broadcast-flood --node-count 4 --time-limit 3 --loss 0.02 --plain ";

std::vector<std::string> lines_in(const fs::path& file) {
  std::istringstream in(contents(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

boost::json::value results_of(const Workplace& here, const std::string& arguments) {
  const Outcome outcome = here.eddy(arguments + " --json");
  CAPTURE(outcome.err);
  REQUIRE(outcome.status <= 2);
  return parse_json(outcome.out);
}

TEST_CASE("sweep: each seed has its line, which is that of eddy test with this seed") {
  const Workplace here;
  const Outcome outcome = here.eddy(kFlood + "--seeds 3..40 --name a");
  CHECK(outcome.status == 1);
  CHECK(outcome.err.empty());
  const auto lines = lines_in(here.path() / "store/broadcast/sweep-a/sweep.jsonl");
  REQUIRE(lines.size() == 38);
  std::uint64_t seed = 3;
  std::size_t failing = 0;
  for (const std::string& line : lines) {
    CAPTURE(line);
    const auto of_seed = eddy::tools::parse_seed_line(line);
    CHECK(of_seed.seed == seed);
    CHECK(of_seed.features == std::vector<std::string>{"loss"});
    if (of_seed.way_to_fail) ++failing;
    if (seed++ % 10 != 0) continue;
    const auto results = parse_json(here.eddy(of_seed.arguments + " --json --no-store").out);
    CHECK(results.at("fingerprint").as_string() == fmt::format("{:016x}", of_seed.fingerprint));
    CHECK(results.at("events") == of_seed.events);
    CHECK(results.at("seed") == of_seed.seed);
    CHECK((results.at("valid?") == true) == !of_seed.way_to_fail);
  }
  CHECK(failing > 0);
  CHECK(failing < 38);
}

TEST_CASE("sweep: two jobs, or many, give what one gives, byte for byte") {
  const Workplace here;
  for (const char* jobs : {"1", "2", "7"}) here.eddy(kFlood + "--seeds 0..120 --jobs " + jobs);
  const std::string one = contents(here.path() / "store/broadcast/sweep-1/sweep.jsonl");
  CHECK(contents(here.path() / "store/broadcast/sweep-2/sweep.jsonl") == one);
  CHECK(contents(here.path() / "store/broadcast/sweep-3/sweep.jsonl") == one);
  CHECK_FALSE(contains(one, "wall"));
  const auto head = parse_json(contents(here.path() / "store/broadcast/sweep-3/sweep.json"));
  CHECK(head.at("course").at(0).at("jobs") == 7);
  CHECK(head.at("course").at(0).at("runs") == 121);
  CHECK(head.at("sweep").at("seeds") == "0..120");
  CHECK(head.at("sweep").at("climates") == "plain");
  CHECK(fs::read_symlink(here.path() / "store/latest-sweep") == "broadcast/sweep-3");
  CHECK(fs::read_symlink(here.path() / "store/broadcast/latest-sweep") == "sweep-3");
}

TEST_CASE("sweep: the report groups failing runs, and its line gives the shortest again") {
  const Workplace here;
  const Outcome outcome = here.eddy(kFlood + "--seeds 0..99 --no-store");
  CHECK(outcome.status == 1);
  CHECK_FALSE(fs::exists(here.path() / "store"));
  CAPTURE(outcome.out);
  CHECK(outcome.out.starts_with("invalid  broadcast with broadcast-flood, seeds 0..99\n"));
  CHECK(contains(outcome.out, "\nfailing       convergence: missing, in "));
  CHECK(contains(outcome.out, " of 100 runs, "));
  CHECK(contains(outcome.out, " (95 %: "));
  const std::string line = line_behind(outcome.out, "reproduce");
  const Outcome again = here.shell(line + " --no-store --json");
  CHECK(again.status == 1);
  CHECK(parse_json(again.out).at("findings").at(0).at("kind") == "missing");
  const auto results = results_of(here, kFlood + "--seeds 0..99 --no-store");
  const auto& way = results.at("ways-to-fail").at(0);
  CHECK(way.at("kind") == "missing");
  CHECK(way.at("shortest").at("reproduce").as_string() == line);
  CHECK(way.at("shortest").at("events") == parse_json(again.out).at("events"));
  CHECK(way.at("runs") == results.at("failing"));
  CHECK(results.at("runs") == 100);
}

TEST_CASE("sweep: --stop-after ends at the same seed, however many jobs there are") {
  const Workplace here;
  for (const char* jobs : {"1", "5"}) {
    const Outcome outcome = here.eddy(kFlood + "--seeds 0..10000 --stop-after 3 --jobs " + jobs);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.out, "\nended         by --stop-after 3\n"));
    CHECK(contains(outcome.out, ", 3 failing;"));
    CHECK(contains(outcome.out, "\ngo on         "));
  }
  const std::string one = contents(here.path() / "store/broadcast/sweep-1/sweep.jsonl");
  CHECK(contents(here.path() / "store/broadcast/sweep-2/sweep.jsonl") == one);
  const auto lines = lines_in(here.path() / "store/broadcast/sweep-1/sweep.jsonl");
  CHECK(contains(lines.back(), R"("failure":{)"));
}

TEST_CASE("sweep: --budget ends it") {
  const Workplace here;
  const Outcome outcome =
      here.eddy("sweep -w echo --plain --time-limit 1 --seeds 0..999999999 --budget 0.1");
  CHECK((outcome.status == 0 || outcome.status == 2));  // 2: the machine was too busy for one run
  CHECK(contains(outcome.out, "\nended         by --budget\n"));
  // Ten minutes, as CI systems write them.
  CHECK(here.eddy("sweep -w echo --plain --time-limit 1 --seeds 0..3 --budget 10m").status == 0);
  // No time, no run: nobody knows.
  const Outcome none =
      here.eddy("sweep -w echo --plain --seeds 0..3 --budget 0 --json --junit report.xml");
  CHECK(none.status == 2);
  CHECK(parse_json(none.out).at("ended-by") == "--budget");
  const std::string report = contents(here.path() / "report.xml");
  CHECK(contains(report,
                 "name=\"4 of 4 seeds were not run\">\n      <skipped message=\"ended by "
                 "--budget\"/>"));
}

TEST_CASE("sweep: exit statuses are those of eddy test") {
  const Workplace here;
  CHECK(here.eddy("sweep -w echo --plain --time-limit 1 --seeds 0..5").status == 0);
  const Outcome unknown = here.eddy("sweep -w echo --plain --seeds 0..5 --max-events 100");
  CHECK(unknown.status == 2);
  CHECK(contains(unknown.out, "unknown  echo with echo, seeds 0..5\n"));
  CHECK(contains(unknown.out, "\nunknown       6 of 6 runs, the first of them seed 0, "));
}

TEST_CASE("sweep: criteria judge each run, and --expect help lists figures") {
  const Workplace here;
  const std::string line = "sweep -w echo --plain --time-limit 1 --seeds 0..5 --no-store ";
  const auto results = results_of(here, line + "--expect 'ops.ok < 1'");
  CHECK(results.at("failing") == 6);
  CHECK(results.at("ways-to-fail").at(0).at("checker") == "expectations");
  CHECK(contains(here.eddy("sweep -w echo --expect help").out, "ops.ok"));
}

TEST_CASE("sweep: an interruption ends it, and what was done is kept") {
  const Workplace here;
  const auto child = here.begin(
      EDDY_BINARY, words("sweep -w echo --plain --time-limit 1 --seeds 0..999999999 --name long"));
  const fs::path folder = here.path() / "store/echo/sweep-long";
  std::error_code ignored;
  while (!fs::exists(folder / "sweep.jsonl") || fs::file_size(folder / "sweep.jsonl", ignored) == 0)
    ::sched_yield();
  REQUIRE(::kill(child, SIGINT) == 0);
  const Outcome outcome = here.finish(child);
  CHECK(outcome.status == 128 + SIGINT);
  CHECK(contains(outcome.out, "\nended         by an interruption\n"));
  const std::string lines = contents(folder / "sweep.jsonl");
  CHECK(lines.ends_with("}\n"));
  const auto head = parse_json(contents(folder / "sweep.json"));
  CHECK(head.at("results").at("runs") == lines_in(folder / "sweep.jsonl").size());
}

TEST_CASE("sweep: a node that differs between two runs of a seed is named, with the seed") {
  for (const char* node : {"by-static", "cache"}) {
    CAPTURE(node);
    const Workplace here;
    const Outcome outcome =
        here.run(EDDY_OWN_PROGRAMS,
                 words(fmt::format("sweep --node {} --plain --time-limit 2 --jobs 1", node)));
    CHECK(outcome.status == 255);
    CHECK(contains(outcome.out, "\nNOT DETERMINISTIC: two runs of seed "));
    CHECK(contains(outcome.out, "test --verify -w echo --node " + std::string(node)));
    // It is the first of those that are run twice, or a later one if it was lucky.
    CHECK(lines_in(here.path() / "store/echo/sweep-1/sweep.jsonl").size() % 50 == 0);
  }
}

// The third request ends a node: in some of so short runs no node gets as many.
const std::string kDoomed = " --plain --time-limit 1 --seeds 0..40 ";

TEST_CASE("sweep: a node that takes its process down is a failing run, and the sweep goes on") {
#if defined(__SANITIZE_ADDRESS__)
  constexpr bool kSanitized = true;  // it reports what it finds, and exits
#else
  constexpr bool kSanitized = false;
#endif
  const std::string segfault = kSanitized ? "exit status 1" : "signal SIGSEGV";
  const std::map<std::string, std::string> ways = {
      {"segfaults", segfault}, {"overflows", segfault}, {"aborts", "signal SIGABRT"}};
  for (const auto& [node, kind] : ways) {
    CAPTURE(node);
    const std::string cause = node == "aborts" ? "SIGABRT" : "SIGSEGV";
    const Workplace here;
    for (const char* jobs : {"1", "3"}) {
      const Outcome outcome =
          here.run(EDDY_OWN_PROGRAMS, words("sweep --node " + node + kDoomed + " --jobs " + jobs));
      CHECK(outcome.status == 1);
      CHECK((kSanitized || outcome.err.empty()));
      CHECK(contains(outcome.out, "\nfailing       process: " + kind + ", in "));
      CHECK(contains(outcome.out, ": " + cause + " while n"));
      CHECK(contains(outcome.out, "\nruns          41 of 41: "));
      CHECK(contains(outcome.out, " test -w echo --node " + node + " "));
    }
    const fs::path store = here.path() / "store/echo";
    const std::string one = contents(store / "sweep-1/sweep.jsonl");
    CHECK(contents(store / "sweep-2/sweep.jsonl") == one);
    std::size_t valid = 0;
    for (const std::string& line : lines_in(store / "sweep-1/sweep.jsonl")) {
      const auto outcome = eddy::tools::parse_seed_line(line);
      if (!outcome.way_to_fail) {
        ++valid;
        continue;
      }
      CHECK(outcome.way_to_fail->checker == "process");
      CHECK(outcome.way_to_fail->kind == kind);
      CHECK(outcome.text.starts_with(cause + " while n"));
      CHECK_FALSE(contains(outcome.text, "again"));
    }
    CHECK(valid > 0);
    CHECK(valid < 41);
    // It is gone on with, though a sample dies again.
    CHECK(here.run(EDDY_OWN_PROGRAMS, words("sweep --resume store/echo/sweep-1")).status == 1);
    CHECK(contents(store / "sweep-1/sweep.jsonl") == one);
  }
}

TEST_CASE("sweep: a node that loops for ever does not keep it for ever") {
  const Workplace here;
  const Outcome outcome =
      here.run(EDDY_OWN_PROGRAMS,
               words("sweep --node loops --plain --time-limit 3 --seeds 0..9 --jobs 2 --budget 0.2 "
                     "--junit report.xml"));
  CHECK(outcome.status == 2);
  CHECK(contains(outcome.out, "\ngiven up      seed 0, whose run did not come to its end\n"));
  const std::string report = contents(here.path() / "report.xml");
  CHECK(contains(report, "the run of seed 0 did not come to its end"));
  CHECK_FALSE(contains(report, "are valid"));
}

TEST_CASE("sweep: labels that no run reached are told, and may be required") {
  const Workplace here;
  const std::string line = "sweep --node labelled --plain --time-limit 2 --seeds 0..79 ";
  const Outcome hoped = here.run(EDDY_OWN_PROGRAMS, words(line + "--name a"));
  CHECK(hoped.status == 0);
  CAPTURE(hoped.out);
  CHECK(
      contains(hoped.out, "\nlabels        1 of 3 were never reached: \"sees the end of time\"\n"));
  CHECK(contains(contents(here.path() / "store/echo/sweep-a/sweep.jsonl"),
                 R"("labels":{"answered before":true,"sees the end of time":false})"));
  const Outcome required = here.run(
      EDDY_OWN_PROGRAMS, words(line + "--no-store --require-sometimes --junit report.xml"));
  CHECK(required.status == 1);
  CHECK(required.out.starts_with("invalid  echo with labelled"));
  CHECK(contains(required.out,
                 "\nunreached     1 of 3 were never reached: \"sees the end of time\"\n"));
  CHECK(contains(contents(here.path() / "report.xml"),
                 "name=\"label: sees the end of time\">\n      <failure type=\"unreached\""));
  const auto head = parse_json(contents(here.path() / "store/echo/sweep-a/sweep.json"));
  const auto& labels = head.at("results").at("labels");
  CHECK(labels.at("answered before").at("reached") == 80);
  CHECK(labels.at("sees the end of time").at("reached") == 0);
  CHECK(labels.at("sees the end of time").at("looked-for") == 80);
  CHECK(labels.at("a lucky draw").at("reached").to_number<int>() > 0);
  CHECK(labels.at("a lucky draw").at("reached").to_number<int>() < 80);
  // A test of one seed tells them, too.
  const auto test =
      here.run(EDDY_OWN_PROGRAMS, words("test --node labelled --time-limit 2 --seed 1 --no-store"));
  CHECK(contains(test.out, "\"sees the end of time\"\n"));
  const auto of_test =
      parse_json(here.run(EDDY_OWN_PROGRAMS,
                          words("test --node labelled --time-limit 2 --seed 1 --no-store --json"))
                     .out);
  CHECK(of_test.at("labels").at("answered before") == true);
  CHECK(of_test.at("labels").at("sees the end of time") == false);
}

TEST_CASE("sweep: what it has learned, and which faults it did not draw") {
  const Workplace here;
  const std::string line = "sweep -w broadcast --node broadcast-gossip --seeds 0..99 --no-store ";
  const Outcome outcome = here.eddy(line);
  CAPTURE(outcome.out);
  CHECK(contains(outcome.out, "\nbehaviours    "));
  CHECK(contains(outcome.out, " new in the last 50 runs, about "));
  CHECK(contains(outcome.out, "  from 1 run to 100, twice as many in two columns\n"));
  CHECK(contains(outcome.out, "\nnot drawn     "));
  CHECK(contains(outcome.out, "broadcast-gossip does not claim to survive "));
  const auto results = results_of(here, line);
  const auto& behaviours = results.at("behaviours");
  CHECK(behaviours.at("known").to_number<int>() > 100);
  CHECK(behaviours.at("curve").as_array().back().at(0).to_number<int>() <= 100);
  CHECK(results.at("vacuity").at("partition").at("runs").to_number<int>() > 10);
  CHECK_FALSE(results.at("not-drawn").as_array().empty());
  // The nemesis is pinned: nothing was left out.
  CHECK(results_of(here, line + "--nemesis loss").at("not-drawn").as_array().empty());
  CHECK(results_of(here, line + "--plain").at("not-drawn").as_array().empty());
  // Partitions of nodes that do not talk.
  const Outcome vain = here.eddy(
      "sweep -w echo --plain --nemesis partition --nemesis-interval 2 --time-limit 20 "
      "--seeds 0..9 --no-store");
  CHECK(contains(vain.out,
                 "\nvacuity       partition cut no message in 10 of 10 runs that had it\n"));
  // Disks that nobody uses, and a message that nobody sends.
  const Outcome unused = here.eddy(
      "sweep -w echo --plain --nemesis disk --nemesis-interval 2 --nemesis-at 'cut before send "
      "rumour' --nemesis-at 'cut before send echo_ok' --nemesis-at 'pause after send rumour' "
      "--time-limit 20 --seeds 0..4 --no-store");
  CHECK(contains(unused.out, "\nvacuity       disk befell no access in 5 of 5 runs that had it\n"));
  CHECK_FALSE(contains(unused.out, "no fault at an event came"));
  const Outcome never = here.eddy(
      "sweep -w echo --plain --nemesis-at 'pause after send rumour' --time-limit 5 --seeds 0..4 "
      "--no-store");
  CHECK(contains(never.out,
                 "\nvacuity       no fault at an event came in 5 of 5 runs that had it planned\n"));
}

TEST_CASE("sweep: --junit writes the ways to fail, and the environment asks for annotations") {
  const Workplace here;
  const Outcome bad =
      here.shell(fmt::format("GITHUB_ACTIONS=true '{}' {} --seeds 0..50 --no-store "
                             "--junit report.xml",
                             EDDY_BINARY, kFlood));
  CHECK(bad.status == 1);
  CHECK(contains(bad.out,
                 "\n::error title=broadcast with broadcast-flood%2C seeds 0..50%3A "
                 "convergence%3A missing::"));
  CHECK(contains(bad.out, "%0Areproduce: "));
  const std::string report = contents(here.path() / "report.xml");
  CHECK(
      report.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"1\" "
                         "failures=\"1\" errors=\"0\" skipped=\"0\" "));
  CHECK(contains(report, "name=\"convergence: missing\">\n      <failure type=\"missing\" "));
  CHECK(contains(report, ">reproduce: "));
  const Outcome good = here.shell(
      fmt::format("TF_BUILD=True '{}' sweep -w echo --plain --time-limit 1 --seeds 0..5 --no-store "
                  "--junit report.xml",
                  EDDY_BINARY));
  CHECK(good.status == 0);
  CHECK_FALSE(contains(good.out, "##vso"));
  CHECK(contains(contents(here.path() / "report.xml"), "name=\"all of 6 runs are valid\""));
}

TEST_CASE("sweep: what its progress tells") {
  eddy::tools::SweepPosition position{412, 1000, 400, 3, {}, 2s, {}};
  CHECK(eddy::tools::progress_of_sweep(position) ==
        "412 of 1,000 seeds, 3 s left, 3 failing, 200 a second");
  position.new_behaviours = 12;
  position.budget = 3s;
  CHECK(eddy::tools::progress_of_sweep(position) ==
        "412 of 1,000 seeds, 1 s left, 3 failing, 200 a second, 12 new behaviours");
  CHECK(eddy::tools::bar_of_sweep(position).starts_with("[####------] 412 of"));
  CHECK(eddy::tools::progress_of_sweep({0, 10, 0, 0, {}, 0s, {}}) == "0 of 10 seeds, 0 failing");
  CHECK(eddy::tools::progress_of_sweep({5, 10, 5, 0, {}, 10s, {}}) ==
        "5 of 10 seeds, 10 s left, 0 failing, 0.5 a second");
}

TEST_CASE("sweep: a terminal sees a bar that goes away, a pipe plain lines") {
  const Workplace here;
  const std::string line = fmt::format(
      "'{}' sweep -w echo --plain --time-limit 1 --seeds 0..99 --no-store", EDDY_BINARY);
  const Screen screen = on_terminal(here, line + " > out", 100, {{"EDDY_PROGRESS_AFTER", "0"}});
  CHECK(screen.status == 0);
  CHECK(contains(screen.text, "\r\x1b[K[##########] 100 of 100 seeds, "));
  CHECK(screen.text.ends_with("\r\x1b[K"));
  const Outcome piped = here.shell("EDDY_PROGRESS_AFTER=0 " + line);
  CHECK(contains(piped.err, "100 of 100 seeds, "));
  CHECK_FALSE(contains(piped.err, "\x1b"));
  CHECK(here.shell(line).err.empty());
}

}  // namespace TEST_FILE
