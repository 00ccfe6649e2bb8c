// The list-append checker against histories with known verdicts.

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/bad_operation.h"
#include "eddy/checkers/transactional/list_append.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/corrections.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace fs = std::filesystem;
namespace json = boost::json;

// A peer's answer that is known to be wrong, and what ours has.
struct ListCorrection {
  std::string_view name;
  Validity validity;
  std::string_view anomaly;
  std::string_view reason;
};

constexpr std::array kCorrections = {
    ListCorrection{"la-dangling", Validity::valid, "",
                   "a call without completion may have taken effect; the peer knows no writer and "
                   "throws"},
    ListCorrection{"la-garbage", Validity::invalid, "thin-air-read",
                   "an element that nobody appended; the peer throws"},
    ListCorrection{"la-garbage-only", Validity::invalid, "thin-air-read", "as la-garbage"},
    ListCorrection{"la-garbage-incompat", Validity::invalid, "thin-air-read",
                   "as la-garbage; here the peer passes it over"},
    ListCorrection{"elle-la-unfindable-g-single-snapshot-isolation", Validity::invalid,
                   "G-single-item", "the peer's search is cut off before it finds it"},
    ListCorrection{"elle-huge-scc", Validity::invalid, "G-single-item-realtime",
                   "the peer's search is cut off before it finds it"},
    ListCorrection{
        "la-rt-writeskew", Validity::invalid, "G-single-item-realtime",
        "where data and time lead the same way the peer sees the data only, and can but say "
        "that a cycle exists"},
    ListCorrection{"la-ww-realtime-multi", Validity::invalid, "G0-realtime",
                   "as la-rt-writeskew: the peer takes it for G1c-realtime"},
};

// Where one transaction sees another and misses it, by a read of another key. The peer's table of
// read-atomic and parallel-snapshot-isolation has no anomaly for that: it lets pass what defines
// these models.
constexpr std::array<std::string_view, 5> kFractured = {
    "la-gsingle", "la-gsingle-emptyvec", "la-gsingle-noobs", "la-info-gsingle", "la-strings"};

bool is_fractured(const std::string& name, const std::vector<std::string>& models) {
  const bool atomic = models == std::vector<std::string>{"read-atomic"} ||
                      models == std::vector<std::string>{"parallel-snapshot-isolation"};
  return atomic && std::find(kFractured.begin(), kFractured.end(), name) != kFractured.end();
}

std::vector<std::string> strings(const json::object& object, std::string_view key) {
  std::vector<std::string> texts;
  const json::value* list = object.if_contains(key);
  if (list == nullptr || !list->is_array()) return texts;
  for (const json::value& text : list->get_array()) texts.emplace_back(text.as_string());
  return texts;
}

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, " "));
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct Judgement {
  json::value valid;
  std::vector<std::string> anomalies;
  std::vector<std::string> ruled_out;
};

Judgement judgement_of(const json::object& expected) {
  return {expected.at("valid"), strings(expected, "anomalies"), strings(expected, "not")};
}

// A history that the checker refuses counts as unknown, as with the peer.
Judgement judge(const History& history, const CheckOptions& options) {
  try {
    const Verdict verdict = check_list_append(history, options);
    return {to_json(verdict.validity), strings(verdict.report, "anomaly-types"),
            strings(verdict.report, "not")};
  } catch (const BadOperation&) {
    return {"unknown", {}, {}};
  }
}

// Histories of a simulated database have many cycles, of which the peer finds others than we do.
bool has_many_cycles(std::string_view name) {
  return name.find("sim-prefix") != std::string_view::npos || name.starts_with("sim-brat");
}

void compare(const std::string& name, const Judgement& ours, const Judgement& peers) {
  const ListCorrection* correction = correction_of(kCorrections, name);
  if (correction != nullptr && (peers.anomalies != ours.anomalies || peers.valid != ours.valid)) {
    CAPTURE(correction->reason);
    // A model that does not prohibit it may let it pass.
    if (ours.valid == true && peers.valid == true) return;
    CHECK(ours.valid == to_json(correction->validity));
    CHECK((correction->anomaly.empty() || has(ours.anomalies, correction->anomaly)));
    return;
  }
  CHECK(ours.valid == peers.valid);
  CHECK(joined(ours.ruled_out) == joined(peers.ruled_out));
  if (has_many_cycles(name)) {
    CHECK((peers.anomalies.empty() ||
           std::any_of(ours.anomalies.begin(), ours.anomalies.end(),
                       [&peers](const auto& type) { return has(peers.anomalies, type); })));
  } else {
    CHECK(joined(ours.anomalies) == joined(peers.anomalies));
  }
}

// As the expectation's "well_formed" says: what is not is a list of completions.
History history_of(const fs::path& path, const json::object& expected) {
  const HistoryShape shape = shape_of(expected);
  History history = read_case(path, shape);
  if (shape == HistoryShape::completions_only)
    std::erase_if(history.ops, [](const Op& op) { return op.type == OpType::invoke; });
  return history;
}

