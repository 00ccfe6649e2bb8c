// The kafka checker against the histories with known verdicts.

#include <doctest/doctest.h>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <set>
#include <string>
#include <string_view>

#include "eddy/checkers/kafka.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/corrections.h"
#include "tests/checkers/figure_of.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;
using Names = std::set<std::string>;

constexpr std::string_view kNotUnseen =
    "the peer calls what was polled of a key without acknowledged sends unseen";
constexpr std::string_view kFromThinAir = "a message that nobody sent was polled; the peer throws";

constexpr std::string_view kNothingShown =
    "nothing depends on anything, which proves nothing; the peer throws, or holds it against it";

constexpr std::array kCorrections = {
    Correction{"jepsen-g1a-test", Validity::invalid, kNotUnseen},
    Correction{"jepsen-lost-write-test-atomic", Validity::valid, kNotUnseen},
    Correction{"jepsen-lost-write-test-atomic-2", Validity::invalid, kNotUnseen},
    Correction{"kafka-info-seen", Validity::valid, kNotUnseen},
    Correction{"kafka-garbage", Validity::invalid, kFromThinAir},
    Correction{"kafka-inconsistent-poll", Validity::invalid, kFromThinAir},
    Correction{"kafka-empty", Validity::unknown, kNothingShown},
    Correction{"jepsen-empty-history-test", Validity::unknown, kNothingShown},
};

KafkaOptions options_of(const json::object& options) {
  KafkaOptions own;
  for (const char* name : {"ww_deps", "ww-deps"}) {
    const json::value* ww_deps = options.if_contains(name);
    if (ww_deps != nullptr && *ww_deps == true) own.ww_deps = WwDeps::followed;
  }
  const json::value* sub_via = options.if_contains("sub_via");
  if (sub_via != nullptr && sub_via->is_array() && sub_via->as_array().at(0) == "subscribe") {
    own.sub_via = SubVia::subscribe;
  }
  return own;
}

Names names_of(const json::value& list) {
  Names names;
  for (const json::value& name : list.as_array()) {
    const std::string text(name.as_string());
    // Elle also names cycles by the model that they rule out; each has its own name beside that.
    if (!text.ends_with("-cycle-exists")) names.insert(text);
  }
  return names;
}

TEST_CASE("corpora: kafka gives every verdict and the anomalies of the peer") {
  const auto cases = expectations("corpora", "kafka");
  if (absent(cases.size())) return;
  for (const auto& path : cases) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const json::object expected = read_expectation(path);
    const History history = read_case(path, shape_of(expected));
    const KafkaOptions options = options_of(expected.at("options").as_object());
    const Verdict verdict = check_kafka(history, options);
    CAPTURE(evidence_of(verdict));
    check_validity(kCorrections, name, verdict.validity, expected.at("valid"));
    CHECK(verdict.evidence.empty() == (verdict.validity == Validity::valid));
    Names anomalies = names_of(expected.at("anomalies"));
    if (correction_of(kCorrections, name) != nullptr) anomalies.erase("unseen");
    CHECK(names_of(verdict.report.at("anomaly-types")) == anomalies);
    const json::object& detail = expected.at("detail").as_object();
    if (const json::value* valid = detail.if_contains("valid_if_sub_via_subscribe")) {
      KafkaOptions subscribed = options;
      subscribed.sub_via = SubVia::subscribe;
      check_validity(kCorrections, name, check_kafka(history, subscribed).validity, *valid);
    }
  }
  MESSAGE("kafka: ", cases.size(), " cases");
}

TEST_CASE("corpora: the corner cases of kafka get the peer's verdicts") {
  const auto cases = expectations("corpora-micro", "kafka");
  if (absent(cases.size())) return;
  for (const auto& path : cases) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const json::object expected = read_expectation(path);
    const History history = read_case(path, HistoryShape::paired);
    for (const json::value& result : expected.at("results").as_array()) {
      const Verdict verdict = check_kafka(history, options_of(result.at("options").as_object()));
      CAPTURE(evidence_of(verdict));
      check_validity(kCorrections, name, verdict.validity, result.at("valid"));
    }
  }
  MESSAGE("kafka: ", cases.size(), " corner cases");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
