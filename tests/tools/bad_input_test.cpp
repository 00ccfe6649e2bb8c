// What cannot be run is refused with one line that says what is wrong and what would be right, exit
// status 254, nothing on standard output and nothing in the store.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "tests/tools/bin_programs.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

struct Refusal {
  std::string arguments;
  std::vector<std::string> message;  // what it must say
};

void check_refused(const std::vector<Refusal>& refusals) {
  const Workplace here;
  for (const Refusal& refusal : refusals) {
    CAPTURE(refusal.arguments);
    const Outcome outcome = here.eddy(refusal.arguments);
    CAPTURE(outcome.err);
    CHECK(outcome.status == 254);
    CHECK(outcome.out.empty());
    CHECK(is_one_sentence(outcome.err));
    CHECK(fits(outcome.err, 100));
    for (const std::string& part : refusal.message) {
      CAPTURE(part);
      CHECK(contains(unwrapped(outcome.err), part));
    }
    CHECK(std::filesystem::is_empty(here.path()));
  }
}

TEST_CASE("an unknown option is refused, and the nearest one named") {
  check_refused({
      {"test -w echo --nod-count 3", {"unknown option --nod-count", "did you mean --node-count?"}},
      {"test -w echo --Rate 3", {"unknown option --Rate", "did you mean --rate?"}},
      {"test -w echo --lateny=3", {"unknown option --lateny,", "did you mean --latency?"}},
      {"test -w echo -rate 5", {"unknown option -rate", "did you mean --rate?"}},
      {"test -w echo -n 5", {"unknown option -n; --help lists the options"}},
      {"test -w echo --frobnicate-all-the-things", {"unknown option --frob", "--help lists"}},
      {"topology --node-cnt 5", {"unknown option --node-cnt", "did you mean --node-count?"}},
      {"nodes --json", {"unknown option --json", "--help"}},
      {"--versoin", {"unknown option --versoin", "did you mean --version?"}},
      {"test -w echo ---rate 5", {"unknown option ---rate", "did you mean --rate?"}},
      // What has only half its letters in common with an option is not near it.
      {"--verbose", {"unknown option --verbose; --help lists the options"}},
      {"topology --seed 1", {"unknown option --seed; --help lists the options"}},
  });
}

TEST_CASE("a dash that is not the ASCII hyphen is told as such, wherever it stands") {
  check_refused({
      {"test -w echo –-nemesis partition", {"\"–-nemesis\"", "ASCII hyphen", "type --nemesis\n"}},
      {"test -w echo –nemesis partition", {"\"–nemesis\"", "ASCII hyphen", "type --nemesis\n"}},
      {"test -w echo —nemesis=partition", {"\"—nemesis=partition\"", "type --nemesis\n"}},
      {"test -w echo -–nemesis partition", {"\"-–nemesis\"", "ASCII hyphen", "type --nemesis\n"}},
      {"test -w echo ––rate 5", {"\"––rate\"", "ASCII hyphen", "type --rate\n"}},
      {"test -w echo −−rate 5", {"\"−−rate\"", "ASCII hyphen", "type --rate\n"}},
      {"test -w echo --node–count 3", {"\"--node–count\"", "ASCII hyphen", "type --node-count\n"}},
      {"test -w echo --node‑count 3", {"\"--node‑count\"", "ASCII hyphen", "type --node-count\n"}},
      {"test –w echo", {"\"–w\"", "ASCII hyphen", "type -w\n"}},
      {"–help", {"\"–help\"", "ASCII hyphen", "type --help\n"}},
  });
}

