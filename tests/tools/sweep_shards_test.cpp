// The shards of a sweep, and eddy merge.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const std::string kSweep =
    "sweep -w broadcast --node broadcast-flood --node-count 3 --time-limit 2 --loss 0.02 --plain "
    "--seeds 7..107 ";
const std::string kShards = "store/broadcast/sweep-p-shard-";

void run_shards(const Workplace& here, const std::string& more = "") {
  for (int i = 1; i <= 4; ++i) {
    const Outcome outcome = here.eddy(kSweep + fmt::format("--name p --shard {}/4 {}", i, more));
    CAPTURE(outcome.err);
    REQUIRE(outcome.status <= 2);
  }
}

std::string folders(const std::vector<int>& shards) {
  std::string text;
  for (const int shard : shards) text += fmt::format("{}{}-of-4 ", kShards, shard);
  return text;
}

TEST_CASE("merge: shards, in any order, are the whole sweep, byte for byte, and its report") {
  const Workplace here;
  run_shards(here);
  const Outcome whole = here.eddy(kSweep + "--name whole --json");
  const Outcome merged = here.eddy("merge --json " + folders({3, 1, 4, 2}));
  CHECK(merged.err.empty());
  CHECK(merged.status == whole.status);
  CHECK(merged.out == whole.out);
  const fs::path broadcast = here.path() / "store/broadcast";
  CHECK(contents(broadcast / "sweep-p/sweep.jsonl") ==
        contents(broadcast / "sweep-whole/sweep.jsonl"));
  auto head = parse_json(contents(broadcast / "sweep-p/sweep.json"));
  auto head_of_whole = parse_json(contents(broadcast / "sweep-whole/sweep.json"));
  CHECK(head.at("course").as_array().size() == 4);
  head.as_object().erase("course");
  head_of_whole.as_object().erase("course");
  CHECK(head == head_of_whole);
  // It can be gone on with, and there is nothing left to do.
  CHECK(contains(here.eddy("sweep --resume store/broadcast/sweep-p").out, "101 of 101: "));
}

TEST_CASE("merge: what is missing is told, and the rest is there in order") {
  const Workplace here;
  run_shards(here);
  const fs::path torn = here.path() / (kShards + "1-of-4") / "sweep.jsonl";
  const std::string lines = contents(torn);
  std::ofstream(torn) << lines.substr(0, lines.size() - 5);
  const Outcome merged = here.eddy("merge " + folders({4, 1}) + " --output joined");
  CHECK(merged.status == 1);  // some of them fail
  CHECK(contains(merged.out, "\nmissing       shard 1 of 4: 1 of its 26 seeds, from 107 on\n"));
  CHECK(contains(merged.out, "\nmissing       shard 2 of 4: all of its 25 seeds\n"));
  CHECK(contains(merged.out, "\nmissing       shard 3 of 4: all of its 25 seeds\n"));
  CHECK_FALSE(contains(merged.out, "shard 4 of 4"));
  CHECK(contents(here.path() / "joined/sweep.jsonl").find(R"({"seed":10,)") != std::string::npos);
  const Outcome again = here.eddy("sweep --resume joined");
  CHECK(again.status == 254);
  CHECK(contains(unwrapped(again.err),
                 "expected seed 8, which comes next in the sweep; it was merged without shard 1 of "
                 "4: 1 of its 26 seeds, from 107 on and shard 2 of 4: "));
  // Where no run is failing, nobody knows of the rest.
  CHECK(
      here.eddy("sweep -w echo --plain --time-limit 1 --seeds 0..9 --name e --shard 1/2").status ==
      0);
  CHECK(here.eddy("merge store/echo/sweep-e-shard-1-of-2 --junit report.xml").status == 2);
  CHECK(contains(contents(here.path() / "report.xml"), "<testsuites"));
}

