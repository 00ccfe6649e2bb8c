#include <doctest/doctest.h>
#include <algorithm>
#include <string>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

namespace TEST_FILE {

using Names = std::vector<std::string>;

TEST_CASE("a model answers to its canonical and its friendly names") {
  CHECK(canonical_model_name("serializable") == "PL-3");
  CHECK(canonical_model_name("conflict-serializable") == "PL-3");
  CHECK(canonical_model_name("PL-3") == "PL-3");
  CHECK(canonical_model_name("causal") == "causal");
  CHECK(friendly_model_name("PL-3") == "serializable");
  CHECK(friendly_model_name("PL-2.99") == "repeatable-read");
  CHECK(friendly_model_name("strict-serializable") == "strict-serializable");
  CHECK(friendly_model_name("prefix") == "prefix");
}

TEST_CASE("lists of models are read with commas, with blanks, or one by one") {
  const Names expected = {"PL-2.99", "causal"};
  CHECK(parse_models({"repeatable-read,causal"}) == expected);
  CHECK(parse_models({"causal, repeatable-read"}) == expected);
  CHECK(parse_models({"  causal\trepeatable-read "}) == expected);
  CHECK(parse_models({"causal", "PL-2.99", "repeatable-read"}) == expected);
  CHECK(parse_models({}).empty());
  CHECK(parse_models({" "}).empty());
}

TEST_CASE("a name that is no model's is refused, with the nearest one there is") {
  CHECK_THROWS_WITH_AS(parse_models({"causal,serialisable"}),
                       "unknown consistency model \"serialisable\", did you mean serializable?",
                       BadInput);
  CHECK_THROWS_WITH_AS(parse_models({"causal,"}),
                       "consistency model: expected a name on both sides of a comma", BadInput);
  CHECK_THROWS_AS(parse_models({":serializable"}), BadInput);
  std::string line;
  try {
    parse_models({"x"});
  } catch (const BadInput& refusal) {
    line = refusal.what();
  }
  CHECK(line.starts_with("unknown consistency model \"x\"; there are 1SR, PL-1, "));
}

TEST_CASE("a model prohibits what it and all weaker ones proscribe, and what implies that") {
  CHECK(prohibited_by({"read-uncommitted"}) ==
        AnomalySet{Anomaly::g0, Anomaly::pl_1_cycle_exists, Anomaly::cyclic_versions,
                   Anomaly::duplicate_elements, Anomaly::thin_air_read});
  const AnomalySet repeatable = prohibited_by({"repeatable-read"});
  CHECK(repeatable.contains(Anomaly::g1a));
  CHECK(repeatable.contains(Anomaly::dirty_update));
  CHECK(repeatable.contains(Anomaly::g_single_item));
  CHECK_FALSE(repeatable.contains(Anomaly::g_single));
  CHECK_FALSE(repeatable.contains(Anomaly::internal));
}

TEST_CASE("snapshot isolation allows write skew and serializability does not") {
  CHECK_FALSE(prohibited_by({"snapshot-isolation"}).contains(Anomaly::g2_item));
  CHECK(prohibited_by({"serializable"}).contains(Anomaly::g2_item));
}

TEST_CASE("without models and anomalies a check is for strict serializability") {
  CHECK(prohibited_anomalies({}, {}) == prohibited_by({"strict-serializable"}));
  CHECK(prohibited_anomalies({}, {"G1"}) == with_all_implying({Anomaly::g1}));
  CHECK(prohibited_anomalies({"read-uncommitted"}, {"internal"}).contains(Anomaly::g0));
  CHECK(prohibited_anomalies({"read-uncommitted"}, {"internal"}).contains(Anomaly::internal));
}

TEST_CASE("only the strong models look at the order of processes and of real time") {
  CHECK(order_needed(prohibited_by({"serializable"})) == SessionOrder::none);
  CHECK(order_needed(prohibited_by({"strong-session-serializable"})) == SessionOrder::process);
  CHECK(order_needed(prohibited_by({"strict-serializable"})) == SessionOrder::realtime);
  CHECK(order_needed(with_all_implying({Anomaly::g2_item_process})) == SessionOrder::process);
}

TEST_CASE("an anomaly rules out the weakest models that proscribe it, and all stronger ones") {
  CHECK(ruled_out({Anomaly::g2_item}).weakest == Names{"repeatable-read"});
  CHECK(ruled_out({Anomaly::g2_item}).implied ==
        Names{"serializable", "strong-serializable", "strong-session-serializable"});
  CHECK(ruled_out({Anomaly::g_single_item}).weakest == Names{"consistent-view", "repeatable-read"});
  CHECK(ruled_out({Anomaly::internal}).weakest == Names{"read-atomic"});
  CHECK(ruled_out({Anomaly::g1c_realtime}).weakest == Names{"strong-read-committed"});
  CHECK(ruled_out({}) == RuledOut{});
}

TEST_CASE("of several anomalies only the weakest models ruled out are named") {
  CHECK(ruled_out({Anomaly::g2_item, Anomaly::g0}).weakest == Names{"read-uncommitted"});
  CHECK(ruled_out({Anomaly::lost_update, Anomaly::internal}).weakest ==
        Names{"cursor-stability", "read-atomic"});
}

TEST_CASE("a read out of thin air is not even read uncommitted") {
  CHECK(ruled_out({Anomaly::thin_air_read}).weakest == Names{"read-uncommitted"});
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