TEST_CASE("a stray word is refused") {
  check_refused({
      {"test -w echo stray", {"stray word \"stray\"", "belongs to an option"}},
      {"test echo", {"stray word \"echo\""}},
      {"test -w echo --json yes", {"stray word \"yes\""}},
      {"nodes echo kafka", {"stray word \"kafka\"", "nodes takes one name"}},
      {"topology grid", {"stray word \"grid\"", "belongs to an option"}},
      {"help test -w",
       {"stray word \"-w\"",
        "help takes one topic of test, sweep, merge, plan, replay, "
        "minimise, explain, report, serve, diff, check, "
        "nodes, topology"}},
      {"stray test -w echo", {"stray word \"stray\" in front of the command test"}},
      {"--rate 5 test -w echo", {"--rate belongs behind the command test"}},
      {"--rate 5", {"--rate belongs behind the command test"}},
      {"test -w echo -- --rate 5", {"--rate belongs behind the command test", "no \"--\""}},
  });
}

TEST_CASE("an unknown name is refused, the nearest and all known ones told") {
  check_refused({
      {"tst -w echo", {"unknown command \"tst\"", "did you mean test?", "nodes, topology"}},
      {"help tset",
       {"unknown help topic \"tset\", did you mean test? There are test, sweep, merge, plan, "
        "replay, minimise, explain, report, serve, diff, check, "
        "nodes, topology"}},
      {"help all",
       {"unknown help topic \"all\"; there are test, sweep, merge, plan, replay, "
        "minimise, explain, report, serve, diff, check, "
        "nodes, topology"}},
      {"nodes brodcast", {"no workload and no node program \"brodcast\", did you mean broadcast?"}},
      {"nodes lin-kv-rfat", {"no node program \"lin-kv-rfat\", did you mean lin-kv-raft?"}},
      {"nodes zzzzzzzz", {"no node program \"zzzzzzzz\"; `eddy nodes` lists all"}},
      {"test -w ecko",
       {"unknown workload \"ecko\"", "did you mean echo?", "unique-ids, broadcast"}},
      {"test -w ''", {"which workload?", "echo, unique-ids, broadcast"}},
      {"test", {"which workload?", "echo, unique-ids, broadcast"}},
      {"test -w echo --node ecko",
       {"unknown node \"ecko\"", "did you mean echo?", "echo-forgetful"}},
      {"test --node ecko", {"unknown node \"ecko\"", "did you mean echo?", "broadcast-gossip"}},
      {"test -w echo --node broadcast-flood",
       {"broadcast-flood is for the workload broadcast, not echo"}},
      {"test -w echo --topology gird",
       {"unknown topology \"gird\"", "did you mean grid?", "tree4"}},
      {"topology --topology cube", {"unknown topology \"cube\"; there are line, grid", "star"}},
      {"test -w echo --nemesis partitoin",
       {"unknown nemesis \"partitoin\"", "did you mean partition?", "loss, duplicate, slow"}},
      {"test -w echo --nemesis partition,fire", {"unknown nemesis \"fire\"; there are partition"}},
      {"test -w echo --nemesis disk --disk-faults tron",
       {"unknown disk fault \"tron\"", "did you mean torn?", "bitrot"}},
      {"test -w echo --nemesis kill --nemesis-targets two",
       {"unknown targets \"two\"; there are one, minority, majority"}},
      {"test -w echo --latency-dist normal",
       {"unknown latency distribution \"normal\"; there are constant, uniform, exponential"}},
      {"test -w echo --nemesis partition --partition-shape half",
       {"unknown partition shape \"half\"", "did you mean halves?", "majorities-ring"}},
  });
}

