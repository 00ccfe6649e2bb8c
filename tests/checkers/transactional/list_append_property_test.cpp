// The list-append checker against a database whose isolation is known.

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cstdint>
#include <string>
#include <string_view>

#include "eddy/checkers/transactional/list_append.h"
#include "tests/checkers/transactional/planted_anomaly.h"
#include "tests/checkers/transactional/toy_database.h"
#include "tests/effort.h"

namespace eddy::checkers {
namespace TEST_FILE {

constexpr std::uint64_t kRounds = testing::effort(2'500, 120);

Verdict judged(const History& history, std::string_view model) {
  CheckOptions options;
  options.consistency_models = {std::string(model)};
  return check_list_append(history, options);
}

AnomalySet found_in(const Verdict& verdict) {
  AnomalySet found;
  for (const auto& name : verdict.report.at("anomaly-types").as_array())
    found.insert(parse_anomaly(std::string(name.as_string())).value());
  return found;
}

std::string text(const Verdict& verdict) {
  return fmt::format("{}", fmt::join(verdict.evidence, "\n"));
}

// Where dirty reads are allowed, a read of a pending transaction that was taken back looks as if it
// had committed, and so the checker, as Elle, takes it for committed. The reads then disagree.
bool may_mistake_abort_for_commit(Isolation isolation, const History& history) {
  return isolation == Isolation::read_uncommitted &&
         found_in(judged(history, "read-committed")).contains(Anomaly::incompatible_order);
}

// The level keeps `holds`; of `too_much` it shows in some history that it does not.
void check_level(Isolation isolation, std::string_view holds, std::string_view too_much) {
  ToyOptions options;
  options.isolation = isolation;
  std::uint64_t caught = 0;
  std::uint64_t mistaken = 0;
  for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
    CAPTURE(seed);
    const History history = run_toy_database(seed, options);
    const Verdict verdict = judged(history, holds);
    CAPTURE(text(verdict));
    if (verdict.validity == Validity::invalid && may_mistake_abort_for_commit(isolation, history)) {
      ++mistaken;
      continue;
    }
    REQUIRE(verdict.validity != Validity::invalid);
    if (!too_much.empty() && judged(history, too_much).validity == Validity::invalid) ++caught;
  }
  CHECK(mistaken <= kRounds / 200);
  if (!too_much.empty()) CHECK(caught > kRounds / 100);
}

TEST_CASE("what a serializable database does is strictly serializable") {
  check_level(Isolation::serializable, "strict-serializable", "");
}

TEST_CASE("what a snapshot-isolated database does is that, and not always serializable") {
  check_level(Isolation::snapshot_isolation, "strong-snapshot-isolation", "serializable");
}

TEST_CASE("what a read-committed database does is that, and not always snapshot-isolated") {
  check_level(Isolation::read_committed, "strong-read-committed", "snapshot-isolation");
}

TEST_CASE("what a read-uncommitted database does is that, and not always read-committed") {
  check_level(Isolation::read_uncommitted, "read-uncommitted", "read-committed");
}

void check_planted(Isolation isolation) {
  ToyOptions options;
  options.isolation = isolation;
  const auto plantable = plantable_anomalies();
  for (std::uint64_t seed = 1; seed <= testing::effort(kRounds, kRounds / 4); ++seed) {
    CAPTURE(seed);
    const Anomaly planted = plantable[seed % plantable.size()];
    CAPTURE(to_string(planted));
    History history = run_toy_database(seed, options);
    plant(history, planted, Shape::list_append, seed);
    const Verdict verdict = judged(history, "strict-serializable");
    CAPTURE(text(verdict));
    REQUIRE(verdict.validity == Validity::invalid);
    REQUIRE(with_all_implied(found_in(verdict)).contains(planted));
  }
}

TEST_CASE("an anomaly in a serializable history is found, and named") {
  check_planted(Isolation::serializable);
}

TEST_CASE("an anomaly in a snapshot-isolated history is found, and named") {
  check_planted(Isolation::snapshot_isolation);
}

TEST_CASE("an anomaly in a read-committed history is found, and named") {
  check_planted(Isolation::read_committed);
}

TEST_CASE("an anomaly in a read-uncommitted history is found, and named") {
  check_planted(Isolation::read_uncommitted);
}

TEST_CASE("the same history gives the same verdict to the byte") {
  ToyOptions options;
  options.isolation = Isolation::read_uncommitted;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    const History history = run_toy_database(seed, options);
    const Verdict once = judged(history, "strict-serializable");
    const Verdict again = judged(run_toy_database(seed, options), "strict-serializable");
    CHECK(once.evidence == again.evidence);
    CHECK(once.report == again.report);
    CHECK(once.drawings == again.drawings);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