TEST_CASE("merge: the lines that it tells fill the holes, and its folder makes room") {
  const Workplace here;
  run_shards(here);
  const Outcome whole = here.eddy(kSweep + "--name whole --json");
  const fs::path torn = here.path() / (kShards + "3-of-4") / "sweep.jsonl";
  const std::string lines = contents(torn);
  std::ofstream(torn) << lines.substr(0, lines.size() / 2);
  const Outcome first = here.eddy("merge " + folders({2, 3, 1, 4}));
  CHECK(contains(first.out, "\nmissing       shard 3 of 4: "));
  const std::string resume = line_behind(first.out, "go on");
  CHECK(contains(resume, " sweep --resume store/broadcast/sweep-p-shard-3-of-4"));
  const Outcome resumed = here.shell(resume);
  CHECK(resumed.status <= 1);
  const auto again = first.out.find(resume) + resume.size() + 1;
  const Outcome merged =
      here.shell(first.out.substr(again, first.out.find('\n', again) - again) + " --json");
  CHECK(merged.err.empty());
  CHECK(merged.out == whole.out);
  CHECK(contents(here.path() / "store/broadcast/sweep-p/sweep.jsonl") ==
        contents(here.path() / "store/broadcast/sweep-whole/sweep.jsonl"));
  // One that lacks nothing stays.
  const Outcome more = here.eddy("merge " + folders({1, 2, 3, 4}));
  CHECK(more.status == 254);
  CHECK(contains(unwrapped(more.err), "sweep-p is there already, and is not overwritten"));
  for (const auto& entry : fs::directory_iterator(here.path() / "store/broadcast"))
    CHECK_FALSE(entry.path().filename().string().starts_with("."));
}

// Refused in one sentence with this part, and no folder is made.
void check_refused(const Workplace& here, const std::string& arguments, const std::string& part) {
  CAPTURE(arguments);
  const Outcome outcome = here.eddy(arguments);
  CAPTURE(outcome.err);
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  CHECK(is_one_sentence(outcome.err));
  CHECK(contains(unwrapped(outcome.err), part));
  CHECK_FALSE(fs::exists(here.path() / "store/broadcast/sweep-p"));
}

TEST_CASE("merge: what are no shards of one sweep are refused") {
  const Workplace here;
  run_shards(here, "--stop-after 1");
  check_refused(here, "merge", "which folders? merge takes those of all shards");
  check_refused(here, "merge store", "store holds no sweep");
  check_refused(here, "merge " + folders({1, 2, 1}), "shard 1 is there twice, in store/broadcast");
  here.eddy(kSweep + "--name q --shard 2/4 --rate 7 --stop-after 1");
  check_refused(here, "merge " + folders({1}) + "store/broadcast/sweep-q-shard-2-of-4",
                "are not parts of one sweep: their options differ");
  here.eddy(kSweep + "--name q --shard 2/3 --stop-after 1");
  check_refused(here, "merge " + folders({1}) + "store/broadcast/sweep-q-shard-2-of-3",
                "they are of 4 and of 3 shards");
  here.eddy("sweep -w echo --plain --seeds 0..3 --name all --time-limit 1");
  check_refused(here, "merge store/echo/sweep-all", "where does the sweep go? say --output FOLDER");
  check_refused(here, "merge " + folders({1}) + "--output store/echo",
                "store/echo is there already, and is not overwritten");
  CHECK(fs::exists(here.path() / "store/echo/sweep-all"));
}

TEST_CASE("a shard may be named by the environment, and --shard comes before it") {
  const Workplace here;
  const std::string line = fmt::format(
      "'{}' sweep -w echo --plain --time-limit 1 --seeds 0..9 --no-store ", EDDY_BINARY);
  const std::string slurm =
      "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=4 ";
  const Outcome third = here.shell(slurm + line);
  CHECK(third.out.starts_with("valid  echo with echo, seeds 0..9, shard 3 of 4\n"));
  CHECK(contains(third.out, "\nshard         3 of 4, as SLURM_ARRAY_TASK_ID says\n"));
  CHECK(contains(third.out, "2 of 2: "));
  CHECK(here.shell(slurm + line + "--shard 1/1")
            .out.starts_with("valid  echo with echo, seeds 0..9\n"));
  const Outcome pod = here.shell("JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=2 " + line);
  CHECK(contains(pod.out, "shard 1 of 2"));
  const Outcome lone = here.shell("JOB_COMPLETION_INDEX=0 " + line);
  CHECK(lone.status == 254);
  CHECK(contains(unwrapped(lone.err), "set JOB_COMPLETIONS in its manifest, or say --shard I/N"));
}

