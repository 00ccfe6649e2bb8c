// What shells complete the words of a command line by.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <set>
#include <sstream>

#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "tests/tools/workplace.h"
#include "tools/options/check_table.h"
#include "tools/options/table.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy;
using namespace eddy::testing;
using Words = std::set<std::string>;

// What bash offers for the last word of a line, which it parts at every '=' as well.
Words offered(const Workplace& here, const std::vector<std::string>& line) {
  std::string command = "source ./completion\nCOMP_WORDS=(";
  for (const std::string& word : line) command += fmt::format("'{}' ", word);
  command += fmt::format(")\nCOMP_CWORD={}\n_eddy\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
                         line.size() - 1);
  const Outcome outcome = here.run("/bin/bash", {"-c", command});
  CHECK(outcome.err.empty());
  Words words;
  std::istringstream lines(outcome.out);
  for (std::string word; std::getline(lines, word);) {
    if (!word.empty()) words.insert(word);
  }
  return words;
}

void write_script(const Workplace& here) {
  REQUIRE(here.shell(fmt::format("'{}' completion bash > completion", EDDY_BINARY)).status == 0);
}

bool holds_all(const Words& words, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const std::string& word) { return words.contains(word); });
}

TEST_CASE("bash completes commands") {
  const Workplace here;
  write_script(here);
  CHECK(offered(here, {"eddy", "t"}) == Words{"test", "topology"});
  CHECK(holds_all(offered(here, {"eddy", ""}), {"test", "check", "nodes", "--help", "--version"}));
  CHECK(offered(here, {"eddy", "completion", ""}).contains("zsh"));
}

TEST_CASE("bash completes each option of eddy test and of eddy check") {
  const Workplace here;
  write_script(here);
  const Words of_test = offered(here, {"eddy", "test", "--"});
  for (const auto& row : tools::option_table()) {
    CAPTURE(row.name);
    CHECK(of_test.contains(row.option()));
  }
  const Words of_check = offered(here, {"eddy", "check", "--"});
  for (const auto& row : tools::check_table()) {
    CAPTURE(row.name);
    CHECK(of_check.contains(row.option()) ==
          (!row.of_models || !tools::models_that_heed(row.name).empty()));
  }
  CHECK(offered(here, {"eddy", "test", "--part"}) == Words{"--partition-shape"});
  CHECK(offered(here, {"eddy", "test", "-w", "echo", "--ver"}) == Words{"--verify"});
}

TEST_CASE("bash completes the names that an option takes") {
  const Workplace here;
  write_script(here);
  Words workloads;
  for (const auto& entry : workloads::catalog()) workloads.emplace(entry.name);
  CHECK(offered(here, {"eddy", "test", "-w", ""}) == workloads);
  CHECK(offered(here, {"eddy", "test", "--workload", "ec"}) == Words{"echo"});
  Words programs;
  for (const auto& program : nodes::catalog()) programs.emplace(program.name);
  CHECK(offered(here, {"eddy", "test", "--node", ""}) == programs);
  CHECK(offered(here, {"eddy", "test", "--topology", "tr"}) ==
        Words{"tree", "tree2", "tree3", "tree4"});
  CHECK(offered(here, {"eddy", "topology", "--topology", "r"}) == Words{"ring"});
  CHECK(offered(here, {"eddy", "test", "--partition-shape", "maj"}) ==
        Words{"majority", "majorities-ring"});
  CHECK(offered(here, {"eddy", "test", "--latency-dist", ""}) ==
        Words{"constant", "uniform", "exponential"});
  CHECK(offered(here, {"eddy", "check", "-m", "set-f"}) == Words{"set-full"});
  CHECK(offered(here, {"eddy", "check", "--final-reads", ""}) == Words{"any", "all"});
  CHECK(offered(here, {"eddy", "nodes", "echo-m"}).contains("echo-mixed-up"));
}

TEST_CASE("bash completes an option's argument behind '='") {
  const Workplace here;
  write_script(here);
  CHECK(offered(here, {"eddy", "test", "--topology", "=", "ri"}) == Words{"ring"});
  CHECK(offered(here, {"eddy", "test", "--topology", "="}).size() > 5);
}

TEST_CASE("bash completes each name of a list") {
  const Workplace here;
  write_script(here);
  CHECK(offered(here, {"eddy", "test", "--nemesis", ""}) ==
        Words{"partition", "loss", "duplicate", "slow", "kill", "pause", "clock", "disk", "flaky",
              "swizzle", "held"});
  CHECK(offered(here, {"eddy", "test", "--nemesis", "partition,lo"}) == Words{"partition,loss"});
  CHECK(offered(here, {"eddy", "test", "--consistency-models", "causal,serializab"}) ==
        Words{"causal,serializable"});
}

TEST_CASE("bash completes files and directories, and nothing where only a number fits") {
  const Workplace here;
  write_script(here);
  fs::create_directory(here.path() / "results");
  CHECK(offered(here, {"eddy", "check", "res"}) == Words{"results"});
  CHECK(offered(here, {"eddy", "check", ""}) == Words{"results", "completion"});
  CHECK(offered(here, {"eddy", "test", "--store", ""}) == Words{"results"});
  CHECK(offered(here, {"eddy", "test", "--node-count", ""}).empty());
}

TEST_CASE("zsh takes its script, where there is a zsh") {
  const Workplace here;
  REQUIRE(here.shell(fmt::format("'{}' completion zsh > _eddy", EDDY_BINARY)).status == 0);
  const std::string script = contents(here.path() / "_eddy");
  CHECK(script.starts_with("#compdef eddy\n"));
  for (const auto& row : tools::option_table()) {
    CAPTURE(row.name);
    CHECK(contains(script, "'*" + row.option() + (row.metavar.empty() ? "[" : "=[")));
  }
  const Outcome outcome = here.shell("command -v zsh >/dev/null || exit 0; exec zsh -n _eddy");
  CHECK(outcome.err.empty());
  CHECK(outcome.status == 0);
}

TEST_CASE("an own program completes its own names") {
  const Workplace here;
  const Outcome outcome = here.run(EDDY_OWN_PROGRAMS, {"completion", "bash"});
  CHECK(contains(outcome.out, "complete -F _own_programs own_programs\n"));
  CHECK(contains(outcome.out, " mute "));
}

TEST_CASE("another shell is refused") {
  const Workplace here;
  const Outcome outcome = here.eddy("completion fish");
  CHECK(outcome.status == 254);
  CHECK(contains(unwrapped(outcome.err), "unknown shell \"fish\""));
  CHECK(here.eddy("completion").status == 254);
}

}  // namespace TEST_FILE
