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

std::optional<boost::json::value> KafkaEarlyOffsets::state() const {
  const auto end = [](const Log& log) { return log.next; };
  const auto stored = [](const Log& log) { return log.stored.size(); };
  const auto latest = logs_.find(latest_);
  return boost::json::object{{"end", shown_map(logs_, end, latest)},
                             {"stored", shown_map(logs_, stored, latest)},
                             {"committed", committed_.shown()}};
}

sim::Task<sim::Result<wire::SendOk>> KafkaEarlyOffsets::append(const wire::Send& m) {
  constexpr sim::Duration kDisk = 100ms;
  Log& log = logs_[m.key];
  const kafka::Offset offset = log.next++;
  latest_ = m.key;
  co_await sleep(random().uniform(kDisk));
  log.stored.emplace(offset, m.msg);
  latest_ = m.key;
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
