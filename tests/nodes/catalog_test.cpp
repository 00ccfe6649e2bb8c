#include "eddy/nodes/catalog.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace eddy::nodes {
namespace TEST_FILE {

TEST_CASE("every program is found by its name, which no other has") {
  std::set<std::string_view> names;
  for (const ProgramEntry& program : catalog()) {
    CAPTURE(program.name);
    CHECK(names.insert(program.name).second);
    CHECK(find(program.name) == &program);
    CHECK(program.name.starts_with(program.workload));
    CHECK(program.summary.empty() == program.bug.has_value());
    if (program.bug) {
      CHECK_FALSE(program.bug->what.empty());
      CHECK(program.survives.empty());
      CHECK(program.consistency.empty());
    }
  }
  CHECK(find("broadcast-telepathy") == nullptr);
  CHECK(find("") == nullptr);
}

TEST_CASE("every wrong program has a right twin of its workload") {
  for (const ProgramEntry& program : catalog()) {
    if (!program.bug) continue;
    CAPTURE(program.name);
    const ProgramEntry* twin = find(program.bug->twin);
    REQUIRE(twin != nullptr);
    CHECK(twin->workload == program.workload);
    CHECK_FALSE(twin->bug);
    const bool is_of_transactions = program.workload.starts_with("txn-");
    CHECK(program.bug->claims.empty() != is_of_transactions);
    if (!is_of_transactions) continue;
    CHECK(program.bug->what.ends_with("; claims " + program.bug->claims));
    CHECK(program.bug->shows_with.ends_with("--consistency-models " + program.bug->claims));
  }
}

TEST_CASE("every workload has a default program, and that is not a wrong one") {
  for (const ProgramEntry& program : catalog()) {
    CAPTURE(program.workload);
    const ProgramEntry* chosen = default_program(program.workload);
    REQUIRE(chosen != nullptr);
    CHECK(chosen->workload == program.workload);
    CHECK_FALSE(chosen->bug);
  }
  CHECK(default_program("echo")->name == "echo");
  CHECK(default_program("unique-ids")->name == "unique-ids-flake");
  CHECK(default_program("broadcast")->name == "broadcast-gossip");
  CHECK(default_program("telepathy") == nullptr);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
