// The other party: operations that a finding does not name, and without which it is not understood.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "workloads/search/scene_parts.h"

namespace eddy::workloads {

// The keys that an operation asked for, or was answered about, as JSON: of [key, value], of
// micro-operations ["append", key, value], of polls and offsets {key: …}. What has no keys is about
// one thing, "".
std::set<std::string> keys_of(const boost::json::value& asked, const boost::json::value& answered);

// Beside the operations of the scene, the nearest first:
//   * those that were under way at the same time as one that shows what is wrong, or was asked just
//     before it, about a key that it is about, too;
//   * where it names one operation, the same asked of the same node before, where the answer was
//     another one.
std::vector<std::size_t> neighbours_of(const Scene& scene, const SceneParts& parts);

}  // namespace eddy::workloads
