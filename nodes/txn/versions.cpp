#include "nodes/txn/versions.h"

#include <iterator>
#include <utility>

#include "nodes/shown.h"

namespace eddy::nodes::txn {

boost::json::value Versions::read(const std::string& key, Number snapshot) const {
  const Number commit = read_commit(key, snapshot);
  return commit == 0 ? boost::json::value() : values_.at(key).at(commit);
}

Number Versions::read_commit(const std::string& key, Number snapshot) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return 0;
  const auto after = found->second.upper_bound(snapshot);
  return after == found->second.begin() ? 0 : std::prev(after)->first;
}

Number Versions::newest(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? 0 : found->second.rbegin()->first;
}

void Versions::install(const std::string& key, Number commit, boost::json::value value) {
  values_[key][commit] = std::move(value);
  latest_ = key;
}

boost::json::object Versions::shown() const {
  const auto newest = [](const auto& values) { return shown_value(values.rbegin()->second); };
  return shown_map(values_, newest, values_.find(latest_));
}

boost::json::array Versions::all(const std::string& key) const {
  boost::json::array all;
  const auto found = values_.find(key);
  if (found == values_.end()) return all;
  for (const auto& [commit, value] : found->second) all.push_back(value);
  return all;
}

}  // namespace eddy::nodes::txn
