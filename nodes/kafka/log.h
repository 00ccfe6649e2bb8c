// An append-only log: messages at the offsets 0, 1, 2, ….
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <utility>
#include <vector>

#include "eddy/sim/protocol/kafka.h"

namespace eddy::nodes::kafka {

using sim::kafka::Offset;

class Log {
 public:
  // What a poll returns of one log at most.
  static constexpr std::size_t kPage = 64;

  // Where the next message goes.
  Offset end() const { return static_cast<Offset>(messages_.size()); }
  // Its offset.
  Offset append(boost::json::value message) {
    messages_.push_back(std::move(message));
    return end() - 1;
  }

  // [[offset, message], …] from an offset on, a page of them.
  std::vector<boost::json::array> read(Offset from) const {
    std::vector<boost::json::array> records;
    for (Offset at = from < 0 ? 0 : from; at < end() && records.size() < kPage; ++at) {
      records.push_back({at, messages_[static_cast<std::size_t>(at)]});
    }
    return records;
  }

 private:
  std::vector<boost::json::value> messages_;
};

}  // namespace eddy::nodes::kafka
