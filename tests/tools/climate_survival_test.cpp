// Whatever day a seed draws, a right program keeps what the catalog says of it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <string_view>

#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "eddy/workloads/catalog.h"
#include "tests/effort.h"
#include "tools/climates.h"
#include "tools/request_rules.h"
#include "tools/test_request.h"

namespace TEST_FILE {

using namespace eddy;
using checkers::Validity;

constexpr std::uint64_t kSeeds = testing::effort(300, 30);

// Which seeds a test case tries, so that several share the work.
struct Share {
  std::uint64_t part = 0;
  std::uint64_t parts = 1;
};

void survives(const nodes::ProgramEntry& program, Share share) {
  tools::TestRequest request;
  request.options.plan.workload = program.workload;
  request.options.run.program = program.name;
  tools::complete(request, nodes::catalog());
  const auto climates = tools::climates_of(request, nodes::catalog());
  std::uint64_t valid = 0;
  std::uint64_t tried = 0;
  for (std::uint64_t seed = share.part; seed < kSeeds; seed += share.parts) {
    const auto options = climates.of(seed);
    CAPTURE(tools::to_arguments(options));
    const auto done = testing::experiment(options, program);
    CAPTURE(fmt::format("{}", fmt::join(done.results.evidence, "\n")));
    REQUIRE(done.results.validity != Validity::invalid);
    ++tried;
    valid += done.results.validity == Validity::valid ? 1 : 0;
  }
  // Few are so short or so hostile that nothing was seen of what is to be judged.
  CHECK(valid * 4 >= tried * 3);
}

void survive(std::string_view workload, Share share = {}) {
  for (const nodes::ProgramEntry& program : nodes::catalog()) {
    if (program.workload != workload || program.bug) continue;
    CAPTURE(program.name);
    survives(program, share);
  }
}

TEST_CASE("climates survived: echo") { survive("echo"); }
TEST_CASE("climates survived: unique-ids") { survive("unique-ids"); }
TEST_CASE("climates survived: broadcast") { survive("broadcast"); }
TEST_CASE("climates survived: g-set") { survive("g-set"); }
TEST_CASE("climates survived: g-counter") { survive("g-counter"); }
TEST_CASE("climates survived: pn-counter") { survive("pn-counter"); }
TEST_CASE("climates survived: lin-kv") { survive("lin-kv"); }
TEST_CASE("climates survived: lin-mutex") { survive("lin-mutex"); }
TEST_CASE("climates survived: kafka") { survive("kafka"); }
TEST_CASE("climates survived: txn-list-append, 1 of 3") { survive("txn-list-append", {0, 3}); }
TEST_CASE("climates survived: txn-list-append, 2 of 3") { survive("txn-list-append", {1, 3}); }
TEST_CASE("climates survived: txn-list-append, 3 of 3") { survive("txn-list-append", {2, 3}); }
TEST_CASE("climates survived: txn-rw-register, 1 of 3") { survive("txn-rw-register", {0, 3}); }
TEST_CASE("climates survived: txn-rw-register, 2 of 3") { survive("txn-rw-register", {1, 3}); }
TEST_CASE("climates survived: txn-rw-register, 3 of 3") { survive("txn-rw-register", {2, 3}); }

TEST_CASE("climates survived: there is a case above for each workload") {
  CHECK(workloads::catalog().size() == 11);
}

}  // namespace TEST_FILE
