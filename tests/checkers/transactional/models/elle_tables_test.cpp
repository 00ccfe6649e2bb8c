// The table of models against Elle's own, which lie beside the project.
#include <doctest/doctest.h>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "eddy/checkers/transactional/models/consistency_model.h"
#include "tests/checkers/corpora.h"

namespace eddy::checkers {

namespace TEST_FILE {

using Names = std::vector<std::string>;

// Null where the file is absent.
boost::json::value read_facts(const std::string& name) {
  std::ifstream in(corpora_root() / name);
  if (!in) {
    std::cout << "corpora absent: skipped\n";
    return nullptr;
  }
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

Names names(const boost::json::value& list) {
  auto sorted = boost::json::value_to<Names>(list);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// Without those that Elle does not have.
Names names(const AnomalySet& anomalies) {
  Names all;
  for (const Anomaly anomaly : anomalies) {
    if (!is_own(anomaly)) all.emplace_back(to_string(anomaly));
  }
  return all;
}

TEST_CASE("we know the names that Elle knows, of models and of anomalies") {
  const auto facts = read_facts("elle-tables.json");
  if (facts.is_null()) return;
  CHECK(model_names() == names(facts.at("all_models")));
  for (const auto& [friendly, canonical] : facts.at("canonical_names").as_object())
    CHECK(canonical_model_name(friendly) == canonical.as_string());
  for (const auto& [canonical, friendly] : facts.at("friendly_names").as_object())
    CHECK(friendly_model_name(canonical) == friendly.as_string());
  Names ours(anomaly_names().begin(), anomaly_names().end());
  std::erase_if(ours, [](const std::string& name) {
    return is_own(*parse_anomaly(name)) || is_doubt(*parse_anomaly(name));
  });
  CHECK(ours == names(facts.at("all_anomalies")));
}

TEST_CASE("each model prohibits what it prohibits for Elle, and needs the same order") {
  const auto facts = read_facts("elle-models.json");
  if (facts.is_null()) return;
  std::size_t checked = 0;
  for (const auto& [name, model] : facts.at("models").as_object()) {
    CAPTURE(name);
    CHECK(canonical_model_name(name) == model.at("canonical").as_string());
    CHECK(friendly_model_name(name) == model.at("friendly").as_string());
    const AnomalySet prohibited = prohibited_by({std::string(name)});
    CHECK(names(prohibited) == names(model.at("prohibits")));
    CHECK(to_string(order_needed(prohibited)) == model.at("graph").as_string());
    ++checked;
  }
  CHECK(checked == model_names().size());
}

TEST_CASE("each anomaly implies and rules out what it does for Elle") {
  const auto facts = read_facts("elle-models.json");
  if (facts.is_null()) return;
  std::size_t checked = 0;
  for (const auto& [name, expected] : facts.at("anomalies").as_object()) {
    CAPTURE(name);
    const auto anomaly = parse_anomaly(name);
    REQUIRE(anomaly.has_value());
    CHECK(names(with_all_implied({*anomaly})) == names(expected.at("implied")));
    const RuledOut models = ruled_out({*anomaly});
    CHECK(models.weakest == names(expected.at("boundary").at("not")));
    CHECK(models.implied == names(expected.at("boundary").at("also-not")));
    ++checked;
  }
  CHECK(checked > 50);
}

TEST_CASE("what Elle calls a doubt is one") {
  const auto facts = read_facts("elle-models.json");
  if (facts.is_null()) return;
  Names doubts;
  for (const std::string_view name : anomaly_names()) {
    if (is_doubt(*parse_anomaly(name))) doubts.emplace_back(name);
  }
  CHECK(doubts == names(facts.at("unknown-anomaly-types")));
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
