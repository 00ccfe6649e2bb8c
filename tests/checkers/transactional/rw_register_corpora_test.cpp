// rw-register against Elle's own histories, and against corner cases that Elle judged. The
// histories of sessions without time (options.session_order) are judged exactly elsewhere.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/transactional/registers/version_orders.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace fs = std::filesystem;
namespace json = boost::json;

using Names = std::vector<std::string>;

Names names(const json::object& object, std::string_view key) {
  const json::value* list = object.if_contains(key);
  if (list == nullptr || list->is_null()) return {};
  auto all = json::value_to<Names>(*list);
  std::sort(all.begin(), all.end());
  return all;
}

struct Judgement {
  json::value valid;
  Names anomalies;
  Names ruled_out;
};

Judgement ours(const History& history, const CheckOptions& options) {
  try {
    const Verdict verdict = check_rw_register(history, options);
    return {to_json(verdict.validity), names(verdict.report, "anomaly-types"),
            names(verdict.report, "not")};
  } catch (const BadInput& refusal) {
    return {"refused", {}, {}};
  }
}

Judgement theirs(const json::object& expected) {
  return {expected.at("valid"), names(expected, "anomalies"), names(expected, "not")};
}

// A history that Elle judges otherwise, and what it is.
struct RegisterCorrection {
  std::string_view name;
  // What there is to find, in the models that prohibit it; nothing else is wrong.
  std::optional<Anomaly> anomaly;
  std::string_view reason;
};

constexpr std::array kCorrections = {
    RegisterCorrection{
        "rw-internal-rr", Anomaly::internal,
        "null, then a value in one transaction: Elle 0.2.2 misses it, a newer one does not"},
    RegisterCorrection{
        "rw-info-observed", Anomaly::g_single_item,
        "an info transaction was read from, so it took effect: Elle leaves all of them out"},
    RegisterCorrection{"rw-info-late", std::nullopt,
                       "the same: with it, the transactions depend on each other, and all is well"},
};

// What no register can be asked for; Elle throws at the first one and does not notice the second.
constexpr std::array<std::string_view, 2> kRefused = {"rw-dupwrite", "rw-nilwrite"};

bool meet(const Names& a, const Names& b) {
  return std::any_of(a.begin(), a.end(), [&b](const std::string& name) {
    return std::find(b.begin(), b.end(), name) != b.end();
  });
}

// Whether an ok transaction read a value that nobody wrote. Elle passes over it, and only finds
// what else is wrong; to us it is the anomaly thin-air-read, and no model allows it.
bool shows_thin_air(const History& history) {
  std::set<std::string> written;
  const auto name = [](const json::value& micro) {
    return json::serialize(micro.at(1)) + " " + json::serialize(micro.at(2));
  };
  for (const Op& op : history.ops) {
    if (!op.is_client()) continue;
    for (const json::value& micro : op.value.as_array()) {
      if (micro.at(0) == "w") written.insert(name(micro));
    }
  }
  return std::any_of(history.ops.begin(), history.ops.end(), [&](const Op& op) {
    if (!op.is_client() || op.type != OpType::ok) return false;
    const json::array& txn = op.value.as_array();
    return std::any_of(txn.begin(), txn.end(), [&](const json::value& micro) {
      return micro.at(0) == "r" && !micro.at(2).is_null() && !written.contains(name(micro));
    });
  });
}

void check_thin_air(const Judgement& found, const Judgement& expected,
                    const CheckOptions& options) {
  if (prohibited_anomalies(options.consistency_models, options.anomalies)
          .contains(Anomaly::thin_air_read)) {
    CHECK(found.valid == false);
    CHECK(meet(found.anomalies, {"thin-air-read"}));
  } else {
    CHECK(found.valid == expected.valid);
  }
  if (expected.valid == false) CHECK(meet(found.anomalies, expected.anomalies));
}

std::string listed(const Names& all) { return fmt::format("{}", fmt::join(all, " ")); }

void check_correction(const RegisterCorrection& correction, const Judgement& found,
                      const CheckOptions& options) {
  CAPTURE(correction.reason);
  const bool invalid =
      correction.anomaly && prohibited_anomalies(options.consistency_models, options.anomalies)
                                .contains(*correction.anomaly);
  CHECK(found.valid == !invalid);
  Names anomalies = found.anomalies;
  std::erase(anomalies, "empty-transaction-graph");
  CHECK(listed(anomalies) == (invalid ? to_string(*correction.anomaly) : ""));
}

// Where one transaction sees another and misses it, by a read of another key: Elle's table of these
// two models has no anomaly for that.
constexpr std::array<std::string_view, 3> kFractured = {"rw-gsingle-nil", "rw-gsingle-wfr",
                                                        "rw-info-observed"};

bool is_fractured(const std::string& name, const CheckOptions& options) {
  const bool atomic = options.consistency_models == Names{"read-atomic"} ||
                      options.consistency_models == Names{"parallel-snapshot-isolation"};
  return atomic && std::find(kFractured.begin(), kFractured.end(), name) != kFractured.end();
}

