// How a doctest case is run again with one seed.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/branch.h"

namespace eddy::testing {

// What EDDY_SEED says: "7", or "7@1234>99", a run that branches (eddy/sim/branch.h). Nothing where it
// is not set. Throws std::invalid_argument where it is no name of a run.
inline std::optional<sim::RunName> wanted_run() {
  const char* text = std::getenv("EDDY_SEED");
  if (text == nullptr) return std::nullopt;
  auto name = sim::RunName::parse(text);
  if (!name) {
    throw std::invalid_argument(fmt::format(
        "EDDY_SEED takes a seed, such as 7, or a run that branches, such as 7@1234>99, got \"{}\"",
        text));
  }
  return name;
}

// The run of that seed, with its branches; without any, as EDDY_SEED says of this seed.
inline sim::RunName run_name(std::uint64_t seed, std::vector<sim::Branch> branches = {}) {
  if (branches.empty()) {
    if (auto wanted = wanted_run(); wanted && wanted->seed == seed) return *std::move(wanted);
  }
  return {seed, std::move(branches)};
}

// first, first + 1, …, count of them; only EDDY_SEED when that is set.
inline std::vector<std::uint64_t> seeds(std::uint64_t count, std::uint64_t first = 0) {
  if (const auto only = wanted_run()) return {only->seed};
  std::vector<std::uint64_t> all;
  for (std::uint64_t i = 0; i < count; ++i) all.push_back(first + i);
  return all;
}

// The line that runs the current test case with this seed. Colons in the name of a case are fine,
// commas are not: doctest takes them for separators, so they become wildcards.
inline std::string reproduction_line(const sim::RunName& run) {
  const doctest::ContextOptions* options = doctest::getContextOptions();
  const doctest::TestCaseData* current = options == nullptr ? nullptr : options->currentTest;
  std::string name = current == nullptr ? "*" : current->m_name;
  for (char& c : name) {
    if (c == ',' || c == '"' || c == '`' || c == '$' || c == '\\') c = '*';
  }
  const std::string binary = options == nullptr ? "" : std::string(options->binary_name.c_str());
  const std::string text = to_string(run);
  const std::string quoted = run.branches.empty() ? text : '\'' + text + '\'';
  return fmt::format("EDDY_SEED={} {} --test-case=\"{}\"", quoted,
                     binary.empty() ? "TEST_PROGRAM" : binary, name);
}

// Prints the line with every check that fails in its scope.
class Reproduction {
 public:
  explicit Reproduction(std::function<std::string()> text)
      : scope_([text = std::move(text)](std::ostream* out) { *out << text(); }) {}

 private:
  doctest::detail::ContextScope<std::function<void(std::ostream*)>> scope_;
};

}  // namespace eddy::testing
