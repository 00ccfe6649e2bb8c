// Registers of a database that keeps a level of isolation have it, until an anomaly is planted.
#include <doctest/doctest.h>
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "tests/checkers/transactional/planted_anomaly.h"
#include "tests/checkers/transactional/toy_database.h"
#include "tests/checkers/transactional/written_transactions.h"
#include "tests/effort.h"

namespace eddy::checkers {

namespace TEST_FILE {

constexpr std::uint64_t kHistories = testing::effort(2'500, 50);

// The strongest model that the level keeps.
std::string model_of(Isolation isolation) {
  switch (isolation) {
    case Isolation::serializable:
      return "strict-serializable";
    case Isolation::snapshot_isolation:
      return "strong-snapshot-isolation";
    case Isolation::read_committed:
      return "strong-read-committed";
    case Isolation::read_uncommitted:
      break;
  }
  return "strong-read-uncommitted";
}

History history_of(Isolation isolation, std::uint64_t seed) {
  ToyOptions options;
  options.isolation = isolation;
  options.shape = Shape::rw_register;
  options.orders = seed % 2 == 0 ? TrueOrders::recorded : TrueOrders::hidden;
  return run_toy_database(seed, options);
}

void judge_sound(Isolation isolation) {
  CheckOptions options;
  options.consistency_models = {model_of(isolation)};
  options.wfr_keys = true;
  // What is read and then taken back is no version of a linearizable key.
  options.sequential_keys = isolation != Isolation::read_uncommitted;
  options.linearizable_keys = options.sequential_keys;
  std::uint64_t valid = 0;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    CAPTURE(seed);
    const Verdict verdict = check_rw_register(history_of(isolation, seed), options);
    REQUIRE(verdict.validity != Validity::invalid);
    if (verdict.validity == Validity::valid) ++valid;
  }
  CHECK(valid > kHistories * 9 / 10);
}

void judge_planted(Isolation isolation) {
  CheckOptions options;
  options.consistency_models = {model_of(isolation)};
  options.wfr_keys = true;
  const AnomalySet prohibited = prohibited_by(options.consistency_models);
  std::uint64_t invalid = 0;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    CAPTURE(seed);
    const Anomaly anomaly = plantable_anomalies()[seed % plantable_anomalies().size()];
    CAPTURE(to_string(anomaly));
    History history = history_of(isolation, seed);
    plant(history, anomaly, Shape::rw_register, seed);
    const Verdict verdict = check_rw_register(history, options);
    REQUIRE((verdict.validity == Validity::invalid) == prohibited.contains(anomaly));
    if (verdict.validity != Validity::invalid) continue;
    ++invalid;
    const std::vector<std::string> types = anomaly_types(verdict);
    REQUIRE(std::find(types.begin(), types.end(), to_string(anomaly)) != types.end());
  }
  CHECK(invalid > 0);
}

TEST_CASE("registers of a serializable database are strictly serializable") {
  judge_sound(Isolation::serializable);
}

TEST_CASE("registers of a serializable database with an anomaly in it") {
  judge_planted(Isolation::serializable);
}

TEST_CASE("registers of a database that gives each transaction a snapshot have that isolation") {
  judge_sound(Isolation::snapshot_isolation);
}

TEST_CASE("registers of a database that gives each transaction a snapshot, with an anomaly in it") {
  judge_planted(Isolation::snapshot_isolation);
}

TEST_CASE("registers of a database that reads what is committed have that isolation") {
  judge_sound(Isolation::read_committed);
}

TEST_CASE("registers of a database that reads what is committed, with an anomaly in it") {
  judge_planted(Isolation::read_committed);
}

TEST_CASE("registers of a database that reads what is not committed yet have that isolation") {
  judge_sound(Isolation::read_uncommitted);
}

TEST_CASE("registers of a database that reads what is not committed yet, with an anomaly in it") {
  judge_planted(Isolation::read_uncommitted);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
