#include "tools/search/test_case.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "eddy/nodes/catalog.h"
#include "tools/results_json.h"

namespace eddy::tools {
namespace {

constexpr std::size_t kMostComment = 90;  // bytes of a line

// What a name of doctest's may be: it takes commas for separators.
std::string as_name(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return c == ',' || c == '"' || c == '\\' || c == ';'; }, ' ');
  return text;
}

// At the end of a comment a backslash would take the next line in.
std::string as_comment(const std::string& text) {
  std::string line = shortened(text, kMostComment);
  while (line.ends_with('\\')) line.pop_back();
  return line;
}

// A delimiter that the text does not have.
std::string delimiter_for(const std::string& text) {
  std::string delimiter = "json";
  while (text.find(")" + delimiter + "\"") != std::string::npos) delimiter += 'x';
  return delimiter;
}

}  // namespace

std::string test_case_of(const workloads::FailingScenario& failing) {
  const workloads::Scenario& scenario = failing.scenario;
  const std::string& program = scenario.options.run.program;
  const bool is_ours = nodes::find(program) != nullptr;
  const checkers::WayToFail& way = failing.ending.ways.front();
  std::string json = pretty(to_json(scenario), Doubles::stay);
  while (json.ends_with('\n')) json.pop_back();
  const std::string delimiter = delimiter_for(json);
  std::string text;
  if (is_ours) text += "#include <eddy/nodes/catalog.h>\n";
  text += fmt::format("#include <eddy/testing.h>\n\n// {}\nTEST_CASE(\"{}: {}: {}\") {{\n",
                      as_comment(failing.ending.text), as_name(program), as_name(way.checker),
                      as_name(way.kind));
  if (is_ours) {
    text += fmt::format(
        "  const eddy::nodes::ProgramEntry& program = *eddy::nodes::find(\"{}\");\n", program);
  } else {
    text += fmt::format(
        "  // The class that {0} is made of in place of YourNode.\n"
        "  const eddy::sim::NodeProgram program{{\"{0}\", &eddy::sim::make_node<YourNode>}};\n",
        program);
  }
  text += fmt::format(
      "  const auto run = eddy::testing::replay(R\"{0}({1}){0}\", program);\n"
      "  CHECK(eddy::testing::failure_of(run) == \"\");\n}}\n",
      delimiter, json);
  return text;
}

}  // namespace eddy::tools
