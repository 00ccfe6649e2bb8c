// A sweep that ended anywhere is gone on with, and is then what it would have been.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const std::string kSweep =
    "sweep -w broadcast --node broadcast-flood --node-count 3 --time-limit 2 --loss 0.02 --plain "
    "--seeds 5..124 ";

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

// What a sweep that was killed when it had written so many bytes leaves behind.
void make_killed(const Workplace& here, const std::string& whole, std::size_t bytes,
                 const std::string& head) {
  const fs::path folder = here.path() / "store/broadcast/sweep-killed";
  fs::remove_all(folder);
  fs::create_directories(folder);
  write(folder / "sweep.json", head);
  write(folder / "sweep.jsonl", whole.substr(0, bytes));
}

TEST_CASE("a sweep killed at any moment and resumed is what an uninterrupted one is") {
  const Workplace here;
  REQUIRE(here.eddy(kSweep + "--name whole").status == 1);
  const fs::path folder = here.path() / "store/broadcast/sweep-whole";
  const std::string whole = contents(folder / "sweep.jsonl");
  // As it is while a sweep goes on.
  REQUIRE(here.eddy(kSweep + "--name young --budget 0").status == 2);
  auto young = parse_json(contents(here.path() / "store/broadcast/sweep-young/sweep.json"));
  young.as_object().erase("results");
  young.as_object().erase("course");
  const std::string head = boost::json::serialize(young);

  eddy::sim::Random random(11, eddy::sim::Purpose::test, 0);
  for (int i = 0; i < 20; ++i) {
    // In the middle of a line, but for the first few: at nothing, behind a line, at the end.
    std::size_t bytes = random.below(whole.size());
    if (i == 0) bytes = 0;
    if (i == 1) bytes = whole.find('\n', bytes) + 1;
    if (i == 2) bytes = whole.size();
    if (i == 3) bytes = whole.size() - 1;
    CAPTURE(bytes);
    make_killed(here, whole, bytes, head);
    const Outcome outcome =
        here.eddy(fmt::format("sweep --resume store/broadcast/sweep-killed --jobs {}", 1 + i % 3));
    CAPTURE(outcome.err);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.out, "120 of 120: "));
    CHECK(contents(here.path() / "store/broadcast/sweep-killed/sweep.jsonl") == whole);
  }
}

TEST_CASE("a sweep is killed for good by SIGKILL, and resumed by its name") {
  const Workplace here;
  const std::string line = "sweep -w echo --plain --time-limit 1 --seeds 0..3000 --name k";
  REQUIRE(here.eddy(line + "-whole").status == 0);
  const auto child = here.begin(EDDY_BINARY, words(line));
  const fs::path lines = here.path() / "store/echo/sweep-k/sweep.jsonl";
  std::error_code ignored;
  while (!fs::exists(lines) || fs::file_size(lines, ignored) == 0) ::sched_yield();
  REQUIRE(::kill(child, SIGKILL) == 0);
  here.finish(child);
  CHECK(here.eddy(line + " --resume").status == 0);
  CHECK(contents(lines) == contents(here.path() / "store/echo/sweep-k-whole/sweep.jsonl"));
}

TEST_CASE("--resume takes the latest sweep, that of a name, or begins it") {
  const Workplace here;
  const std::string line = "sweep -w echo --plain --time-limit 1 --seeds 0..60 ";
  CHECK(here.eddy(line + "--budget 0").status == 2);
  const Outcome latest = here.eddy("sweep --resume");
  CHECK(latest.status == 0);
  CHECK(contains(latest.out, "\nstored        store/echo/sweep-1\n"));
  CHECK(contains(here.eddy("sweep -w echo --resume").out, "61 of 61: 61 valid"));
  // What a job that is begun anew by its scheduler says each time.
  CHECK(here.eddy(line + "--name nightly --resume --budget 0").status == 2);
  const Outcome begun = here.eddy(line + "--name nightly --resume");
  CHECK(begun.status == 0);
  CHECK(contains(begun.out, "\nstored        store/echo/sweep-nightly\n"));
  // One that is done is told of again.
  CHECK(contains(here.eddy(line + "--name nightly --resume").out, "61 of 61: 61 valid"));
}

