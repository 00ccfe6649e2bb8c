// docs/scenario.md is true: each of its scenarios is read and run.
#include <doctest/doctest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "eddy/base/named_enum.h"
#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"
#include "eddy/workloads/scenario_reader.h"

namespace eddy::workloads {
namespace TEST_FILE {

namespace json = boost::json;

std::string page() {
  std::ifstream in(EDDY_SOURCE_DIR "/docs/scenario.md");
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// What stands between ```json and ```.
std::vector<std::string> json_blocks(const std::string& text) {
  constexpr std::string_view kBegin = "```json\n";
  std::vector<std::string> blocks;
  for (std::size_t at = text.find(kBegin); at != text.npos; at = text.find(kBegin, at)) {
    at += kBegin.size();
    blocks.push_back(text.substr(at, text.find("```", at) - at));
  }
  return blocks;
}

Experiment run(const Scenario& scenario) {
  for (const auto& program : nodes::catalog()) {
    if (program.name != scenario.options.run.program) continue;
    return experiment(scenario, *find_workload(scenario.options.plan.workload)->make(), program);
  }
  FAIL("no such program");
  return {};
}

TEST_CASE("docs: the scenarios in scenario.md are read and run") {
  const auto blocks = json_blocks(page());
  REQUIRE(blocks.size() == 9);
  const json::object whole = json::parse(blocks.front()).as_object();
  std::set<sim::FaultKind> kinds;
  for (const std::string& block : blocks) {
    CAPTURE(block);
    json::object scenario = whole;
    const json::value own = json::parse(block);
    for (const auto& field : own.as_object()) scenario[field.key()] = field.value();
    const Scenario read = read_scenario(json::serialize(scenario), "scenario.md", nodes::catalog());
    const Experiment done = run(read);
    CHECK(done.results.validity == checkers::Validity::valid);
    CHECK(done.run.faults.size() == read.faults.size());
    for (const PlannedFault& fault : read.faults)
      kinds.insert(static_cast<sim::FaultKind>(fault.fault.index()));
  }
  CHECK(kinds.size() == kValuesOf<sim::FaultKind>.size());
}

TEST_CASE("docs: scenario.md tells every field and every workload") {
  const std::string text = page();
  std::vector<std::string> names;
  const auto collect = [&names](const auto& self, const json::object& object) -> void {
    for (const auto& field : object) {
      names.emplace_back(field.key());
      if (const auto* inner = field.value().if_object()) self(self, *inner);
    }
  };
  Scenario scenario;
  scenario.options.run.external = ExternalProgram{{"./echo"}, "/echo", "00"};
  const json::object all = to_json(scenario);
  collect(collect, all);
  for (const auto& entry : catalog()) names.emplace_back(entry.name);
  REQUIRE(names.size() > 40);
  for (const std::string& name : names) {
    CAPTURE(name);
    const bool is_told = text.find("`" + name + "`") != text.npos ||
                         text.find("`clients." + name + "`") != text.npos || name == "clients";
    CHECK(is_told);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
