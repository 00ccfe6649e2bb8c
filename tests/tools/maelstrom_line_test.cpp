// Command lines of Maelstrom's are taken as they stand, behind `eddy maelstrom` or by a link.
#include "tools/maelstrom_line.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <string>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "tests/effort.h"
#include "tests/tools/bin_programs.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;
using eddy::tools::from_maelstrom;

// "…; left out: …".
std::string translated(std::string_view line) {
  const auto [all, without_meaning] = from_maelstrom(words(line), "eddy maelstrom");
  std::string text = fmt::format("{}", fmt::join(all, " "));
  if (!without_meaning.empty())
    text += fmt::format("; left out: {}", fmt::join(without_meaning, ", "));
  return text;
}

TEST_CASE("maelstrom: what means the same stays, in its order") {
  for (const std::string line :
       {"test -w echo --bin ./echo --node-count 1 --time-limit 10",
        "test --bin b -w broadcast --latency=100 --rate 10 --topology tree4 --log-stderr",
        "test -w kafka --bin b --concurrency 2n --nemesis partition -- --flag -w x"})
    CHECK(translated(line) == line);
}

TEST_CASE("maelstrom: its default workload is lin-kv") {
  CHECK(translated("test --bin b --rate 10") == "test --workload lin-kv --bin b --rate 10");
  CHECK(translated("test --bin b --workload=echo") == "test --bin b --workload=echo");
}

TEST_CASE("maelstrom: options without a meaning here are left out, and named") {
  CHECK(
      translated("test -w echo --no-ssh --bin b --username me --password=x --ssh-private-key k "
                 "--strict-host-key-checking --leave-db-running --logging-json") ==
      "test -w echo --bin b; left out: --no-ssh, --username me, --password x, --ssh-private-key k, "
      "--strict-host-key-checking, --leave-db-running, --logging-json");
}

TEST_CASE("maelstrom: nodes by their names, which --node-count overrides") {
  CHECK(translated("test -w echo --bin b -n n0 --node n1 --node=n2") ==
        "test -w echo --bin b --nodes n0,n1,n2");
  CHECK(translated("test -w echo --bin b --nodes n0,n1") == "test -w echo --bin b --nodes n0,n1");
  CHECK(translated("test -w echo --bin b --nodes a,b --node-count 3") ==
        "test -w echo --bin b --node-count 3; left out: --nodes a,b");
}

TEST_CASE("maelstrom: words that belong to no option are arguments of the program") {
  CHECK(translated("test -w echo one --bin b two -- three --four") ==
        "test -w echo --bin b -- one two three --four");
}

TEST_CASE("maelstrom: the help is that of test") {
  CHECK(translated("test --help") == "test --help");
  CHECK(translated("test -w echo --bin b -- --help") == "test -w echo --bin b -- --help");
}

TEST_CASE("maelstrom: dashes of web pages are refused, with the line as it was meant") {
  try {
    translated("test -w 'a b' --bin b –-nemesis partition ––rate=5 -- x");
    FAIL("it was taken");
  } catch (const eddy::tools::MisreadLine& bad) {
    CHECK(contains(bad.what(), "\"–-nemesis\" has a dash that is not the ASCII hyphen"));
    CHECK(bad.meant() == "eddy maelstrom test -w 'a b' --bin b --nemesis partition --rate=5 -- x");
  }
  const Workplace here;
  const Outcome outcome = here.eddy(
      "maelstrom test -w txn-rw-register --bin b --node-count 2 --concurrency 2n --time-limit 20 "
      "--rate 1000 --consistency-models read-committed --availability total –-nemesis partition");
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  CHECK(contains(outcome.err, "--availability total --nemesis partition\n"));
}

TEST_CASE("maelstrom: other commands say what they are here, and the rest is refused in words") {
  const Workplace here;
  CHECK(contains(here.refusal_of("maelstrom serve -p 80"), "maelstrom serve: say `eddy serve`"));
  CHECK(contains(here.refusal_of("maelstrom doc"), "maelstrom doc: say `eddy manual`"));
  CHECK(contains(here.refusal_of("maelstrom demo"), "maelstrom demo: say `eddy nodes`"));
  CHECK(contains(here.refusal_of("maelstrom"), "which command of Maelstrom's?"));
  CHECK(contains(here.refusal_of("maelstrom tset"), "did you mean test?"));
  CHECK(here.refusal_of("maelstrom test -w echo") ==
        "which program? Maelstrom's test takes --bin FILE");
  CHECK(contains(here.refusal_of("maelstrom test -w echo --bin b --nodez x"),
                 "unknown option --nodez, did you mean"));
  CHECK(contains(here.refusal_of("maelstrom test -w echo --bin b --nodes-file x"),
                 "say --node-count N"));
  CHECK(contains(here.refusal_of("maelstrom test -w echo --bin b -n"), "-n needs an argument"));
  CHECK(here.eddy("maelstrom --help").out == here.eddy("help maelstrom").out);
  CHECK(here.eddy("maelstrom test --help").out == here.eddy("test --help").out);
}

