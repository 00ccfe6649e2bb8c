// kafka on one node: the logs and the committed offsets are in its memory.
#pragma once

#include <map>
#include <string>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/kafka.h"
#include "nodes/kafka/committed_offsets.h"
#include "nodes/kafka/log.h"

namespace eddy::nodes {

class KafkaSingle final : public sim::Node {
 public:
  explicit KafkaSingle(sim::Host& host);

 private:
  sim::Result<sim::kafka::SendOk> append(const sim::kafka::Send& m);
  sim::Result<sim::kafka::PollOk> poll(const sim::kafka::Poll& m);
  sim::Result<sim::kafka::CommitOffsetsOk> commit(const sim::kafka::CommitOffsets& m);
  sim::Result<sim::kafka::ListCommittedOffsetsOk> list(const sim::kafka::ListCommittedOffsets& m);

  std::map<std::string, kafka::Log> logs_;
  kafka::CommittedOffsets committed_;
};

}  // namespace eddy::nodes
