// How a doctest case is run again with one seed.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace eddy::testing {

// first, first + 1, …, count of them; only EDDY_SEED when that is set.
inline std::vector<std::uint64_t> seeds(std::uint64_t count, std::uint64_t first = 0) {
  if (const char* only = std::getenv("EDDY_SEED")) return {std::strtoull(only, nullptr, 10)};
  std::vector<std::uint64_t> all;
  for (std::uint64_t i = 0; i < count; ++i) all.push_back(first + i);
  return all;
}

// The line that runs the current test case with this seed. Colons in the name of a case are fine,
// commas are not: doctest takes them for separators, so they become wildcards.
inline std::string reproduction_line(std::uint64_t seed) {
  const doctest::ContextOptions* options = doctest::getContextOptions();
  const doctest::TestCaseData* current = options == nullptr ? nullptr : options->currentTest;
  std::string name = current == nullptr ? "*" : current->m_name;
  for (char& c : name) {
    if (c == ',' || c == '"' || c == '`' || c == '$' || c == '\\') c = '*';
  }
  const std::string binary = options == nullptr ? "" : std::string(options->binary_name.c_str());
  return fmt::format("EDDY_SEED={} {} --test-case=\"{}\"", seed,
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
