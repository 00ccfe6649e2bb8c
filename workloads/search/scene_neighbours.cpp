#include "workloads/search/scene_neighbours.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <optional>
#include <ranges>
#include <utility>

#include "eddy/checkers/value_order.h"
#include "workloads/search/operation_words.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;
using checkers::Op;

constexpr std::size_t kMostOverlapping = 6;
constexpr std::size_t kMostLookedAt = 3;  // of the operations that a finding names

void add_keys(const json::value& value, std::set<std::string>& keys) {
  if (const auto* object = value.if_object()) {
    for (const auto& field : *object) keys.insert(json::serialize(json::string(field.key())));
    return;
  }
  const auto* array = value.if_array();
  if (array == nullptr || array->empty()) return;
  const bool has_parts = array->front().is_array();
  if (!has_parts) {
    if (array->size() == 2 && !array->front().is_structured())
      keys.insert(json::serialize(array->front()));
    return;
  }
  for (const json::value& part : *array) {
    const auto* micro = part.if_array();
    if (micro == nullptr || micro->size() < 2 || !micro->front().is_string()) continue;
    if ((*micro)[1].is_object()) {
      add_keys((*micro)[1], keys);
    } else {
      keys.insert(json::serialize((*micro)[1]));
    }
  }
}

// When an operation was under way; without an end, for ever.
struct Interval {
  std::int64_t begin;
  std::optional<std::int64_t> end;

  bool overlaps(const Interval& other) const {
    return (!end || other.begin <= *end) && (!other.end || begin <= *other.end);
  }
};

class Neighbours {
 public:
  Neighbours(const Scene& scene, const SceneParts& parts) : scene_(scene), parts_(parts) {}

  std::vector<std::size_t> find() {
    std::vector<std::size_t> looked_at(scene_.bad.begin(), scene_.bad.end());
    for (const std::size_t other : scene_.operations | std::views::reverse) {
      if (looked_at.size() < kMostLookedAt && !scene_.bad.contains(other))
        looked_at.push_back(other);
    }
    for (const std::size_t operation : looked_at) add_overlapping(operation);
    if (scene_.operations.size() == 1) add_earlier(*scene_.operations.begin());
    return std::move(found_);
  }

 private:
  Interval interval_of(std::size_t operation) const {
    const Op* end = parts_.ended(operation);
    // One that may still take effect is under way.
    const bool has_ended = end != nullptr && end->type != checkers::OpType::info;
    return {parts_.asked(operation).time, has_ended ? std::optional(end->time) : std::nullopt};
  }
  json::value answer_of(std::size_t operation) const {
    const Op* end = parts_.ended(operation);
    if (end == nullptr || end->type != checkers::OpType::ok) return nullptr;
    return result_of(parts_.run.experiment.run.history, *end);
  }
  std::set<std::string> keys_of_operation(std::size_t operation) const {
    return keys_of(parts_.asked(operation).value, answer_of(operation));
  }
  bool is_of_load(std::size_t operation) const {
    return parts_.run.experiment.run.invocations[operation].phase == Phase::load;
  }
  void add(std::size_t operation) {
    if (std::find(found_.begin(), found_.end(), operation) == found_.end())
      found_.push_back(operation);
  }

  void add_overlapping(std::size_t operation) {
    const Interval interval = interval_of(operation);
    const std::set<std::string> keys = keys_of_operation(operation);
    std::vector<std::pair<std::int64_t, std::size_t>> near;  // by how far apart they began
    for (std::size_t other = 0; other < parts_.index.operations().size(); ++other) {
      if (scene_.operations.contains(other) || !is_of_load(other)) continue;
      if (!interval.overlaps(interval_of(other))) continue;
      const std::set<std::string> its_keys = keys_of_operation(other);
      const bool shares = std::any_of(keys.begin(), keys.end(),
                                      [&](const auto& key) { return its_keys.contains(key); });
      if (shares) near.emplace_back(std::abs(parts_.asked(other).time - interval.begin), other);
    }
    std::sort(near.begin(), near.end());
    if (near.size() > kMostOverlapping) near.resize(kMostOverlapping);
    for (const auto& [distance, other] : near) add(other);
  }

  // The last time that the node gave another answer.
  void add_earlier(std::size_t operation) {
    const Op& asked = parts_.asked(operation);
    const json::value answer = answer_of(operation);
    for (std::size_t earlier = operation; earlier-- > 0;) {
      const Op& op = parts_.asked(earlier);
      const bool is_same = op.f == asked.f && checkers::equal_values(op.value, asked.value) &&
                           parts_.node_of(earlier) == parts_.node_of(operation);
      if (!is_same) continue;
      const json::value other = answer_of(earlier);
      if (!other.is_null() && !checkers::equal_values(other, answer)) add(earlier);
      return;
    }
  }

  const Scene& scene_;
  const SceneParts& parts_;
  std::vector<std::size_t> found_;
};

}  // namespace

std::set<std::string> keys_of(const json::value& asked, const json::value& answered) {
  std::set<std::string> keys;
  add_keys(asked, keys);
  add_keys(answered, keys);
  if (keys.empty()) keys.insert("");
  return keys;
}

std::vector<std::size_t> neighbours_of(const Scene& scene, const SceneParts& parts) {
  return Neighbours(scene, parts).find();
}

}  // namespace eddy::workloads
