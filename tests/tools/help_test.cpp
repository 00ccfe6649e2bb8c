// The help: all options, examples that work, lines that fit, and the word `help`.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ranges>
#include <set>
#include <sstream>
#include <vector>

#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/scenario.h"
#include "tests/effort.h"
#include "tests/tools/bin_programs.h"
#include "tests/tools/pseudo_terminal.h"
#include "tests/tools/workplace.h"
#include "tools/options/table.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const std::vector<std::string> kSubcommands = {
    "test",     "sweep",  "merge",     "plan",  "replay",     "check", "nodes",
    "topology", "report", "maelstrom", "stdio", "completion", "manual"};

// All texts that tell how eddy is used.
std::vector<std::string> help_lines() {
  std::vector<std::string> lines = {"--help", "nodes", "test --expect help"};
  for (const std::string& subcommand : kSubcommands) lines.push_back(subcommand + " --help");
  for (const auto& workload : eddy::workloads::catalog()) {
    lines.push_back(fmt::format("nodes {}", workload.name));
    lines.push_back(fmt::format("test -w {} --expect help", workload.name));
  }
  for (const auto& program : eddy::nodes::catalog()) {
    lines.push_back(fmt::format("nodes {}", program.name));
  }
  return lines;
}

// The commands of a help text, one a line, as they are pasted.
std::vector<std::string> examples(const std::string& help) {
  std::vector<std::string> commands;
  std::istringstream lines(help.substr(std::min(help.find("Examples:\n"), help.size())));
  std::string line;
  std::getline(lines, line);
  bool continued = false;
  while (std::getline(lines, line) && line.starts_with("  ")) {
    if (!continued) commands.emplace_back();
    commands.back() += line + '\n';
    continued = line.ends_with('\\');
  }
  return commands;
}

// All of them, or every fourth where a process takes long to start.
template <class List>
auto some(const List& all) {
  std::vector<std::ranges::range_value_t<List>> chosen;
  std::size_t number = 0;
  for (const auto& one : all) {
    if (number++ % effort(1U, 4U) == 0) chosen.push_back(one);
  }
  return chosen;
}

TEST_CASE("help SUBCOMMAND and SUBCOMMAND help are SUBCOMMAND --help") {
  const Workplace here;
  const Outcome all = here.eddy("--help");
  CHECK(all.status == 0);
  for (const auto* line : {"help", "-h", "help help", "help --help"}) {
    CAPTURE(line);
    CHECK(here.eddy(line).status == 0);
    CHECK(here.eddy(line).out == all.out);
  }
  for (const std::string& subcommand : some(kSubcommands)) {
    CAPTURE(subcommand);
    const Outcome help = here.eddy(subcommand + " --help");
    CHECK(help.status == 0);
    CHECK(help.out != all.out);
    for (const std::string& line :
         {"help " + subcommand, subcommand + " help", subcommand + " -h"}) {
      CAPTURE(line);
      CHECK(here.eddy(line).status == 0);
      CHECK(here.eddy(line).out == help.out);
    }
  }
}

TEST_CASE("help fits 100 columns in a pipe") {
  const Workplace here;
  for (const std::string& line : some(help_lines())) {
    CAPTURE(line);
    const Outcome outcome = here.eddy(line);
    CHECK(outcome.status == 0);
    CAPTURE(outcome.out);
    CHECK(fits(outcome.out, 100));
  }
}

TEST_CASE("help fits a narrower terminal, and is no wider on a wider one") {
  const Workplace here;
  for (const std::string& line : some(help_lines())) {
    CAPTURE(line);
    const Screen narrow = on_terminal(here, fmt::format("'{}' {}", EDDY_BINARY, line), 60);
    CAPTURE(narrow.text);
    CHECK(narrow.status == 0);
    CHECK(fits(narrow.text, 60));
    CHECK_FALSE(fits(narrow.text, 50));
  }
  const std::string help = fmt::format("'{}' test --help", EDDY_BINARY);
  CHECK(fits(on_terminal(here, help, 300).text, 100));
  CHECK(fits(on_terminal(here, help, 0).text, 100));
  CHECK(fits(on_terminal(here, help, 90, {{"COLUMNS", "70"}}).text, 70));
  CHECK_FALSE(fits(on_terminal(here, help, 90, {{"COLUMNS", "none"}}).text, 70));
}

TEST_CASE("a refusal fits the terminal") {
  const Workplace here;
  const Screen narrow = on_terminal(here, fmt::format("'{}' test", EDDY_BINARY), 60);
  CHECK(narrow.status == 254);
  CHECK(fits(narrow.text, 60));
  CHECK(contains(narrow.text, "which workload?"));
}