// What a sub-check of the peer looks for, of which a case may be.
const std::map<std::string_view, std::vector<std::string_view>> kSubChecks = {
    {"g1a-cases", {"G1a"}},
    {"g1b-cases", {"G1b"}},
    {"internal-cases", {"internal", "future-read"}},
    {"cycles of one graph only", {"G2-item"}},
};

void compare_sub_check(const std::string& check, const History& history, const json::value& valid) {
  if (valid == "unknown") {
    CHECK(judge(history, {}).valid == valid);
    return;
  }
  REQUIRE(kSubChecks.contains(check));
  std::vector<History> parts{history};
  if (check == "internal-cases") {
    // Each transaction for itself, for some of them append the same.
    parts.clear();
    for (const Op& op : history.ops) parts.push_back({{op}, {}});
  }
  bool found = false;
  for (const History& part : parts) {
    const Judgement ours = judge(part, {});
    for (const std::string_view type : kSubChecks.at(check)) found |= has(ours.anomalies, type);
  }
  CHECK(found == (valid == false));
}

TEST_CASE("corpora: list-append gives the peer's verdicts, anomalies and models") {
  const auto cases = expectations("corpora", "list-append");
  if (absent(cases.size())) return;
  for (const fs::path& path : cases) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const json::object expected = read_expectation(path);
    const json::object& asked = expected.at("options").as_object();
    CheckOptions options;
    options.consistency_models = strings(asked, "consistency_models");
    options.anomalies = strings(asked, "anomalies");
    const History history = history_of(path, expected);
    const json::value* check = asked.if_contains("check");
    if (check != nullptr && check->is_string()) {
      compare_sub_check(std::string(check->get_string()), history, expected.at("valid"));
    } else {
      compare(name, judge(history, options), judgement_of(expected));
    }
  }
  MESSAGE("list-append: ", cases.size(), " cases");
}

TEST_CASE("corpora: the corner cases of list-append get the peer's verdicts under every model") {
  const auto cases = expectations("corpora-micro", "list-append");
  if (absent(cases.size())) return;
  std::size_t verdicts = 0;
  for (const fs::path& path : cases) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const json::object expected = read_expectation(path);
    const History history = history_of(path, expected);
    for (const std::string version : {"results", "results_newer_elle"}) {
      CAPTURE(version);
      // Only the newer one knows that a read of nothing, and then of something, is not internal.
      if (!expected.contains(version) || (name == "la-internal-mid" && version == "results"))
        continue;
      for (const json::value& result : expected.at(version).as_array()) {
        CheckOptions options;
        options.consistency_models =
            strings(result.at("options").as_object(), "consistency-models");
        CAPTURE(joined(options.consistency_models));
        ++verdicts;
        if (is_fractured(name, options.consistency_models)) {
          CHECK(judge(history, options).valid == false);
          continue;
        }
        compare(name, judge(history, options), judgement_of(result.as_object()));
      }
    }
  }
  MESSAGE("corner cases of list-append: ", verdicts, " verdicts");
}

// Whether the peer was asked for edges of that kind: of "graph" all, of "ww-graph" ww.
bool asked_for(const json::object& expected, Dependency kind) {
  const json::string& graph = expected.at("options").at("graph").as_string();
  return graph == "graph" || std::string_view(graph).starts_with(to_string(kind));
}

using Edges = std::set<std::pair<std::int64_t, std::int64_t>>;

// By position, the index that the peer gave each operation.
std::vector<std::int64_t> original_indices(const fs::path& expectation) {
  std::ifstream in(expectation.parent_path() / (name_of(expectation) + ".jsonl"));
  std::vector<std::int64_t> indices;
  for (std::string line; std::getline(in, line);) {
    const json::value op = json::parse(line);
    const json::value* original = op.as_object().if_contains("orig_index");
    indices.push_back((original == nullptr ? op.at("index") : *original).as_int64());
  }
  return indices;
}

TEST_CASE("corpora: the dependencies of lists are the ones that the peer infers") {
  const auto cases = expectations("corpora", "elle-graph");
  if (absent(cases.size())) return;
  for (const fs::path& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    Edges peers;
    for (const json::value& edge : expected.at("detail").at("edges").as_array())
      peers.emplace(edge.at(0).as_int64(), edge.at(1).as_int64());
    const History history = read_case(path, shape_of(expected));
    const std::vector<std::int64_t> index = original_indices(path);
    const ListHistory lists(history);
    FoundAnomalies findings;
    const DependencyGraph graph = list_dependencies(lists, Budget{}, findings);
    const auto index_of = [&](TransactionId t) {
      return index[lists.transactions()[t].call.completion.value()];
    };
    Edges ours;
    for (TransactionId from = 0; from < graph.size(); ++from) {
      for (const Edge& edge : graph.from(from)) {
        if (asked_for(expected, edge.kind())) ours.emplace(index_of(from), index_of(edge.to()));
      }
    }
    CHECK(ours == peers);
  }
  MESSAGE("elle-graph: ", cases.size(), " cases");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