TEST_CASE("a number that is none, or absurd, is refused with what would be right") {
  const std::vector<std::string> nodes{"--node-count takes a whole number from 1 to 1000000, got"};
  const std::vector<std::string> rate{"--rate takes a number from 0 to 1000000, got"};
  const std::vector<std::string> clients{"--concurrency takes a number of clients from 1 up", "2n"};
  const std::vector<std::string> seed{
      "--seed takes a whole number from 0 to 18446744073709551615, or a run that branches, such as "
      "7@1234>99, got"};
  std::vector<Refusal> refusals;
  const auto refuse = [&](std::string_view option, const std::vector<std::string>& values,
                          const std::vector<std::string>& message) {
    for (const std::string& value : values) {
      refusals.push_back({"test -w echo " + std::string(option) + " '" + value + "'", message});
      refusals.back().message.push_back("\"" + value + "\"");
    }
  };
  refuse("--node-count", {"0", "-3", "1000000000", "1.5", "abc", "1e3", "0x10", "+5", " 5", "–3"},
         nodes);
  refuse("--rate", {"-1", "NaN", "nan", "inf", "-inf", "1e30", "1e400", "5x", "5,5"}, rate);
  refuse("--time-limit", {"-1", "-1s", "nan", "1e9", "1000h", "inf", "", "s", "forever", " 5"},
         {"--time-limit takes a time from 0 to 1000000 s, such as 5 or 5s, got"});
  refuse("--time-limit", {"20sec", "1 fortnight", "5s5", "0x10", "5 %"},
         {"--time-limit takes a time in ns, us, ms, s, min or h, a number alone is in s; got"});
  refuse("--latency", {"-5", "-5ms", "NaN", "1e9", "3h"},
         {"--latency takes a time from 0 to 10000000 ms, such as 5 or 5ms, got"});
  refuse("--latency", {"5x", "5,5", "5MS"},
         {"--latency takes a time in ns, us, ms, s, min or h, a number alone is in ms; got"});
  // Neither milliseconds nor minutes.
  refuse("--latency", {"100m"}, {"--latency takes a time in ns, us, ms, s, min or h"});
  refuse("--loss", {"101%", "-1%", "x%"}, {"--loss takes 0 to 1, or 0% to 100%, got"});
  refuse("--client-latency", {"-5", "NaN"}, {"--client-latency takes a time from 0 to 10000000"});
  refuse("--loss", {"1.5", "-0.1", "nan"}, {"--loss takes a number from 0 to 1"});
  refuse("--duplicate", {"1.5", "-0.1"}, {"--duplicate takes a number from 0 to 1"});
  refuse("--concurrency", {"0", "0n", "n", "-1", "2.5", "2nn", "99999999999999999999"}, clients);
  refuse("--availability", {"2", "-0.5", "nan", "most"}, {"availability", "total or a fraction"});
  refuse("--nemesis-interval", {"0", "-1", "nan", "1us"},
         {"--nemesis-interval takes a time from 0.001 to 1000000 s"});
  refuse("--nemesis-interval", {"5 sec"}, {"--nemesis-interval takes a time in ns"});
  refuse("--seed", {"18446744073709551616", "99999999999999999999999", "-1", "seven"}, seed);
  refuse("--test-count", {"0", "-1", "many"}, {"--test-count takes a whole number from 1"});
  refuse("--max-events", {"0", "-1"}, {"--max-events takes a whole number from 1"});
  refuse("--max-in-flight", {"0", "1e9"}, {"--max-in-flight takes a whole number from 1"});
  refusals.push_back({"topology --node-count 0", {"--node-count takes a whole number from 1"}});
  check_refused(refusals);
}

TEST_CASE("options that ask for too much together are refused") {
  check_refused({
      {"test -w echo --rate 1e6 --time-limit 1e6",
       {"--rate 1000000 for 1000000 s is 1000000000000 operations", "at most 20000000"}},
      {"test -w echo --concurrency 100000000n", {"--concurrency asks for 100000000n", "2000000"}},
      {"test -w broadcast --topology total --node-count 5000",
       {"--topology total", "5000 nodes", "at most 4000"}},
      {"topology --topology total --node-count 5000", {"at most 4000 nodes, not 5000"}},
  });
}

