// checkers/HISTORIES.md is true: each example is judged by the model that it is for, and each
// workload's own history by the model that its table names.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "eddy/checkers/catalog.h"
#include "eddy/workloads/catalog.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

std::vector<std::string> lines_of_page() {
  std::istringstream page(contents(fs::path(EDDY_SOURCE_DIR) / "checkers/HISTORIES.md"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(page, line);) lines.push_back(line);
  return lines;
}

// What stands between backticks.
std::vector<std::string> code_in(const std::string& line) {
  std::vector<std::string> spans;
  std::istringstream parts(line);
  std::string part;
  for (bool is_code = false; std::getline(parts, part, '`'); is_code = !is_code) {
    if (is_code) spans.push_back(part);
  }
  return spans;
}

struct Example {
  std::string model;    // that of the headline, unless the options name one
  std::string options;  // in the line above, if that ends with a colon
  int status = 0;       // as the line above says
  std::string history;
};

// The options that a line gives, as `--a` and `--b c`.
std::string options_in(const std::string& line) {
  std::string options;
  if (!line.ends_with(':')) return options;
  for (const std::string& span : code_in(line)) {
    if (span.starts_with("--")) options += " " + span;
  }
  return options;
}

std::vector<Example> examples() {
  std::vector<Example> found;
  std::string model;
  std::string above;
  bool inside = false;
  for (const std::string& line : lines_of_page()) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (!inside) continue;
      found.push_back({model, options_in(above), contains(above, "*invalid*") ? 1 : 0, ""});
    } else if (inside) {
      found.back().history += line + '\n';
    } else if (line.starts_with("### ")) {
      model = line.substr(4);
    } else if (!line.empty()) {
      above = line;
    }
  }
  return found;
}

TEST_CASE("HISTORIES: each example has the verdict that the page says") {
  const Workplace here;
  for (const Example& example : examples()) {
    std::ofstream(here.path() / "history") << example.history;
    std::string command = "check" + example.options + " history";
    if (!contains(example.options, "--model ")) command += " --model " + example.model;
    CAPTURE(command);
    CAPTURE(example.history);
    const Outcome outcome = here.eddy(command);
    CAPTURE(outcome.err);
    CHECK(outcome.status == example.status);
  }
}

TEST_CASE("HISTORIES: every model has an example, and its options are told") {
  std::set<std::string> shown;
  for (const Example& example : examples()) shown.insert(example.model);
  std::string page;
  for (const std::string& line : lines_of_page()) page += line + '\n';
  for (const auto& entry : eddy::checkers::catalog()) {
    CAPTURE(entry.name);
    CHECK(shown.contains(std::string(entry.name)));
    for (const std::string& option : words(entry.options)) {
      CAPTURE(option);
      CHECK(contains(page, "`--" + option));
    }
  }
}

TEST_CASE("HISTORIES: the history of each workload is judged by the model of its table") {
  const Workplace here;
  std::size_t told = 0;
  for (const std::string& line : lines_of_page()) {
    const auto code = code_in(line);
    if (!line.starts_with("| `") || code.size() != 2 || !code[1].starts_with("--model")) continue;
    CAPTURE(line);
    ++told;
    CHECK(here.eddy("test --seed 1 -w " + code[0]).status == 0);
    CHECK(here.eddy("check " + code[1] + " store/latest/history.jsonl").status == 0);
  }
  CHECK(told == eddy::workloads::catalog().size());
}

}  // namespace TEST_FILE
