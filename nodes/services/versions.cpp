#include "nodes/services/versions.h"

#include <algorithm>
#include <utility>

#include "nodes/shown.h"

namespace eddy::nodes {

const boost::json::value* Versions::at(const boost::json::value& key, std::uint64_t state) const {
  const auto number = keys_.find(key);
  if (!number) return nullptr;
  const auto& versions = versions_[*number];
  const auto shown = std::find_if(versions.rbegin(), versions.rend(),
                                  [state](const Version& v) { return v.since <= state; });
  return shown == versions.rend() ? nullptr : &shown->value;
}

void Versions::write(const boost::json::value& key, boost::json::value value) {
  const auto number = keys_.add(key).number;
  if (number == versions_.size()) versions_.emplace_back();
  latest_ = number;
  auto& versions = versions_[number];
  versions.push_back({++newest_, std::move(value)});
  // The second is what the oldest visible state shows, or an older one does: the first is history.
  while (versions.size() > 1 && versions[1].since <= oldest()) versions.pop_front();
}

boost::json::object Versions::shown() const {
  const auto newest = [this](ValueSet::Number key) {
    return shown_value(versions_[key].back().value);
  };
  return shown_numbered(keys_, newest, latest_);
}

}  // namespace eddy::nodes