TEST_CASE("more shards than seeds: some have nothing to do") {
  const Workplace here;
  const std::string line = "sweep -w echo --plain --time-limit 1 --seeds 0..1 --name few ";
  for (int i = 1; i <= 3; ++i) CHECK(here.eddy(line + fmt::format("--shard {}/3", i)).status == 0);
  const Outcome merged = here.eddy(
      "merge store/echo/sweep-few-shard-1-of-3 store/echo/sweep-few-shard-2-of-3 "
      "store/echo/sweep-few-shard-3-of-3");
  CHECK(merged.status == 0);
  CHECK(contains(merged.out, "2 of 2: 2 valid"));
  // Nothing is missing where a shard has no seeds.
  const Outcome without = here.eddy(
      "merge store/echo/sweep-few-shard-1-of-3 store/echo/sweep-few-shard-2-of-3 --output two");
  CHECK(without.status == 0);
  CHECK_FALSE(contains(without.out, "missing"));
  const Outcome empty =
      here.eddy("sweep -w echo --seeds 0..1 --shard 3/3 --no-store --junit report.xml");
  CHECK(empty.status == 0);
  CHECK(contains(empty.out, "\nruns          none: the sweep has fewer seeds than shards\n"));
  CHECK(contains(contents(here.path() / "report.xml"), "name=\"the shard has no seeds\""));
}

TEST_CASE("bad ranges, shards and names are refused before anything is made") {
  const Workplace here;
  const auto refuse = [&](const std::string& options, const std::string& part) {
    CAPTURE(options);
    const Outcome outcome = here.eddy("sweep -w echo " + options);
    CHECK(outcome.status == 254);
    CHECK(is_one_sentence(outcome.err));
    CAPTURE(outcome.err);
    CHECK(contains(unwrapped(outcome.err), part));
    CHECK_FALSE(fs::exists(here.path() / "store"));
  };
  refuse("--seeds 9..3", "--seeds 9..3 is upside down: say 3..9");
  refuse("--seeds 0..1000000000000000000", "has more than 1000000000 seeds");
  refuse("--seeds 0..18446744073709551615", "has more than 1000000000 seeds");
  refuse("--seeds 0..18446744073709551616", "a first and a last seed, such as 0..999");
  for (const char* range : {"5", "5..", "..5", "-1..5", "1...5", "a..b", "''"})
    refuse(fmt::format("--seeds {}", range), "takes a first and a last seed");
  for (const char* shard : {"5/4", "0/4", "1", "1/", "/4", "1/0", "a/b", "-1/4", "1/100000"})
    refuse(fmt::format("--shard {}", shard), "--shard takes one of so many shards");
  for (const char* name : {"../a", "a/b", ".a", "''", "'a b'"})
    refuse(fmt::format("--name {}", name), "--name takes a name");
  refuse("--seed 5", "unknown option --seed, did you mean --seeds?");
  refuse("--stop-after 0", "--stop-after takes a whole number from 1");
  refuse("--budget -1", "--budget takes a time");
  refuse("--jobs 0", "--jobs takes a whole number from 1 to 1024");
  refuse("--junit /nowhere/report.xml", "cannot write the report to /nowhere/report.xml");
  refuse("--no-store --resume", "leave out one of it and --no-store");
  refuse("--no-store --name a", "leave out one of it and --no-store");
  refuse("--store /proc/eddy", "cannot write results to /proc/eddy");
}

}  // namespace TEST_FILE
