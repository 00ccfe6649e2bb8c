#include "nodes/txn/registers.h"

#include <algorithm>

#include "nodes/shown.h"

namespace eddy::nodes::txn {

void Registers::take(const Write& write) {
  newest_time_ = std::max(newest_time_, write.stamp.time);
  values_[write.key].try_emplace(write.stamp, write.value);
  latest_ = write.key;
}

boost::json::object Registers::shown() const {
  const auto newest = [](const auto& values) { return shown_value(values.rbegin()->second); };
  return shown_map(values_, newest, values_.find(latest_));
}

boost::json::value Registers::read(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? boost::json::value() : found->second.rbegin()->second;
}

boost::json::array Registers::all(const std::string& key) const {
  boost::json::array all;
  const auto found = values_.find(key);
  if (found == values_.end()) return all;
  for (const auto& [stamp, value] : found->second) all.push_back(value);
  return all;
}

}  // namespace eddy::nodes::txn
