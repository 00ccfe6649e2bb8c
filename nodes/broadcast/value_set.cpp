#include "eddy/nodes/broadcast/value_set.h"

#include <utility>

#include "eddy/sim/codec.h"
#include "nodes/shown.h"

namespace eddy::nodes {
namespace {

std::uint64_t place_of(const boost::json::value& value) { return sim::codec::spread_hash(value); }

}  // namespace

ValueSet::Added ValueSet::add(const boost::json::value& value) {
  const Number next = static_cast<Number>(values_.size());
  for (std::uint64_t place = place_of(value);; ++place) {
    const auto [found, is_new] = numbers_.try_emplace(place, next);
    if (is_new) {
      values_.push_back(value);
      return {next, true};
    }
    if (values_[found->second] == value) return {found->second, false};
  }
}

std::optional<ValueSet::Number> ValueSet::find(const boost::json::value& value) const {
  for (std::uint64_t place = place_of(value);; ++place) {
    const auto found = numbers_.find(place);
    if (found == numbers_.end()) return std::nullopt;
    if (values_[found->second] == value) return found->second;
  }
}

boost::json::value shown(const ValueSet& known) {
  boost::json::value values = shown_list(known.values());
  if (values.is_object()) return values;
  return boost::json::object{{"known", std::move(values)}};
}

}  // namespace eddy::nodes