void check_agreement(const std::string& name, const History& history, const CheckOptions& options,
                     const Judgement& expected) {
  const Judgement found = ours(history, options);
  if (is_fractured(name, options)) {
    CHECK(found.valid == false);
    return;
  }
  if (std::find(kRefused.begin(), kRefused.end(), name) != kRefused.end()) {
    CHECK(found.valid == "refused");
    return;
  }
  for (const RegisterCorrection& correction : kCorrections) {
    if (correction.name == name) return check_correction(correction, found, options);
  }
  if (shows_thin_air(history)) return check_thin_air(found, expected, options);
  CHECK(found.valid == expected.valid);
  CHECK(listed(found.ruled_out) == listed(expected.ruled_out));
  const std::string our_anomalies = listed(found.anomalies);
  const std::string their_anomalies = listed(expected.anomalies);
  // Literal histories are about one thing each.
  if (name.starts_with("elle-")) {
    CHECK(our_anomalies == their_anomalies);
  } else if (our_anomalies != their_anomalies) {
    CAPTURE(our_anomalies);
    CAPTURE(their_anomalies);
    CHECK(meet(found.anomalies, expected.anomalies));
  }
}

bool flag(const json::object& options, std::string_view key) {
  const json::value* value = options.if_contains(key);
  return value != nullptr && *value == true;
}

CheckOptions options_of(const json::object& expected) {
  CheckOptions options;
  options.consistency_models = names(expected, "consistency_models");
  options.anomalies = names(expected, "anomalies");
  options.wfr_keys = flag(expected, "wfr_keys");
  options.sequential_keys = flag(expected, "sequential_keys");
  options.linearizable_keys = flag(expected, "linearizable_keys");
  return options;
}

// Elle's transaction_order: where each operation's transaction stands in the order that the
// database put them in, hence the order of the versions of each key.
void append_orders(History& history, const json::object& places) {
  std::vector<std::pair<std::int64_t, const Op*>> by_place;
  for (const Op& op : history.ops) {
    const json::value* place = places.if_contains(std::to_string(op.index));
    if (place != nullptr) by_place.emplace_back(place->as_int64(), &op);
  }
  std::sort(by_place.begin(), by_place.end());
  std::map<std::string, ObservedOrder> orders;
  for (const auto& [place, op] : by_place) {
    for (const json::value& micro : op->value.as_array()) {
      if (micro.at(0) != "w") continue;
      ObservedOrder& order = orders[json::serialize(micro.at(1))];
      order.observer = "the database";
      order.key = micro.at(1);
      order.values.push_back(micro.at(2));
    }
  }
  for (const auto& [key, order] : orders) {
    Op event = version_order_event(order);
    event.index = history.ops.back().index + 1;
    history.ops.push_back(std::move(event));
  }
}

// Cases where a part of Elle was run by itself: what it can find.
std::string anomaly_of_part(const json::object& options) {
  const json::value* part = options.if_contains("check");
  if (part == nullptr) return "";
  if (*part == "g1a-cases") return "G1a";
  if (*part == "g1b-cases") return "G1b";
  return *part == "internal-cases" ? "internal" : "G1c";
}

void check_part(const History& history, const std::string& anomaly, const json::object& expected) {
  CheckOptions options;
  options.anomalies = {anomaly};
  const Names found = ours(history, options).anomalies;
  const bool present = std::find(found.begin(), found.end(), anomaly) != found.end();
  CHECK(present == (expected.at("valid") == false));
}

TEST_CASE("corpora: rw-register is judged as by Elle, under every model") {
  const auto cases = some_of(expectations("corpora", "rw-register"));
  if (absent(cases.size())) return;
  for (const fs::path& path : cases) {
    const json::object expected = read_expectation(path);
    const json::object& asked = expected.at("options").as_object();
    if (asked.contains("session_order")) continue;
    const std::string name = name_of(path);
    CAPTURE(name);
    History history = read_case(path, shape_of(expected));
    if (const json::value* places = asked.if_contains("transaction_order"))
      append_orders(history, places->as_object());
    if (const std::string part = anomaly_of_part(asked); !part.empty()) {
      check_part(history, part, expected);
      continue;
    }
    CheckOptions options = options_of(asked);
    check_agreement(name, history, options, theirs(expected));
    const json::value* computed = expected.if_contains("computed_by_elle");
    if (computed == nullptr || !computed->is_object()) continue;
    options.anomalies.clear();
    for (const auto& [model, result] : computed->get_object()) {
      CAPTURE(model);
      options.consistency_models = {std::string(model)};
      check_agreement(name, history, options, theirs(result.as_object()));
    }
  }
}

TEST_CASE("micro corpora: rw-register answers every corner as Elle does, or better") {
  const auto cases = some_of(expectations("corpora-micro", "rw-register"));
  if (absent(cases.size())) return;
  for (const fs::path& path : cases) {
    const json::object expected = read_expectation(path);
    const std::string name = name_of(path);
    CAPTURE(name);
    const History history = read_case(path, shape_of(expected));
    for (const std::string_view results : {"results", "results_newer_elle"}) {
      const json::value* all = expected.if_contains(results);
      if (all == nullptr) continue;
      for (const json::value& result : all->as_array()) {
        const json::object& asked = result.at("options").as_object();
        CheckOptions options;
        options.consistency_models = names(asked, "consistency-models");
        options.wfr_keys = flag(asked, "wfr-keys?");
        options.sequential_keys = flag(asked, "sequential-keys?");
        options.linearizable_keys = flag(asked, "linearizable-keys?");
        const std::string shown = json::serialize(asked);
        CAPTURE(shown);
        check_agreement(name, history, options, theirs(result.as_object()));
      }
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
