// What a node knows of a log that lies in the cells 0, 1, 2, … of a key-value store, each of which
// holds a batch of messages and never changes once it is there.
//
// Told what the cells hold, it sends nothing: the same cells make the same log on every node.
#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "eddy/sim/message.h"
#include "nodes/kafka/log.h"

namespace eddy::nodes::kafka {

// Messages that one node appended at once.
struct Batch {
  sim::NodeId author;
  std::int64_t number = 0;  // the author's batches have rising numbers
  boost::json::array messages;
};
BOOST_DESCRIBE_STRUCT(Batch, (), (author, number, messages))

class Replica {
 public:
  // The first cell of which nothing is known.
  std::int64_t next_cell() const { return next_cell_; }
  const Log& log() const { return log_; }

  // The cell holds the batch. News only of the next cell: what is known stays.
  void learn(std::int64_t cell, const Batch& batch) {
    if (cell != next_cell_) return;
    ++next_cell_;
    latest_[batch.author] = {batch.number, log_.end()};
    for (const auto& message : batch.messages) log_.append(message);
  }

  // The offset of the first message of a batch, if it is the latest one of its author that is here.
  std::optional<Offset> first_offset(const Batch& batch) const {
    const auto latest = latest_.find(batch.author);
    if (latest == latest_.end() || latest->second.number != batch.number) return std::nullopt;
    return latest->second.first;
  }

 private:
  struct Place {
    std::int64_t number;
    Offset first;
  };

  std::int64_t next_cell_ = 0;
  Log log_;
  std::map<sim::NodeId, Place> latest_;  // by author
};

}  // namespace eddy::nodes::kafka
