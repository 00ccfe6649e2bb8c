#include "nodes/kafka/single.h"

namespace eddy::nodes {

namespace wire = sim::kafka;

KafkaSingle::KafkaSingle(sim::Host& host) : Node(host) {
  on(&KafkaSingle::append);
  on(&KafkaSingle::poll);
  on(&KafkaSingle::commit);
  on(&KafkaSingle::list);
}

sim::Result<wire::SendOk> KafkaSingle::append(const wire::Send& m) {
  return wire::SendOk{logs_[m.key].append(m.msg)};
}

sim::Result<wire::PollOk> KafkaSingle::poll(const wire::Poll& m) {
  wire::PollOk reply;
  for (const auto& [key, from] : m.offsets) {
    const auto log = logs_.find(key);
    if (log == logs_.end() || log->second.end() <= from) continue;
    reply.msgs[key] = log->second.read(from);
  }
  return reply;
}

sim::Result<wire::CommitOffsetsOk> KafkaSingle::commit(const wire::CommitOffsets& m) {
  committed_.commit(m.offsets);
  return wire::CommitOffsetsOk{};
}

sim::Result<wire::ListCommittedOffsetsOk> KafkaSingle::list(const wire::ListCommittedOffsets& m) {
  return wire::ListCommittedOffsetsOk{committed_.of(m.keys)};
}

}  // namespace eddy::nodes