TEST_CASE("a partition that cannot be is refused") {
  check_refused({
      {"test -w broadcast --nemesis partition --partition-shape bridge --node-count 2",
       {"shape bridge takes at least 3 nodes; there are 2"}},
      {"test -w broadcast --nemesis partition --partition-shape halves --node-count 1",
       {"shape halves takes at least 2 nodes; there is 1"}},
      {"test -w broadcast --nemesis loss --partition-shape halves",
       {"--partition-shape halves has no partition to shape", "--nemesis partition"}},
      {"test -w broadcast --nemesis loss --nemesis-together",
       {"--nemesis-together has not two kinds", "add --nemesis partition,clock"}},
      {"test -w broadcast --timer-slack -5", {"--timer-slack takes a time from 0 to"}},
      {"test -w broadcast --nemesis loss --nemesis-targets one",
       {"--nemesis-targets one has no fault of nodes to aim", "--nemesis kill, pause"}},
      {"test -w broadcast --liveness core --node-count 2",
       {"--liveness core leaves a minority broken, and of 2 nodes there is none: take 3"}},
      {"test -w broadcast --nemesis kill --disk-faults torn",
       {"--disk-faults has no effect without --nemesis disk"}},
  });
}

TEST_CASE("a fault at an event that cannot be is refused") {
  const std::string test = "test -w echo --nemesis-at ";
  const std::string form = "--nemesis-at takes a fault at an event, such as \"kill before send";
  check_refused({
      {test + "''", {form, "kill, pause or cut is missing at its end"}},
      {test + "'burn before send'", {form, "\"burn\" is not kill, pause or cut"}},
      {test + "'kill while send'", {"\"while\" is not before or after"}},
      {test + "'kill before'", {"send, receive, sync or unsynced-send is missing at its end"}},
      {test + "'kill before sync vote'", {"\"vote\" is too much: a sync has no message"}},
      {test + "'kill before send vote #0'", {"\"#0\" is not which event it is, from #1 up"}},
      {test + "'kill before send vote of c1'", {"\"c1\" is not a node, such as n1"}},
      {test + "'kill before send vote of'", {"a node is missing at its end"}},
      {test + "'kill before send vote for'", {"a time is missing at its end"}},
      {test + "'kill before send vote for ever'", {"--nemesis-at takes a time"}},
      {test + "'kill before send a b'", {"\"b\" is too much"}},
      {test + "'kill before send echo_ok of n9'",
       {"a fault at an event of n9: there are nodes n0 to n4"}},
  });
}

TEST_CASE("an expectation that makes no sense is refused") {
  check_refused({
      {"test -w echo --expect fast", {"expectation \"fast\"", "NAME OP VALUE", "< <= > >= == !="}},
      {"test -w echo --expect 'latency.p50 <'", {"expected a number, such as 400ms"}},
      {"test -w echo --expect 'latency.p50 < 4 parsecs'", {"one of the units ns, us, ms, s, %"}},
      {"test -w echo --expect '< 5'", {"expected a figure's name in front"}},
  });
  // Before the run, and before anything is stored.
  check_refused({
      {"test -w echo --expect 'latency.p51 < 4ms'",
       {"there is no figure \"latency.p51\", did you mean latency.p50?"}},
      {"test -w broadcast --expect 'stabel.p50 < 4ms'", {"did you mean stable.p50?"}},
      {"test -w broadcast --expect 'latency.wirte.p50 < 4ms'", {"did you mean latency.read.p50?"}},
      {"test -w echo --expect 'speed > 3'",
       {"there is no figure \"speed\"; --expect help lists the figures"}},
      {"test -w echo --expect 'stable.p50 < 3s'", {"there is no figure \"stable.p50\""}},
      {"test -w echo --expect 'latency.p50 < 3%'", {"latency.p50 is a time", "ns, us, ms, s"}},
      {"test -w echo --expect 'ok-fraction > 3ms'",
       {"ok-fraction is a ratio", "expected % or no unit"}},
      {"test -w echo --expect 'ops.count > 3s'", {"ops.count is a number: expected no unit"}},
  });
}

