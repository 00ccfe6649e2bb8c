#include "nodes/broken/kafka_early_offsets.h"

#include <boost/json/array.hpp>

namespace eddy::nodes::broken {

namespace wire = sim::kafka;
using namespace std::chrono_literals;

KafkaEarlyOffsets::KafkaEarlyOffsets(sim::Host& host) : Node(host) {
  on(&KafkaEarlyOffsets::append);
  on(&KafkaEarlyOffsets::poll);
  on(&KafkaEarlyOffsets::commit);
  on(&KafkaEarlyOffsets::list);
}

sim::Task<sim::Result<wire::SendOk>> KafkaEarlyOffsets::append(const wire::Send& m) {
  constexpr sim::Duration kDisk = 100ms;
  Log& log = logs_[m.key];
  const kafka::Offset offset = log.next++;
  co_await sleep(random().uniform(kDisk));
  log.stored.emplace(offset, m.msg);
  co_return wire::SendOk{offset};
}

sim::Result<wire::PollOk> KafkaEarlyOffsets::poll(const wire::Poll& m) {
  wire::PollOk reply;
  for (const auto& [key, from] : m.offsets) {
    const Log& log = logs_[key];
    for (auto at = log.stored.lower_bound(from); at != log.stored.end(); ++at) {
      reply.msgs[key].push_back({at->first, at->second});
    }
  }
  return reply;
}

sim::Result<wire::CommitOffsetsOk> KafkaEarlyOffsets::commit(const wire::CommitOffsets& m) {
  committed_.commit(m.offsets);
  return wire::CommitOffsetsOk{};
}

sim::Result<wire::ListCommittedOffsetsOk> KafkaEarlyOffsets::list(
    const wire::ListCommittedOffsets& m) {
  return wire::ListCommittedOffsetsOk{committed_.of(m.keys)};
}

}  // namespace eddy::nodes::broken
