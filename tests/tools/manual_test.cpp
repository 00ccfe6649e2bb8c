// The manual page and docs/options.md tell all that the help tells.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "eddy/testing.h"
#include "tests/tools/workplace.h"
#include "tools/options/check_table.h"
#include "tools/options/table.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy;
using namespace eddy::testing;

// The options of a command's help, "--node-count".
std::vector<std::string> options_of(const Workplace& here, const std::string& command) {
  std::vector<std::string> options;
  std::istringstream lines(here.eddy(command + " --help").out);
  for (std::string line; std::getline(lines, line);) {
    const auto at = line.find("--");
    if (line.starts_with("  -") && at != std::string::npos)
      options.push_back(line.substr(at, line.find_first_of(" ", at) - at));
  }
  return options;
}

const std::vector<std::string> kCommands = {"test",      "check", "nodes",      "topology",
                                            "maelstrom", "stdio", "completion", "manual"};

TEST_CASE("the manual page names each command and each option") {
  const Workplace here;
  const Outcome page = here.eddy("manual");
  CHECK(page.status == 0);
  CHECK(page.out.starts_with(".TH EDDY 1 "));
  for (const std::string& command : kCommands) {
    CHECK(contains(page.out, fmt::format(".SS {}\n", command)));
    for (const std::string& option : options_of(here, command)) {
      CAPTURE(option);
      std::string as_troff;
      for (const char c : option) as_troff += c == '-' ? std::string("\\-") : std::string(1, c);
      CHECK(contains(page.out, fmt::format("\\fB{}\\fR", as_troff)));
    }
  }
}

TEST_CASE("groff has nothing to say of the manual page, where there is one") {
  const Workplace here;
  const Outcome outcome = here.shell(
      fmt::format("command -v groff >/dev/null || exit 0; '{}' manual | groff -man -ww -Tutf8 -Z",
                  EDDY_BINARY));
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
}

TEST_CASE("what the manual page says reads as the help does, where there is a groff") {
  const Workplace here;
  const Outcome outcome = here.shell(fmt::format(
      "command -v groff >/dev/null || exit 7; '{}' manual | groff -man -Tutf8 -P-cbou -rLL=200n",
      EDDY_BINARY));
  if (outcome.status == 7) return;
  for (const auto* words : {"-w, --workload NAME", "n0,n1,…", "10, or 20 × latency and hop",
                            "'stable-latency.p50 < 400ms'", "  eddy test -w echo\n"}) {
    CAPTURE(words);
    CHECK(contains(outcome.out, words));
  }
}

TEST_CASE("docs/options.md is what the program prints") {
  const Workplace here;
  const Outcome page = here.eddy("manual --markdown");
  CHECK(page.status == 0);
  CHECK(matches_golden(page.out, fs::path(EDDY_SOURCE_DIR) / "docs/options.md"));
  for (const auto& row : tools::option_table()) CHECK(contains(page.out, row.option() + "`"));
}

}  // namespace TEST_FILE
