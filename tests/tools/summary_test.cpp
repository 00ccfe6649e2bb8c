// What the summary of a run tells beside what the README shows.
#include <doctest/doctest.h>

#include "tests/tools/workplace.h"

using namespace eddy::testing;

TEST_CASE("summary: many drawings are one line") {
  const Workplace here;
  const Outcome outcome = here.eddy(
      "test -w txn-list-append --node txn-list-append-lost-updates "
      "--seed 1");
  REQUIRE(outcome.status == 1);
  std::size_t drawings = 0;
  for (const auto& entry : std::filesystem::directory_iterator(here.path() / "store/latest")) {
    const auto extension = entry.path().extension();
    if (extension == ".svg" || extension == ".dot") ++drawings;
  }
  REQUIRE(drawings > 1);
  const auto label = outcome.out.find("\ndrawings      store/txn-list-append/1-");
  REQUIRE(label != std::string::npos);
  const auto line = outcome.out.substr(label + 1, outcome.out.find('\n', label + 1) - label - 1);
  CHECK(line.ends_with(", " + std::to_string(drawings) + " files"));
  CHECK(!contains(outcome.out, ".svg"));
}
