// docs/programs.md is true: its commands are run, and what it says of the environment and of what
// Eddy says stands in the sources.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tools/bin_programs.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const fs::path kSources = EDDY_SOURCE_DIR;

std::string page() { return contents(kSources / "docs/programs.md"); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) found.push_back(line);
  return found;
}

// What stands between backticks.
std::vector<std::string> quoted_in(std::string_view text) {
  std::vector<std::string> found;
  for (auto begin = text.find('`'); begin != text.npos; begin = text.find('`', begin)) {
    const auto end = text.find('`', begin + 1);
    if (end == text.npos) break;
    found.emplace_back(text.substr(begin + 1, end - begin - 1));
    begin = end + 1;
  }
  return found;
}

TEST_CASE("docs/programs.md: its commands work") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_script(here.path() / "broadcast",
               std::string("exec '") + EDDY_BINARY + "' stdio --node broadcast-gossip");
  write_script(here.path() / "proxy",
               std::string("exec '") + EDDY_BINARY + "' stdio --node lin-kv-proxy");
  write_program(here, "echo");
  std::size_t run = 0;
  bool is_run = false;
  for (const std::string& line : lines_of(page())) {
    const std::string name = "eddy ";
    if (line.starts_with("```")) is_run = line == "```sh";
    if (!is_run || !line.starts_with(name)) continue;
    CAPTURE(line);
    const Outcome outcome =
        here.shell(std::string("'") + EDDY_BINARY + "' " + line.substr(name.size()));
    CHECK(outcome.status == 0);
    CHECK(outcome.out.starts_with("valid"));
    ++run;
  }
  CHECK(run == 7);
}

// The literals of the sources, those that are written in parts in one piece.
std::string said_by_sources() {
  std::string text;
  for (const auto& entry : fs::recursive_directory_iterator(kSources / "nodes/process"))
    if (entry.path().extension() == ".cpp") text += contents(entry.path());
  text += contents(kSources / "tools/external_file.cpp") + contents(kSources / "tools/one_run.cpp");
  std::string joined;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      const auto next = text.find_first_not_of(" \n", i + 1);
      if (next != text.npos && next > i + 1 && text[next] == '"') {
        i = next;
        continue;
      }
    }
    joined += text[i];
  }
  return joined;
}

TEST_CASE("docs/programs.md: what Eddy says is what it says") {
  const std::string sources = said_by_sources();
  std::size_t looked_at = 0;
  bool is_table = false;
  for (const std::string& line : lines_of(page())) {
    if (line.starts_with("| it says |") || line.starts_with("| deterministic no:")) is_table = true;
    if (!line.starts_with("|")) is_table = false;
    if (!is_table) continue;
    for (std::string sentence : quoted_in(line.substr(0, line.find(" | ", 2)))) {
      CAPTURE(sentence);
      const std::string_view gap = "…";
      while (!sentence.empty()) {
        const auto end = std::min(sentence.find(gap), sentence.size());
        CHECK(contains(sources, sentence.substr(0, end)));
        sentence.erase(0, std::min(end + gap.size(), sentence.size()));
      }
      ++looked_at;
    }
  }
  CHECK(looked_at > 30);
}

TEST_CASE("docs/programs.md: what of the environment is handed on") {
  const std::string source = contents(kSources / "nodes/process/virtual_time/machine.cpp");
  const auto begin = source.find("kHandedOn[]");
  REQUIRE(begin != std::string::npos);
  std::string list = source.substr(begin, source.find(';', begin) - begin);
  for (char& letter : list)
    if (letter == '"') letter = '`';
  const auto in_source = quoted_in(list);
  const std::string text = page();
  const auto from = text.find("\nHanded on");
  REQUIRE(from != std::string::npos);
  std::set<std::string> told;
  for (const std::string& word : quoted_in(text.substr(from, text.find("\n\n", from) - from)))
    if (word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == word.npos) told.insert(word);
  CHECK(told == std::set<std::string>(in_source.begin(), in_source.end()));
}

}  // namespace TEST_FILE
