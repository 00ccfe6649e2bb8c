#include "tools/search/test_case.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <string>
#include <vector>

#include "base/text.h"
#include "eddy/nodes/catalog.h"
#include "eddy/workloads/external_program.h"
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

// As a literal of C++.
std::string literal(const std::string& text) {
  return boost::json::serialize(boost::json::string(text));
}

// A factory of the file, and of programs of ours beside it.
std::string external_lines(const workloads::ExternalProgram& external, const std::string& program) {
  std::vector<std::string> command = external.command;
  if (external.file) command.front() = *external.file;
  for (std::string& word : command) word = literal(word);
  std::string text = fmt::format(
      "  const auto file = eddy::nodes::process::under_virtual_time({{\n"
      "      .command = {{{}}},\n"
      "      .threads = eddy::nodes::process::ThreadOrder::{}}});\n"
      "  const auto make = [=](eddy::sim::Host& host) {{\n",
      fmt::join(command, ", "), name_of(external.threads));
  for (const auto& [name, nodes] : external.ours) {
    for (const sim::NodeId node : nodes) {
      text += fmt::format(
          "    if (host.id() == eddy::sim::NodeId::node({}))\n"
          "      return eddy::nodes::find({})->make(host);\n",
          node.index(), literal(name));
    }
  }
  return text + fmt::format(
                    "    return file(host);\n"
                    "  }};\n"
                    "  const eddy::sim::NodeProgram program{{\n"
                    "      {}, make, {{std::begin(eddy::nodes::kServices), "
                    "std::end(eddy::nodes::kServices)}}}};\n",
                    literal(program));
}

std::string program_lines(const std::string& program, bool is_ours) {
  if (is_ours) {
    return fmt::format("  const eddy::nodes::ProgramEntry& program = *eddy::nodes::find(\"{}\");\n",
                       program);
  }
  return fmt::format(
      "  // The class that {0} is made of in place of YourNode.\n"
      "  const eddy::sim::NodeProgram program{{\"{0}\", &eddy::sim::make_node<YourNode>}};\n",
      program);
}

}  // namespace

std::string test_case_of(const workloads::FailingScenario& failing) {
  const workloads::Scenario& scenario = failing.scenario;
  const std::string& program = scenario.options.run.program;
  const auto& external = scenario.options.run.external;
  const bool is_ours = !external && nodes::find(program) != nullptr;
  const checkers::WayToFail& way = failing.ending.ways.front();
  std::string json = pretty(to_json(scenario), Doubles::stay);
  while (json.ends_with('\n')) json.pop_back();
  const std::string delimiter = delimiter_for(json);
  std::string text;
  if (is_ours || (external && !external->ours.empty())) text += "#include <eddy/nodes/catalog.h>\n";
  if (external) {
    text +=
        "#include <eddy/nodes/process/processes.h>\n"
        "#include <eddy/nodes/services/services.h>\n";
  }
  text += fmt::format("#include <eddy/testing.h>\n\n// {}\nTEST_CASE(\"{}: {}: {}\") {{\n",
                      as_comment(failing.ending.text), as_name(program), as_name(way.checker),
                      as_name(way.kind));
  text += external ? external_lines(*external, program) : program_lines(program, is_ours);
  text += fmt::format(
      "  const auto run = eddy::testing::replay(R\"{0}({1}){0}\", program);\n"
      "  CHECK(eddy::testing::failure_of(run) == \"\");\n}}\n",
      delimiter, json);
  return text;
}

}  // namespace eddy::tools
