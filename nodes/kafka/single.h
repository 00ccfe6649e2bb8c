// kafka on one node, which keeps the logs and the committed offsets in a journal on its disk. What
// it answers rests on nothing that a crash could take back: a poll, too, waits until all that has
// come before is safe.
#pragma once

#include <map>
#include <string>

#include "eddy/sim/protocol/kafka.h"
#include "nodes/durable/durable_node.h"
#include "nodes/durable/journal.h"
#include "nodes/kafka/committed_offsets.h"
#include "nodes/kafka/log.h"

namespace eddy::nodes {

class KafkaSingle final : public durable::DurableNode {
 public:
  explicit KafkaSingle(sim::Host& host);

 private:
  sim::Task<void> prepare() override;
  void show(boost::json::object& state) const override;
  sim::Task<sim::Result<sim::kafka::SendOk>> append(const sim::kafka::Send& m);
  sim::Task<sim::Result<sim::kafka::PollOk>> poll(const sim::kafka::Poll& m);
  sim::Task<sim::Result<sim::kafka::CommitOffsetsOk>> commit(const sim::kafka::CommitOffsets& m);
  sim::Task<sim::Result<sim::kafka::ListCommittedOffsetsOk>> list(
      const sim::kafka::ListCommittedOffsets& m);

  durable::Journal journal_;
  std::map<std::string, kafka::Log> logs_;
  std::string latest_;  // the key that was appended to last
  kafka::CommittedOffsets committed_;
};

}  // namespace eddy::nodes
