// How programs show what they keep (sim::Program::state): on a line that a person reads, and at a
// cost that does not grow with what there is.
//
//   a value   as it is while it is small: up to 12 numbers, names and the like, a name of 8 bytes
//             counting for two. Of a larger one its beginning, or how much is in it.
//   a list    all up to 12 values, else {"count": 120, "latest": [124]}
//   a map     all up to 8 keys, in their order, else {"keys": 120, "latest": {"x": 3}}
//
// Of a key that is JSON text the quotes are left out: "1" and 1 look alike. Pure.
#pragma once

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eddy/nodes/broadcast/value_set.h"
#include "eddy/sim/format.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::nodes {

inline constexpr std::size_t kMostKeysShown = 8;
inline constexpr std::size_t kMostValuesShown = 12;
inline constexpr std::size_t kLatestShown = 1;

boost::json::value shown_value(const boost::json::value& value);

// `last` are all of the values, or of more than kMostValuesShown the last ones.
boost::json::value shown_list(std::size_t count, const boost::json::array& last);
template <class Values>
boost::json::value shown_list(const Values& values) {
  const std::size_t shown = values.size() <= kMostValuesShown ? values.size() : kLatestShown;
  const auto first = std::prev(values.end(), static_cast<std::ptrdiff_t>(shown));
  return shown_list(values.size(), boost::json::array(first, values.end()));
}

std::string shown_key(const std::string& key);
inline std::string shown_key(sim::NodeId key) { return key.name(); }

// In whole milliseconds.
constexpr std::int64_t shown_ms(sim::Time time) { return sim::nanoseconds(time) / 1'000'000; }

// {"keys": 120}.
boost::json::object shown_many(std::size_t keys);
boost::json::object shown_many(std::size_t keys, const std::string& latest,
                               boost::json::value value);

// `show` makes JSON of what the map holds of a key; `latest` is the entry that changed last.
template <class Map, class Show>
boost::json::object shown_map(const Map& map, const Show& show,
                              typename Map::const_iterator latest) {
  if (map.size() > kMostKeysShown) {
    if (latest == map.end()) return shown_many(map.size());
    return shown_many(map.size(), shown_key(latest->first), show(latest->second));
  }
  std::vector<const typename Map::value_type*> entries;
  for (const auto& entry : map) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  boost::json::object shown;
  for (const auto* entry : entries) shown.emplace(shown_key(entry->first), show(entry->second));
  return shown;
}
template <class Map, class Show>
boost::json::object shown_map(const Map& map, const Show& show) {
  return shown_map(map, show, map.end());
}

// The same of keys that have numbers; `show` takes a number.
template <class Show>
boost::json::object shown_numbered(const ValueSet& keys, const Show& show,
                                   std::optional<ValueSet::Number> latest) {
  const auto name = [&keys](ValueSet::Number key) {
    return shown_key(sim::to_text(keys.values()[key]));
  };
  if (keys.size() > kMostKeysShown) {
    if (!latest) return shown_many(keys.size());
    return shown_many(keys.size(), name(*latest), show(*latest));
  }
  std::map<std::string, ValueSet::Number> named;
  for (ValueSet::Number key = 0; key < keys.size(); ++key) named.emplace(name(key), key);
  return shown_map(named, show);
}

}  // namespace eddy::nodes