TEST_CASE("--resume takes a folder by any of its names, and only links of the store follow") {
  const Workplace here;
  const std::string line = "sweep -w echo --plain --time-limit 1 --seeds 0..60 --budget 0 ";
  const fs::path echo = here.path() / "store/echo";
  REQUIRE(here.eddy(line + "--name a").status == 2);
  REQUIRE(here.eddy(line + "--name b").status == 2);
  const auto latest = [&] {
    return fs::read_symlink(here.path() / "store/latest-sweep").string() + " " +
           fs::read_symlink(echo / "latest-sweep").string();
  };
  CHECK(latest() == "echo/sweep-b sweep-b");
  CHECK(here.eddy("sweep --resume store/echo/sweep-a/ --budget 0").status == 2);
  CHECK(latest() == "echo/sweep-a sweep-a");
  for (const char* name :
       {"store/latest-sweep", "store/echo/latest-sweep", "store/echo/./sweep-a//"}) {
    CAPTURE(name);
    const Outcome outcome = here.eddy(fmt::format("sweep --resume {} --budget 0", name));
    CHECK(contains(outcome.out, "\nstored        store/echo/sweep-a\n"));
    CHECK(latest() == "echo/sweep-a sweep-a");
  }
  fs::rename(echo / "sweep-b", here.path() / "elsewhere");
  CHECK(here.eddy("sweep --resume elsewhere").status == 0);
  CHECK(here.shell(fmt::format("cd elsewhere && '{}' sweep --resume .", EDDY_BINARY)).status == 0);
  CHECK(latest() == "echo/sweep-a sweep-a");
  CHECK_FALSE(fs::exists(here.path() / "latest-sweep"));
  CHECK_FALSE(fs::exists(here.path() / "elsewhere/latest-sweep"));
}

TEST_CASE("a resumed sweep counts the failing runs that it had") {
  const Workplace here;
  REQUIRE(here.eddy(kSweep + "--stop-after 2 --name a").status == 1);
  const std::string two = contents(here.path() / "store/broadcast/sweep-a/sweep.jsonl");
  REQUIRE(here.eddy(kSweep + "--stop-after 2 --name a --resume").status == 1);
  CHECK(contents(here.path() / "store/broadcast/sweep-a/sweep.jsonl") == two);
  REQUIRE(here.eddy(kSweep + "--stop-after 3 --name a --resume").status == 1);
  REQUIRE(here.eddy(kSweep + "--stop-after 3 --name b").status == 1);
  CHECK(contents(here.path() / "store/broadcast/sweep-a/sweep.jsonl") ==
        contents(here.path() / "store/broadcast/sweep-b/sweep.jsonl"));
}

// Refused in one sentence with these parts, and the folder is as it was.
void check_refused(const Workplace& here, const std::string& arguments,
                   const std::vector<std::string>& parts) {
  CAPTURE(arguments);
  const fs::path folder = here.path() / "store/broadcast/sweep-a";
  const std::string lines = contents(folder / "sweep.jsonl");
  const std::string head = contents(folder / "sweep.json");
  const Outcome outcome = here.eddy(arguments);
  CAPTURE(outcome.err);
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  CHECK(is_one_sentence(outcome.err));
  for (const std::string& part : parts) CHECK(contains(unwrapped(outcome.err), part));
  CHECK(contents(folder / "sweep.jsonl") == lines);
  CHECK(contents(folder / "sweep.json") == head);
}

TEST_CASE("--resume refuses other options than the sweep began with") {
  const Workplace here;
  REQUIRE(here.eddy(kSweep + "--name a --stop-after 1").status == 1);
  const std::string resume = "sweep --resume store/broadcast/sweep-a ";
  check_refused(here, resume + "--rate 7", {"the sweep began with --rate 5, not 7: leave --rate"});
  check_refused(here, resume + "--seeds 5..125", {"--seeds 5..124, not 5..125"});
  check_refused(here, resume + "--shard 1/2", {"--shard 1/1, not 1/2"});
  check_refused(here, resume + "-w echo", {"--workload broadcast, not echo"});
  check_refused(here, resume + "--nodes n0,n1", {"--node-count 3, not 2"});
  check_refused(here, resume + "--nemesis partition", {"--nemesis left out, not partition"});
  check_refused(here, resume + "--fault-services", {"the sweep began without --fault-services"});
  check_refused(here, resume + "--latency 3", {"the sweep began with --latency 0, not 3"});
  // The same ones are none.
  CHECK(
      here.eddy(resume + "--loss 2% --latency 0 --nodes n0,n1,n2 --stop-after 1 --jobs 1").status ==
      1);
}

TEST_CASE("--resume refuses an option that the climates of the sweep draw") {
  const Workplace here;
  REQUIRE(here.eddy("sweep -w broadcast --seeds 0..9 --name a").status == 0);
  for (const char* rate : {"3", "5"}) {
    check_refused(here, fmt::format("sweep --resume store/broadcast/sweep-a --rate {}", rate),
                  {"the sweep began without --rate, which its climates draw"});
  }
}

