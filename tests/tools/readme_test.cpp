// The README is true: its commands are run, its outputs compared, its programs are files that are
// built and run elsewhere in the tests.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/effort.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

std::string read(const fs::path& file) {
  std::ifstream in(fs::path(EDDY_SOURCE_DIR) / file);
  REQUIRE_MESSAGE(in, file.string());
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Block {
  std::string language;
  std::string text;
};

std::vector<Block> blocks(const std::string& markdown) {
  std::vector<Block> found;
  std::istringstream lines(markdown);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) found.push_back({line.substr(3), ""});
    } else if (inside) {
      found.back().text += line + '\n';
    }
  }
  return found;
}

// A place where `tools/eddy` can be called as from the project's root.
class Root {
 public:
  Root() {
    fs::create_directory(here_.path() / "tools");
    fs::create_symlink(EDDY_BINARY, here_.path() / "tools/eddy");
  }
  // What a command prints on standard output.
  std::string output_of(const std::string& command) const { return here_.shell(command).out; }

 private:
  Workplace here_;
};

// Without the line that tells the wall time.
std::string without_time(const std::string& text) {
  std::istringstream lines(text);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("time ")) rest += line + '\n';
  }
  return rest;
}

// The commands in the cells of a table, between backticks.
std::vector<std::string> commands_in_tables(const std::string& markdown) {
  std::vector<std::string> found;
  std::istringstream lines(markdown);
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find("`tools/eddy ");
    if (!line.starts_with("|") || begin == std::string::npos) continue;
    found.push_back(line.substr(begin + 1, line.find('`', begin + 1) - begin - 1));
  }
  return found;
}

TEST_CASE("README and docs: each command of eddy test does what it says") {
  const Root root;
  std::size_t compared = 0;
  for (const auto* page : {"README.md", "docs/running.md", "docs/maelstrom.md"}) {
    const auto all = blocks(read(page));
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].language != "sh") continue;
      std::istringstream lines(all[i].text);
      for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("tools/eddy")) continue;
        CAPTURE(line);
        const std::string output = root.output_of(line);
        if (i + 1 < all.size() && all[i + 1].language == "text") {
          CHECK(without_time(output) == without_time(all[i + 1].text));
          ++compared;
        } else {
          CHECK(output.starts_with("valid"));
        }
      }
    }
  }
  CHECK(compared == 4);
}

TEST_CASE("README: the program named for each challenge meets its targets") {
  const Root root;
  const auto commands = commands_in_tables(read("README.md"));
  REQUIRE(commands.size() == 13);
  for (const std::string& command : commands) {
    CAPTURE(command);
    for (int seed = 1; seed <= effort(3, 1); ++seed) {
      const std::string run = fmt::format("{} --no-store --seed {}", command, seed);
      CHECK(root.output_of(run).starts_with("valid"));
    }
  }
}

// Its options, but for the program and the criteria that are ours.
std::set<std::string> options_in(const std::string& command) {
  std::set<std::string> options;
  std::istringstream words(command.substr(0, command.find(" --expect")));
  for (std::string word; words >> word;) {
    if (!word.starts_with("-")) continue;
    std::string value;
    words >> value;
    if (word != "--node") options.insert(fmt::format("{} {}", word, value));
  }
  return options;
}

TEST_CASE("README: the challenges are as they are published") {
  // https://fly.io/dist-sys/, without --bin; the last line of each where there are several.
  const std::vector<std::string> published = {
      "-w echo --node-count 1 --time-limit 10",
      "-w unique-ids --time-limit 30 --rate 1000 --node-count 3 --availability total "
      "--nemesis partition",
      "-w broadcast --node-count 1 --time-limit 20 --rate 10",
      "-w broadcast --node-count 5 --time-limit 20 --rate 10",
      "-w broadcast --node-count 5 --time-limit 20 --rate 10 --nemesis partition",
      "-w broadcast --node-count 25 --time-limit 20 --rate 100 --latency 100",
      "-w broadcast --node-count 25 --time-limit 20 --rate 100 --latency 100",
      "-w g-counter --node-count 3 --rate 100 --time-limit 20 --nemesis partition",
      "-w kafka --node-count 1 --concurrency 2n --time-limit 20 --rate 1000",
      "-w kafka --node-count 2 --concurrency 2n --time-limit 20 --rate 1000",
      "-w txn-rw-register --node-count 1 --time-limit 20 --rate 1000 --concurrency 2n "
      "--consistency-models read-uncommitted --availability total",
      "-w txn-rw-register --node-count 2 --concurrency 2n --time-limit 20 --rate 1000 "
      "--consistency-models read-uncommitted --availability total --nemesis partition",
      "-w txn-rw-register --node-count 2 --concurrency 2n --time-limit 20 --rate 1000 "
      "--consistency-models read-committed --availability total --nemesis partition"};
  const auto commands = commands_in_tables(read("README.md"));
  REQUIRE(commands.size() == published.size());
  for (std::size_t i = 0; i < published.size(); ++i)
    CHECK(options_in(commands[i]) == options_in(published[i]));
}

// Without the indents, so that a part of a class reads as it does alone.
std::string without_indents(const std::string& text) {
  std::istringstream lines(text);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    rest += line.substr(std::min(line.find_first_not_of(' '), line.size())) + '\n';
  }
  return rest;
}

TEST_CASE("README: its programs are those of the tests") {
  const auto all = blocks(read("README.md"));
  std::vector<std::string> programs;
  for (const Block& block : all) {
    if (block.language == "cpp") programs.push_back(block.text);
  }
  REQUIRE(programs.size() == 3);
  CHECK(programs[0] == read("tests/consumer/main.cpp"));
  CHECK(
      without_indents(read("tests/nodes/retry_loop_test.cpp")).find(without_indents(programs[1])) !=
      std::string::npos);
  CHECK(programs[2] == read("tests/consumer/gossip_test.cpp"));
}

TEST_CASE("README: its CMake lines are those of the tests") {
  const std::string lines = read("tests/consumer/CMakeLists.txt");
  std::size_t found = 0;
  for (const Block& block : blocks(read("README.md"))) {
    if (block.language != "cmake") continue;
    CAPTURE(block.text);
    CHECK(lines.find(block.text) != std::string::npos);
    ++found;
  }
  CHECK(found == 2);
}

}  // namespace TEST_FILE
