#include <doctest/doctest.h>
#include <algorithm>
#include <string>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/models/anomaly.h"

namespace eddy::checkers {

TEST_CASE("every anomaly has a name, and the name leads back to it") {
  for (const std::string_view name : anomaly_names()) {
    const auto anomaly = parse_anomaly(name);
    REQUIRE(anomaly.has_value());
    CHECK(to_string(*anomaly) == name);
  }
  CHECK(to_string(Anomaly::g_single_item_realtime) == "G-single-item-realtime");
  CHECK(to_string(Anomaly::write_skew) == "write-skew");
  CHECK_FALSE(parse_anomaly("g0").has_value());
  CHECK_FALSE(parse_anomaly("").has_value());
}

TEST_CASE("the anomalies stand in the order of their names") {
  const auto names = anomaly_names();
  CHECK(std::is_sorted(names.begin(), names.end()));
}

TEST_CASE("an anomaly asked for expands to all that imply it") {
  CHECK(with_all_implying({Anomaly::g1}) ==
        AnomalySet{Anomaly::g0, Anomaly::g1, Anomaly::g1a, Anomaly::g1b, Anomaly::g1c,
                   Anomaly::dirty_update, Anomaly::future_read, Anomaly::incompatible_order});
  CHECK(with_all_implying({Anomaly::g_single}) ==
        AnomalySet{Anomaly::g_single, Anomaly::g_single_item});
  CHECK_FALSE(with_all_implying({Anomaly::g2}).contains(Anomaly::g1c));
  CHECK(with_all_implying({}).empty());
}

TEST_CASE("an anomaly found brings all that it implies") {
  CHECK(with_all_implied({Anomaly::g2_item}) ==
        AnomalySet{Anomaly::g2, Anomaly::g2_item, Anomaly::g2_item_process,
                   Anomaly::g2_item_realtime, Anomaly::g2_process, Anomaly::g2_realtime});
  CHECK(with_all_implied({Anomaly::internal}) == AnomalySet{Anomaly::internal});
}

TEST_CASE("only what hides a verdict is a doubt") {
  CHECK(is_doubt(Anomaly::cycle_search_timeout));
  CHECK(is_doubt(Anomaly::empty_transaction_graph));
  CHECK_FALSE(is_doubt(Anomaly::pl_1_cycle_exists));
}

TEST_CASE("lists of anomalies are read, and unknown names refused with a hint") {
  CHECK(parse_anomalies({"G1a, lost-update", "G0"}) ==
        AnomalySet{Anomaly::g0, Anomaly::g1a, Anomaly::lost_update});
  CHECK_THROWS_WITH_AS(parse_anomalies({"lost-updates"}),
                       "unknown anomaly \"lost-updates\", did you mean lost-update?", BadInput);
}

}  // namespace eddy::checkers