TEST_CASE("an option without its argument is refused, and so is a flag with one") {
  check_refused({
      {"test -w echo --rate", {"--rate needs an argument: --rate R"}},
      {"test -w", {"--workload needs an argument: --workload NAME"}},
      {"test -w echo --expect", {"--expect needs an argument: --expect CRITERION"}},
      {"test -w echo --seed=", {"--seed needs an argument: --seed N"}},
      {"test -w echo --json=yes", {"--json takes no argument"}},
      {"test -w echo --no-store=1", {"--no-store takes no argument"}},
      {"topology --node-count", {"--node-count needs an argument: --node-count N"}},
  });
}

TEST_CASE("--bin refuses what cannot be run, and says what to do") {
  const Workplace here;
  fs::create_directory(here.path() / "folder");
  std::ofstream(here.path() / "plain") << "#!/bin/sh\n";
  std::ofstream(here.path() / "a plain one") << "#!/bin/sh\n";
  const auto refusal = [&](const std::string& line) { return here.refusal_of("test " + line); };
  CHECK(refusal("-w echo --bin ./node") ==
        "--bin ./node: there is no such file; name a program that can be run");
  CHECK(refusal("-w echo --bin no-such-program") ==
        "--bin no-such-program: there is no such file; name a program that can be run");
  CHECK(refusal("-w echo --bin folder") ==
        "--bin folder: that is a directory; name the program in it");
  CHECK(refusal("-w echo --bin plain") == "--bin plain: it is not executable; say chmod +x plain");
  CHECK(refusal("-w echo --bin './a plain one'") ==
        "--bin ./a plain one: it is not executable; say chmod +x './a plain one'");
  CHECK(refusal("-w echo --bin /dev/null") ==
        "--bin /dev/null: that is no file; name a program that can be run");
  CHECK(refusal("-w echo --bin ''") == "--bin takes a file, got \"\"");
  CHECK(contains(refusal("--bin plain"), "which workload? --workload takes one of echo, "));
}

TEST_CASE("--bin, and what goes with it, is refused where it makes no sense") {
  check_refused({
      {"test -w echo --node echo --bin /bin/true",
       {"--node echo and --bin /bin/true both name the program of all nodes", "--ours n0=echo"}},
      {"test -w echo --threads fifo", {"--threads has no effect", "add --bin FILE"}},
      {"test -w echo --ours n0=echo", {"--ours has no effect", "add --bin FILE"}},
      {"test -w echo --bin /bin/true --threads mixed",
       {"unknown --threads order \"mixed\"", "drawn", "fifo"}},
      {"test -w echo --bin /bin/true --ours n0",
       {"--ours takes nodes and the program", "got \"n0\""}},
      {"test -w echo --bin /bin/true --ours =echo", {"--ours takes nodes and the program"}},
      {"test -w echo --bin /bin/true --ours n0=", {"--ours takes nodes and the program"}},
      {"test -w echo --bin /bin/true --ours x=echo", {"--ours x=echo: there is no node \"x\""}},
      {"test -w echo --bin /bin/true --ours n0=ecko",
       {"unknown node \"ecko\"", "did you mean echo?"}},
      {"test -w echo --bin /bin/true --ours n0=lin-kv-raft",
       {"node lin-kv-raft is for the workload lin-kv, not echo"}},
      {"test -w echo -- --rate 5", {"--rate belongs behind the command test", "no \"--\""}},
      {"test -w echo -- word", {"\"word\" behind \"--\" is for a program of yours", "--bin FILE"}},
      {"test -w echo --node echo -- -x", {"\"-x\" behind \"--\" is for a program of yours"}},
      {"check -- word", {"stray word \"word\""}},
      {"nodes -- --markdown", {"unknown option --markdown"}},
  });
}

TEST_CASE("--ours names nodes that there are, once, and leaves one to the program") {
  if (!has_virtual_time()) return;
  check_refused({
      {"test -w echo --bin /bin/true --node-count 2 --ours n2=echo",
       {"--ours: there is no node n2 to run echo; there are n0 and n1"}},
      {"test -w echo --bin /bin/true --node-count 2 --ours lin-kv=echo",
       {"--ours: there is no node lin-kv to run echo"}},
      {"test -w echo --bin /bin/true --ours n0=echo --ours n1,n0=echo-mixed-up",
       {"--ours: n0 cannot run both echo and echo-mixed-up"}},
      {"test -w echo --bin /bin/true --node-count 2 --ours n0,n1=echo",
       {"--ours: no node is left for true: leave one of them to it"}},
  });
}