TEST_CASE("maelstrom: a link of that name takes its lines, and those of eddy that it prints") {
  if (!has_virtual_time()) return;
  const Workplace here;
  fs::create_symlink(EDDY_BINARY, here.path() / "maelstrom");
  write_program(here, "broadcast-single");
  const Outcome outcome = here.shell(
      "./maelstrom test -w broadcast --bin ./broadcast-single --no-ssh --node-count 2 "
      "--time-limit 5 word");
  CAPTURE(outcome.err);
  REQUIRE(outcome.status == 1);
  CHECK(outcome.err == "./maelstrom: without a meaning here, and left out: --no-ssh\n");
  const std::string again = line_behind(outcome.out, "reproduce");
  CHECK(again.starts_with("./maelstrom test -w broadcast --bin ./broadcast-single --node-count 2"));
  CHECK(again.ends_with(" -- word"));
  const Outcome same = here.shell(again);
  CHECK(line_behind(same.out, "fingerprint") == line_behind(outcome.out, "fingerprint"));
  CHECK(here.shell("./maelstrom replay store/latest").status == 1);
}

struct Page {
  std::string program;
  std::string line;
};

TEST_CASE("maelstrom: the lines of the challenge pages work, here for two seconds each") {
  if (!has_virtual_time()) return;
  // https://fly.io/dist-sys/, each with a program of ours behind pipes.
  const std::vector<Page> pages = {
      {"echo", "-w echo --bin ./p --node-count 1 --time-limit 10"},
      {"unique-ids-flake",
       "-w unique-ids --bin ./p --time-limit 30 --rate 1000 --node-count 3 --availability total "
       "--nemesis partition"},
      {"broadcast-gossip", "-w broadcast --bin ./p --node-count 1 --time-limit 20 --rate 10"},
      {"broadcast-gossip", "-w broadcast --bin ./p --node-count 5 --time-limit 20 --rate 10"},
      {"broadcast-gossip",
       "-w broadcast --bin ./p --node-count 5 --time-limit 20 --rate 10 --nemesis partition"},
      {"broadcast-efficient",
       "-w broadcast --bin ./p --node-count 25 --time-limit 20 --rate 100 --latency 100"},
      {"g-counter-seq-kv",
       "-w g-counter --bin ./p --node-count 3 --rate 100 --time-limit 20 --nemesis partition"},
      {"kafka-lin-kv",
       "-w kafka --bin ./p --node-count 1 --concurrency 2n --time-limit 20 --rate 1000"},
      {"kafka-lin-kv",
       "-w kafka --bin ./p --node-count 2 --concurrency 2n --time-limit 20 --rate 1000"},
      {"txn-rw-register-read-uncommitted",
       "-w txn-rw-register --bin ./p --node-count 1 --time-limit 20 --rate 1000 --concurrency 2n "
       "--consistency-models read-uncommitted --availability total"},
      {"txn-rw-register-read-uncommitted",
       "-w txn-rw-register --bin ./p --node-count 2 --concurrency 2n --time-limit 20 --rate 1000 "
       "--consistency-models read-uncommitted"},
      {"txn-rw-register-read-uncommitted",
       "-w txn-rw-register --bin ./p --node-count 2 --concurrency 2n --time-limit 20 --rate 1000 "
       "--consistency-models read-uncommitted --availability total --nemesis partition"},
      {"txn-rw-register-read-committed",
       "-w txn-rw-register --bin ./p --node-count 2 --concurrency 2n --time-limit 20 --rate 1000 "
       "--consistency-models read-committed --availability total --nemesis partition"}};
  for (std::size_t i = 0; i < pages.size(); i += effort(1U, 4U)) {
    const Workplace here;
    const auto& [program, line] = pages[i];
    CAPTURE(line);
    write_script(here.path() / "p", fmt::format("exec '{}' stdio --node {}", EDDY_BINARY, program));
    const Outcome outcome = here.eddy("maelstrom test " + line + " --time-limit 2");
    CAPTURE(outcome.out);
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
  }
}

}  // namespace TEST_FILE
