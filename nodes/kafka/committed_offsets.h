// Up to which offset the messages of each log have been dealt with.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "eddy/sim/protocol/kafka.h"
#include "nodes/shown.h"

namespace eddy::nodes::kafka {

using sim::kafka::Offset;
using sim::kafka::Offsets;

class CommittedOffsets {
 public:
  // A commit that is behind another one changes nothing.
  void commit(const Offsets& offsets) {
    for (const auto& [key, offset] : offsets) {
      const auto [committed, is_first] = by_key_.try_emplace(key, offset);
      committed->second = std::max(committed->second, offset);
    }
  }

  // As nodes show them: {"k": 4}.
  boost::json::object shown() const {
    return shown_map(by_key_, [](Offset offset) { return offset; });
  }
  // Of those keys that have one.
  Offsets of(const std::vector<std::string>& keys) const {
    Offsets offsets;
    for (const std::string& key : keys) {
      const auto committed = by_key_.find(key);
      if (committed != by_key_.end()) offsets.insert(*committed);
    }
    return offsets;
  }

 private:
  Offsets by_key_;
};

}  // namespace eddy::nodes::kafka
