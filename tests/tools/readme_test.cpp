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
#include "tests/tools/bin_programs.h"
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
  // What a command prints on standard output. It is at home here.
  std::string output_of(const std::string& command) const {
    return here_.shell("export HOME=\"$PWD\"; " + command).out;
  }

  // Makes ./echo of the README's program in Go. False, and said, where there is no Go.
  bool build_echo() const {
    std::ofstream(here_.path() / "echo.go") << read("tests/consumer/echo.go");
    const Outcome built = here_.shell(
        "command -v go >/dev/null || exit 77; export GOCACHE=\"$PWD/go-cache\" GOENV=off GOFLAGS=; "
        "export GO111MODULE=off GOTOOLCHAIN=local; go build echo.go");
    if (built.status == 77) {
      MESSAGE("not looked at: there is no Go");
      return false;
    }
    REQUIRE_MESSAGE(built.status == 0, built.err);
    return true;
  }

  // A program of any language: one of ours behind pipes.
  void write_program(const std::string& file, const std::string& node) const {
    const fs::path path = here_.path() / file;
    fs::create_directories(path.parent_path());
    write_script(path, fmt::format("exec '{}' stdio --node {}", EDDY_BINARY, node));
  }

 private:
  Workplace here_;
};

std::string without_lines(const std::string& text, const std::set<std::string>& labels) {
  std::istringstream lines(text);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!labels.contains(line.substr(0, line.find(' ')))) rest += line + '\n';
  }
  return rest;
}

// Without what differs from machine to machine: the wall time, and of programs in Go what another
// version may do in another order.
std::string without_time(const std::string& text) { return without_lines(text, {"time"}); }
std::string same_everywhere(const std::string& text) {
  return without_lines(text, {"time", "fingerprint", "results"});
}

// A row of the challenges.
struct Challenge {
  std::string command;  // "tools/eddy test …"
  std::string ours;     // the program of ours
  std::string file() const {
    const auto begin = command.find("~/") + 2;
    return command.substr(begin, command.find(' ', begin) - begin);
  }
  std::string with_ours() const {
    const auto begin = command.find("--bin ");
    const auto end = command.find(' ', begin + 6);
    return command.substr(0, begin) + "--node " + ours + command.substr(end);
  }
};

std::vector<Challenge> challenges() {
  std::vector<Challenge> found;
  std::istringstream lines(read("README.md"));
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find("`tools/eddy ");
    if (!line.starts_with("|") || begin == std::string::npos) continue;
    const auto last = line.rfind('`');
    const auto ours = line.rfind('`', last - 1);
    found.push_back({line.substr(begin + 1, line.find('`', begin + 1) - begin - 1),
                     line.substr(ours + 1, last - ours - 1)});
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
        if (contains(line, "--bin ./echo")) continue;  // below
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

TEST_CASE("README: its program in Go says what is shown, where there is Go") {
  const auto all = blocks(read("README.md"));
  REQUIRE(all.size() > 2);
  CHECK(all[0].language == "go");
  CHECK(all[0].text == read("tests/consumer/echo.go"));
  const Root root;
  if (!has_virtual_time() || !root.build_echo()) return;
  const auto command = all[1].text.find("tools/eddy ");
  REQUIRE(command != std::string::npos);
  const std::string output = root.output_of(all[1].text.substr(command));
  CHECK(same_everywhere(output) == same_everywhere(all[2].text));
}

// Built by a test of its own, it is what comes with Eddy under another name.
TEST_CASE("README: its program in C++ says what is shown") {
  const std::string call = "$ ./my-echo ";
  const auto all = blocks(read("README.md"));
  const auto shown = std::find_if(all.begin(), all.end(),
                                  [&](const Block& one) { return one.text.starts_with(call); });
  REQUIRE(shown != all.end());
  const auto end = shown->text.find('\n');
  const Root root;
  std::string output =
      root.output_of("tools/eddy " + shown->text.substr(call.size(), end - call.size()));
  const std::string name = "echo with echo,";
  REQUIRE(contains(output, name));
  output.replace(output.find(name), name.size(), "echo with my-echo,");
  CHECK(without_time(output) == without_time(shown->text.substr(end + 1)));
}

TEST_CASE("README: the program named for each challenge meets its targets") {
  const Root root;
  REQUIRE(challenges().size() == 13);
  for (const Challenge& challenge : challenges()) {
    CAPTURE(challenge.command);
    for (int seed = 1; seed <= effort(3, 1); ++seed) {
      const std::string run = fmt::format("{} --no-store --seed {}", challenge.with_ours(), seed);
      CHECK(root.output_of(run).starts_with("valid"));
    }
  }
}

TEST_CASE("README: the challenges take a program behind pipes, as they stand") {
  if (!has_virtual_time()) return;
  const Root root;
  for (const Challenge& challenge : challenges()) {
    CAPTURE(challenge.command);
    if (contains(challenge.command, "--rate 1000")) continue;  // they take long
    root.write_program(challenge.file(), challenge.ours);
    const std::string output = root.output_of(challenge.command + " --no-store --seed 1");
    CHECK(output.starts_with("valid"));
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
    if (word != "--bin") options.insert(fmt::format("{} {}", word, value));
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
  const auto shown = challenges();
  REQUIRE(shown.size() == published.size());
  for (std::size_t i = 0; i < published.size(); ++i)
    CHECK(options_in(shown[i].command) == options_in(published[i]));
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
  REQUIRE(programs.size() == 4);
  CHECK(programs[0] == read("tests/consumer/echo.cpp"));
  CHECK(programs[1] == read("tests/consumer/main.cpp"));
  CHECK(
      without_indents(read("tests/nodes/retry_loop_test.cpp")).find(without_indents(programs[2])) !=
      std::string::npos);
  CHECK(programs[3] == read("tests/consumer/gossip_test.cpp"));
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
