#include "tools/scenario_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <istream>
#include <iterator>
#include <system_error>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/scenario_reader.h"
#include "tools/external_file.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
using checkers::BadInput;

constexpr std::string_view kScenario = "scenario.json";

std::string all_of(std::istream& in, const std::string& name) {
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) throw BadInput(fmt::format("cannot read {}: {}", name, std::strerror(errno)));
  return text;
}

fs::path scenario_of(const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(folder / kScenario, ignored)) return folder / kScenario;
  const fs::path latest = folder / "latest";
  throw BadInput(
      fmt::format("{} holds no run: expected {} in it{}", folder.string(), kScenario,
                  fs::exists(latest, ignored) ? fmt::format(", as in {}", latest.string()) : ""));
}

workloads::Scenario settled(workloads::Scenario scenario, const std::string& name) {
  settle_scenario(scenario.options, name);
  return scenario;
}

}  // namespace

workloads::Scenario scenario_in(const std::string& place,
                                std::span<const nodes::ProgramEntry> programs) {
  if (place == "-") {
    const std::string name = "standard input";
    return settled(workloads::read_scenario(all_of(std::cin, name), name, programs), name);
  }
  std::error_code ignored;
  const fs::path file = fs::is_directory(place, ignored) ? scenario_of(place) : fs::path(place);
  std::ifstream in(file, std::ios::binary);
  if (!in) throw BadInput(fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
  const std::string name = file.string();
  return settled(workloads::read_scenario(all_of(in, name), name, programs), name);
}

}  // namespace eddy::tools
