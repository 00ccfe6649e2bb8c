// Sweeps as docs/sweep.md tells of them: its examples, and what runs them on clusters.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/tools/workplace.h"
#include "tools/sweep/seed_line.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const fs::path kSource = EDDY_SOURCE_DIR;

// The lines between a line that begins so and the first one that ends so.
std::string text_between(const std::string& text, const std::string& begin, const std::string& end,
                         std::size_t from = 0) {
  const auto at = text.find(begin, from);
  REQUIRE(at != std::string::npos);
  const auto first = at + begin.size();
  const auto last = text.find(end, first);
  REQUIRE(last != std::string::npos);
  return text.substr(first, last - first);
}

// By the names of the commands that they are.
using Scripts = std::map<std::string, std::string>;

// A place where `eddy` is a command, and so are scripts.
class Machine {
 public:
  explicit Machine(const Scripts& scripts = {}) {
    const fs::path bin = here_.path() / "bin";
    fs::create_directory(bin);
    fs::create_symlink(EDDY_BINARY, bin / "eddy");
    for (const auto& [name, text] : scripts) {
      std::ofstream(bin / name) << text;
      fs::permissions(bin / name, fs::perms::owner_all);
    }
  }
  fs::path path(const fs::path& name) const { return here_.path() / name; }
  Outcome shell(const std::string& line) const {
    return here_.shell("PATH=\"$PWD/bin:$PATH\"; " + line);
  }

 private:
  Workplace here_;
};

TEST_CASE("docs/sweep.md: its commands work, one after another") {
  const Machine machine;
  const std::string page = contents(kSource / "docs/sweep.md");
  std::size_t count = 0;
  for (auto at = page.find("```sh\n"); at != std::string::npos; at = page.find("```sh\n", at + 1)) {
    std::istringstream lines(text_between(page, "```sh\n", "```", at));
    for (std::string line; std::getline(lines, line); ++count) {
      CAPTURE(line);
      REQUIRE(line.starts_with("eddy "));
      const Outcome outcome = machine.shell(line);
      CHECK(outcome.status <= 1);
      CHECK(outcome.err.empty());
    }
  }
  CHECK(count == 6);
}

TEST_CASE("docs/sweep.md: its line has the fields of a line") {
  std::string line = text_between(contents(kSource / "docs/sweep.md"), "```json\n", "```");
  line.replace(line.find("8c1f0a…"), std::string("8c1f0a…").size(), "8c1f0a8c1f0a8c1f");
  const auto outcome = eddy::tools::parse_seed_line(line);
  const auto told = parse_json(line);
  const auto written = parse_json(eddy::tools::to_line(outcome));
  CHECK(told == written);
}

const std::string kOptions =
    "-w broadcast --node broadcast-flood --node-count 3 --time-limit 2 --loss 0.02 --plain";

// Runs the tasks of an array one after another, as Slurm does at the same time.
constexpr const char* kSbatch = R"(#!/bin/bash
for word; do
  case $word in
    --array=*) range=${word#--array=} ;;
    --output=*) log=${word#--output=} ;;
  esac
done
script=$(cat)
export SLURM_ARRAY_TASK_MIN=${range%-*} SLURM_ARRAY_TASK_MAX=${range#*-}
export SLURM_ARRAY_TASK_COUNT=$((SLURM_ARRAY_TASK_MAX - SLURM_ARRAY_TASK_MIN + 1))
status=0
for ((task = SLURM_ARRAY_TASK_MIN; task <= SLURM_ARRAY_TASK_MAX; ++task)); do
  SLURM_ARRAY_TASK_ID=$task bash -c "$script" > "${log/\%a/$task}" 2>&1 || status=$?
done
exit $status
)";

TEST_CASE("tools/sweep-slurm: the tasks of an array, merged, are the whole sweep") {
  const Machine machine(Scripts{{"sbatch", kSbatch}});
  const std::string script = (kSource / "tools/sweep-slurm").string();
  const Outcome whole = machine.shell("eddy sweep " + kOptions + " --seeds 0..60 --name whole");
  REQUIRE(whole.status == 1);
  for (const int tasks : {1, 4}) {
    CAPTURE(tasks);
    const Outcome outcome = machine.shell(
        fmt::format("'{}' -n {} {} --seeds 0..60 --store 'of {}'", script, tasks, kOptions, tasks));
    CAPTURE(outcome.err);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.out, "61 of 61: "));
    std::vector<std::string> sweeps;
    for (const auto& entry :
         fs::directory_iterator(machine.path(fmt::format("of {}/broadcast", tasks)))) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("sweep-slurm-") && !contains(name, "-shard-"))
        sweeps.push_back(contents(entry.path() / "sweep.jsonl"));
    }
    REQUIRE(sweeps.size() == 1);
    CHECK(sweeps.front() == contents(machine.path("store/broadcast/sweep-whole/sweep.jsonl")));
  }
}

TEST_CASE("tools/sweep-slurm: what it cannot do is told") {
  const std::string script = "'" + (kSource / "tools/sweep-slurm").string() + "' ";
  const Machine machine(Scripts{{"sbatch", "#!/bin/bash\nexit 1\n"}});
  CHECK(machine.shell(script).status == 2);
  CHECK(machine.shell(script + "-n 0 -w echo").status == 2);
  const Outcome named = machine.shell(script + "-w echo --name mine");
  CHECK(named.status == 2);
  CHECK(contains(named.err, "--name is said by the script itself"));
  const Outcome failed = machine.shell(script + "-w echo");
  CHECK(failed.status == 1);
  CHECK(contains(failed.err, "a task ended with status 1"));
  CHECK(contains(failed.err, "no task has left a shard in store"));
}

TEST_CASE("docs/sweep-job.yaml: its pods, merged, are the whole sweep") {
  const Machine machine;
  const std::string manifest = contents(kSource / "docs/sweep-job.yaml");
  const std::string completions = text_between(manifest, "\n  completions: ", "\n");
  CHECK(
      contains(manifest, "name: JOB_COMPLETIONS\n              value: \"" + completions + "\"\n"));
  std::string command = text_between(manifest, "            - |\n", "          env:\n");
  const auto replace = [&command](const std::string& part, const std::string& other) {
    REQUIRE(contains(command, part));
    command.replace(command.find(part), part.size(), other);
  };
  replace("-w broadcast", kOptions);
  replace("0..99999", "0..60");
  replace("/store", "store");
  std::ofstream(machine.path("pod.sh")) << command;
  const std::string name = text_between(manifest, "- name: SWEEP\n              value: ", "\n");
  // The last one is begun anew once it is done: that changes nothing.
  for (const int index : {0, 1, 2, 3, 3}) {
    const Outcome pod = machine.shell(fmt::format(
        "JOB_COMPLETION_INDEX={} JOB_COMPLETIONS={} SWEEP={} sh pod.sh", index, completions, name));
    CAPTURE(pod.err);
    CHECK(pod.status == 0);
  }
  const Outcome merged = machine.shell("eddy merge store/broadcast/sweep-" + name + "-shard-*");
  CHECK(merged.status == 1);
  REQUIRE(machine.shell("eddy sweep " + kOptions + " --seeds 0..60 --name whole").status == 1);
  CHECK(contents(machine.path("store/broadcast/sweep-" + name + "/sweep.jsonl")) ==
        contents(machine.path("store/broadcast/sweep-whole/sweep.jsonl")));
}

}  // namespace TEST_FILE
