#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <string>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/kafka.h"
#include "nodes/kafka/committed_offsets.h"

namespace eddy::nodes::broken {

// Bug: gives out a message's offset before it has stored the message, which takes a while, so that
// messages appear in another order than that of their offsets, and polls pass some by.
class KafkaEarlyOffsets final : public sim::Node {
 public:
  explicit KafkaEarlyOffsets(sim::Host& host);

  std::optional<boost::json::value> state() const override;

 private:
  struct Log {
    kafka::Offset next = 0;
    std::map<kafka::Offset, boost::json::value> stored;
  };

  sim::Task<sim::Result<sim::kafka::SendOk>> append(const sim::kafka::Send& m);
  sim::Result<sim::kafka::PollOk> poll(const sim::kafka::Poll& m);
  sim::Result<sim::kafka::CommitOffsetsOk> commit(const sim::kafka::CommitOffsets& m);
  sim::Result<sim::kafka::ListCommittedOffsetsOk> list(const sim::kafka::ListCommittedOffsets& m);

  std::map<std::string, Log> logs_;
  std::string latest_;  // the key that was appended to last
  kafka::CommittedOffsets committed_;
};

}  // namespace eddy::nodes::broken
