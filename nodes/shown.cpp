#include "nodes/shown.h"

#include <string_view>
#include <utility>

namespace eddy::nodes {
namespace {

namespace json = boost::json;

constexpr std::size_t kValueBytes = 8;    // of a text, that count for one value
constexpr std::size_t kMostBytes = 32;    // of one that is cut
constexpr std::size_t kMostOfLatest = 4;  // values, in one of the latest of a list

// Takes the values in it from those that are left. No: they are more.
bool fits(const json::value& value, std::size_t& left) {
  if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
    return std::all_of(array->begin(), array->end(),
                       [&left](const json::value& item) { return fits(item, left); });
  }
  if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
    return std::all_of(object->begin(), object->end(),
                       [&left](const auto& field) { return fits(field.value(), left); });
  }
  const auto* text = value.if_string();
  const std::size_t weight = text == nullptr ? 1 : 1 + text->size() / kValueBytes;
  if (weight > left) return false;
  left -= weight;
  return true;
}

bool is_small(const json::value& value, std::size_t most) { return fits(value, most); }

// Not in the middle of a character.
std::string beginning(std::string_view text) {
  if (text.size() <= kMostBytes) return std::string(text);
  const auto is_continued = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  std::size_t size = kMostBytes;
  while (size > 0 && is_continued(text[size])) --size;
  return std::string(text.substr(0, size)) + "…";
}

// Of one that is too large to be shown.
json::value extent_of(const json::value& value) {
  if (const auto* array = value.if_array()) return json::object{{"count", array->size()}};
  if (const auto* object = value.if_object()) return shown_many(object->size());
  return json::string(beginning(value.as_string()));
}

}  // namespace

json::value shown_value(const json::value& value) {
  if (is_small(value, kMostValuesShown)) return value;
  if (const auto* array = value.if_array()) return shown_list(*array);
  return extent_of(value);
}

json::value shown_list(std::size_t count, const json::array& last) {
  std::size_t left = kMostValuesShown;
  const bool are_small = std::all_of(
      last.begin(), last.end(), [&left](const json::value& value) { return fits(value, left); });
  if (count == last.size() && are_small) return last;
  json::array latest;
  for (std::size_t i = last.size() - std::min(last.size(), kLatestShown); i < last.size(); ++i)
    latest.push_back(is_small(last[i], kMostOfLatest) ? last[i] : extent_of(last[i]));
  return json::object{{"count", count}, {"latest", std::move(latest)}};
}

std::string shown_key(const std::string& key) {
  const bool is_quoted = key.size() >= 2 && key.front() == '"' && key.back() == '"';
  return beginning(is_quoted ? std::string_view(key).substr(1, key.size() - 2) : key);
}

json::object shown_many(std::size_t keys) { return json::object{{"keys", keys}}; }

json::object shown_many(std::size_t keys, const std::string& latest, json::value value) {
  json::object one;
  one[latest] = std::move(value);
  return json::object{{"keys", keys}, {"latest", std::move(one)}};
}

}  // namespace eddy::nodes