TEST_CASE("--resume refuses the folder of another sweep, and what is none") {
  const Workplace here;
  REQUIRE(here.eddy(kSweep + "--name a --stop-after 1").status == 1);
  const fs::path folder = here.path() / "store/broadcast/sweep-a";
  const std::string lines = contents(folder / "sweep.jsonl");
  const std::string resume = "sweep --resume store/broadcast/sweep-a";
  check_refused(here, "sweep --resume store", {"store holds no sweep: expected sweep.json in it"});
  check_refused(here, "sweep --resume --store elsewhere", {"there is no sweep to go on with"});
  check_refused(here, kSweep + "--name a", {"sweep-a is there already, and is not overwritten"});
  check_refused(here, "sweep store/broadcast/sweep-a", {"say --resume store/broadcast/sweep-a"});
  check_refused(here, resume + " --name b", {"--name and FOLDER both say which sweep"});
  write(folder / "sweep.jsonl", lines + lines);
  check_refused(here, resume, {"sweep.jsonl, line ", "expected seed "});
  write(folder / "sweep.jsonl", "{}\n" + lines);
  check_refused(here, resume, {"sweep.jsonl, line 1: expected \"seed\""});
  write(folder / "sweep.json", "{");
  check_refused(here, resume, {"sweep.json: expected a JSON object"});
}

TEST_CASE("--resume refuses a sweep whose program has changed since") {
  const Workplace here;
  REQUIRE(here.eddy(kSweep + "--name a --stop-after 3").status == 1);
  const fs::path file = here.path() / "store/broadcast/sweep-a/sweep.jsonl";
  const std::string lines = contents(file);
  const auto seed = lines.rfind("{\"seed\":");
  const auto fingerprint = lines.find("\"fingerprint\":\"", seed) + 15;
  std::string other = lines;
  other[fingerprint] = other[fingerprint] == '0' ? '1' : '0';
  write(file, other);
  check_refused(
      here, "sweep --resume",
      {"the program has changed since store/broadcast/sweep-a", "its run had the fingerprint"});
  other = lines;
  other.replace(lines.find("\"kind\":\"", seed) + 8, 1, "x");
  write(file, other);
  check_refused(here, "sweep --resume", {"its run is judged or told of otherwise"});
}

TEST_CASE("a device that is full loses nothing: whole lines stay, and the sweep goes on later") {
  const Workplace here;
  const std::string line = "sweep -w echo --plain --time-limit 1 --seeds 0..400 ";
  REQUIRE(here.eddy(line + "--name whole").status == 0);
  // 16 blocks of 512 bytes are all that a file may have.
  const Outcome full = here.shell(
      fmt::format("trap '' XFSZ; ulimit -f 16; exec '{}' {} --name full", EDDY_BINARY, line));
  CHECK(full.status == 254);
  CHECK(full.out.empty());
  CHECK(is_one_sentence(full.err));
  CHECK(
      contains(unwrapped(full.err), "cannot write the sweep to store/echo/sweep-full/sweep.jsonl"));
  CHECK(contains(unwrapped(full.err), "go on with --resume store/echo/sweep-full"));
  const fs::path file = here.path() / "store/echo/sweep-full/sweep.jsonl";
  const std::string written = contents(file);
  CHECK(written.size() > 7000);
  CHECK(written.ends_with("}\n"));
  CHECK(here.eddy("sweep --resume store/echo/sweep-full").status == 0);
  CHECK(contents(file) == contents(here.path() / "store/echo/sweep-whole/sweep.jsonl"));
}

TEST_CASE("two processes do not write one sweep") {
  const Workplace here;
  const auto child = here.begin(
      EDDY_BINARY, words("sweep -w echo --plain --time-limit 1 --seeds 0..999999999 --name one"));
  const fs::path lines = here.path() / "store/echo/sweep-one/sweep.jsonl";
  std::error_code ignored;
  while (!fs::exists(lines) || fs::file_size(lines, ignored) == 0) ::sched_yield();
  const Outcome second =
      here.shell(fmt::format("'{}' sweep --resume store/echo/sweep-one 2>&1 >out2", EDDY_BINARY));
  REQUIRE(::kill(child, SIGINT) == 0);
  here.finish(child);
  CHECK(contains(unwrapped(second.out + second.err), "another eddy is at work on"));
}

}  // namespace TEST_FILE