TEST_CASE("every example of the help works as it stands") {
  const Workplace here;
  // What examples call a program of the reader's.
  const bool runs_programs = has_virtual_time();
  write_program(here, "echo");
  write_script(here.path() / "unique-ids",
               fmt::format("exec '{}' stdio --node unique-ids-flake", EDDY_BINARY));
  std::vector<std::string> lines = {"--help", "test --expect help", "test -w kafka --expect help"};
  for (const std::string& subcommand : kSubcommands) lines.push_back(subcommand + " --help");
  for (const std::string& line : some(lines)) {
    CAPTURE(line);
    const auto commands = examples(here.eddy(line).out);
    CHECK(commands.size() >= 2);
    for (const std::string& command : commands) {
      CAPTURE(command);
      if (!runs_programs && contains(command, "--bin")) continue;
      const Outcome outcome = here.shell(command);
      CAPTURE(outcome.err);
      CHECK(outcome.status <= 1);  // some look for a bug
      // A sweep that takes its time tells how far it has come.
      CHECK((outcome.err.empty() || contains(outcome.err, " seeds, ")));
    }
  }
}

TEST_CASE("the last line about a node program runs it: a right one is valid, a wrong one is not") {
  const Workplace here;
  for (const auto& program : some(eddy::nodes::catalog())) {
    CAPTURE(program.name);
    const std::string about = here.eddy(fmt::format("nodes {}", program.name)).out;
    const bool is_wrong = program.bug.has_value();
    const std::string label = is_wrong ? "\nSee its bug:\n" : "\nRun it:\n";
    REQUIRE(contains(about, label));
    const std::string line = about.substr(about.find(label) + label.size());
    const Outcome outcome = here.shell(line.substr(0, line.size() - 1) + " --no-store --seed 1");
    CAPTURE(outcome.out);
    CHECK(outcome.status == (is_wrong ? 1 : 0));
    CHECK(contains(outcome.out, fmt::format(" with {}, ", program.name)));
  }
}

// How many options of the table belong to these parts.
std::size_t options_of(const std::set<eddy::tools::Part>& parts) {
  const auto table = eddy::tools::option_table();
  return static_cast<std::size_t>(std::count_if(
      table.begin(), table.end(), [&](const auto& row) { return parts.contains(row.part); }));
}

TEST_CASE("the help lists every option, and each is used in these tests") {
  const Workplace here;
  std::string tests;
  for (const auto& file : fs::directory_iterator(fs::path(EDDY_SOURCE_DIR) / "tests/tools")) {
    tests += contents(file.path());
  }
  for (const std::string& command : kSubcommands) {
    CAPTURE(command);
    const Outcome help = here.eddy(command + " --help");
    CHECK(help.status == 0);
    CHECK(help.err.empty());
    CHECK(contains(help.out, "Examples:"));
    std::istringstream lines(help.out);
    std::size_t options = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto at = line.find("--");
      if (!line.starts_with("  -") || at == std::string::npos) continue;
      const std::string name = line.substr(at, line.find_first_of(" {", at) - at);
      CAPTURE(name);
      CHECK(contains(tests, name));
      CHECK_FALSE(contains(line, "{"));
      ++options;
    }
    // How many models have options of their own grows with their number.
    if (command == "check") {
      CHECK(options >= 8);
    } else {
      using enum eddy::tools::Part;
      const std::size_t own =
          command == "test" ? eddy::tools::option_table().size()
          : command == "sweep"
              ? options_of({plan, run, criteria, output}) + eddy::tools::sweep_table().size()
          : command == "merge"    ? 4
          : command == "plan"     ? options_of({plan, run, seed, climate, criteria}) + 1
          : command == "replay"   ? options_of({criteria, output, watch})
          : command == "report"   ? options_of({plan, run, seed, climate, criteria}) + 4
          : command == "topology" ? 3
          : command == "stdio"    ? 2
          : command == "manual"   ? 1
                                  : 0;
      CHECK(options == own + 1);  // and --help
    }
  }
  const Outcome help = here.eddy("--help");
  for (const auto* part : {"test", "sweep", "merge", "check", "nodes", "topology",
                           "Examples:", "Exit status: 0 valid"}) {
    CHECK(contains(help.out, part));
  }
}

TEST_CASE("--version tells the version of the project, and the format of its scenarios") {
  const std::string project = contents(fs::path(EDDY_SOURCE_DIR) / "CMakeLists.txt");
  const auto at = project.find("project(eddy VERSION ") + 21;
  const std::string version = project.substr(at, project.find(' ', at) - at);
  const Workplace here;
  CHECK(here.eddy("--version").out ==
        fmt::format("eddy {}, scenario format {}\n", version, eddy::workloads::Scenario::kFormat));
}

}  // namespace TEST_FILE
