// docs/trace.md is true: its commands find something.
#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "tests/tools/workplace.h"

namespace eddy::testing {
namespace TEST_FILE {

TEST_CASE("docs: the commands of trace.md find something") {
  std::ifstream page(EDDY_SOURCE_DIR "/docs/trace.md");
  REQUIRE(page);
  const Workplace here;
  const bool has_jq = here.shell("command -v jq").status == 0;
  std::size_t searches = 0;
  for (std::string line; std::getline(page, line);) {
    CAPTURE(line);
    const bool is_jq = line.starts_with("jq ");
    if (line.starts_with("eddy ")) {
      CHECK(here.shell(EDDY_BINARY + line.substr(4)).status <= 1);
    } else if (is_jq || line.starts_with("grep ")) {
      ++searches;
      if (is_jq && !has_jq) continue;
      const Outcome found = here.shell(line);
      CHECK(found.status == 0);
      CHECK_FALSE(found.out.empty());
    }
  }
  CHECK(searches == 7);
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