TEST_CASE("options that contradict one another are refused") {
  check_refused({
      {"test -w echo --trace --no-store",
       {"--trace writes trace.jsonl into the store", "--no-store"}},
      {"test -w echo --nodes n0,n1,n2 --node-count 5",
       {"--node-count says 5 nodes, --nodes names 3: leave out one of them"}},
      {"test -w echo --node-count 1 --nodes n1,n2", {"--node-count says 1 node, --nodes names 2"}},
      {"test -w echo --nodes n1,n2",
       {"--nodes n1,n2: nodes are called n0, n1 and so on; say --node-count 2"}},
      {"test -w echo --nodes n1,n0 --node-count 2", {"nodes are called n0, n1 and so on"}},
      {"test -w echo --nodes n0,n0", {"--nodes n0,n0: nodes are called n0, n1 and so on"}},
      {"test -w echo --nodes a.example", {"nodes are called n0, n1 and so on; say --node-count 1"}},
      {"test -w echo --store ''", {"--store takes a directory, got \"\""}},
  });
}

TEST_CASE("an empty list is refused, not taken for none") {
  check_refused({
      {"test -w echo --nodes ''", {"--nodes takes the names of nodes, got \"\""}},
      {"test -w echo --nemesis ''", {"--nemesis takes the names of faults, got \"\""}},
      {"test -w echo --nemesis ' '", {"--nemesis takes the names of faults, got \" \""}},
      {"test -w txn-list-append --consistency-models ''",
       {"--consistency-models takes the names of models, got \"\""}},
      {"check --model list-append --consistency-models ''",
       {"--consistency-models takes the names of models, got \"\""}},
      {"check --model list-append --anomalies ''",
       {"--anomalies takes the names of anomalies, got \"\""}},
  });
}

TEST_CASE("a store that cannot be written is refused, before the run") {
  const Workplace here;
  std::ofstream(here.path() / "file") << "precious";
  for (const std::string place : {"file", "file/below", "file/far/below", "/proc/eddy"}) {
    CAPTURE(place);
    const Outcome outcome = here.eddy({"test", "-w", "echo", "--store", place});
    CHECK(outcome.status == 254);
    CHECK(outcome.out.empty());
    CHECK(contains(unwrapped(outcome.err), "cannot write results to " + place));
    CHECK(contains(unwrapped(outcome.err), "--store DIR, or none with --no-store"));
  }
  CHECK(contents(here.path() / "file") == "precious");
}

TEST_CASE("a directory that stands where a link goes is told, not removed") {
  const Workplace here;
  std::filesystem::create_directories(here.path() / "store/echo/latest/mine");
  const Outcome outcome = here.eddy("test -w echo --time-limit 1");
  CHECK(outcome.status == 254);
  CHECK(contains(unwrapped(outcome.err), "cannot write results to store/echo"));
  CHECK(std::filesystem::exists(here.path() / "store/echo/latest/mine"));
}

TEST_CASE("no arguments at all: the help, as an error") {
  const Workplace here;
  const Outcome outcome = here.eddy("");
  CHECK(outcome.status == 254);
  CHECK(contains(outcome.out, "Examples:"));
}

TEST_CASE("an option given twice counts as it was given last") {
  const Workplace here;
  const Outcome last = here.eddy("test -w echo --seed 1 --rate 5 --rate 10 --no-store --json");
  const Outcome alone = here.eddy("test -w echo --seed 1 --rate 10 --no-store --json");
  REQUIRE(last.status == 0);
  CHECK(last.out == alone.out);
}

}  // namespace TEST_FILE
