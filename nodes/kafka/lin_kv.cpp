#include "nodes/kafka/lin_kv.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sim/protocol/lin_kv.h"

namespace eddy::nodes {

using kafka::Batch;
using kafka::Offset;
using kafka::Replica;
using namespace std::chrono_literals;

namespace service = sim::lin_kv;
namespace wire = sim::kafka;

namespace {

constexpr sim::Duration kPollWithin = 500ms;
constexpr sim::Duration kAnswerWithin = 4s;  // before the client gives up

// How long to wait for the service: longer each time, for the network may be slow.
class Timeout {
 public:
  sim::Duration next() { return std::exchange(next_, std::min(2 * next_, kLongest)); }

 private:
  static constexpr sim::Duration kLongest = 8s;
  sim::Duration next_ = 500ms;
};

boost::json::value log_cell(const std::string& key, std::int64_t cell) {
  return boost::json::array{"log", key, cell};
}

boost::json::value committed_cell(const std::string& key) {
  return boost::json::array{"committed", key};
}

}  // namespace

KafkaLinKv::KafkaLinKv(sim::Host& host) : Node(host) {
  on(&KafkaLinKv::append);
  on(&KafkaLinKv::poll);
  on(&KafkaLinKv::commit);
  on(&KafkaLinKv::list);
}

void KafkaLinKv::append(const wire::Send& m, const sim::Request& request) {
  Partition& partition = partitions_[m.key];
  partition.waiting.push_back({request, m.msg});
  if (partition.is_appending) return;
  partition.is_appending = true;
  spawn(append_waiting(m.key));
}

sim::Task<void> KafkaLinKv::append_waiting(std::string key) {
  Partition& partition = partitions_[key];
  while (!partition.waiting.empty()) {
    const std::vector<Waiting> sends = std::exchange(partition.waiting, {});
    Batch batch{id(), next_batch_++, {}};
    for (const Waiting& send : sends) batch.messages.push_back(send.message);
    auto storing = store(key, batch);
    Offset offset = co_await storing;
    for (const Waiting& send : sends) host().reply(send.request, wire::SendOk{offset++});
  }
  partition.is_appending = false;
}

sim::Task<Offset> KafkaLinKv::store(const std::string& key, const Batch& batch) {
  Replica& replica = partitions_[key].replica;
  for (Timeout timeout;;) {
    const std::int64_t cell = replica.next_cell();
    const boost::json::value name = log_cell(key, cell);
    auto claiming = claim(name, batch, timeout.next());
    const bool is_ours = co_await claiming;
    if (is_ours) {
      replica.learn(cell, batch);  // if no poll has in the meantime
      co_return replica.first_offset(batch).value();
    }
    auto catching_up = catch_up(key, timeout.next());
    co_await catching_up;
    if (const auto first = find(replica, batch)) co_return *first;
  }
}

sim::Task<bool> KafkaLinKv::claim(const boost::json::value& cell, const Batch& batch,
                                  sim::Duration timeout) {
  const service::Cas create{cell, nullptr, sim::codec::to_json(batch), true};
  const auto created = co_await rpc(sim::kLinKv, create, timeout);
  co_return created.has_value();
}

std::optional<Offset> KafkaLinKv::find(const Replica& replica, const Batch& batch) const {
  return replica.first_offset(batch);
}

sim::Task<void> KafkaLinKv::catch_up(const std::string& key, sim::Duration timeout) {
  Replica& replica = partitions_[key].replica;
  for (;;) {
    const std::int64_t cell = replica.next_cell();
    const service::Read read{log_cell(key, cell)};
    const auto held = co_await rpc(sim::kLinKv, read, timeout);
    if (!held) co_return;  // it is free, or nobody answers
    Batch batch;
    if (const auto complaint = sim::codec::from_json(held->value, batch)) {
      throw std::runtime_error("a cell of a log holds no batch: " + *complaint);
    }
    replica.learn(cell, batch);
  }
}

sim::Task<void> KafkaLinKv::refresh(std::string key, Missing missing) {
  Timeout timeout;
  auto catching_up = catch_up(key, timeout.next());
  co_await catching_up;
  --*missing;
}

sim::Task<sim::Result<wire::PollOk>> KafkaLinKv::poll(const wire::Poll& m) {
  const auto missing = std::make_shared<std::size_t>(m.offsets.size());
  for (const auto& [key, from] : m.offsets) spawn(refresh(key, missing));
  co_await until([left = missing.get()] { return *left == 0; }, kPollWithin);
  wire::PollOk reply;
  for (const auto& [key, from] : m.offsets) {
    const kafka::Log& log = partitions_[key].replica.log();
    if (log.end() > from) reply.msgs[key] = log.read(from);
  }
  co_return reply;
}

sim::Task<sim::Result<wire::CommitOffsetsOk>> KafkaLinKv::commit(const wire::CommitOffsets& m) {
  const auto missing = std::make_shared<std::size_t>(m.offsets.size());
  for (const auto& [key, offset] : m.offsets) spawn(advance(key, offset, missing));
  const bool done = co_await until([left = missing.get()] { return *left == 0; }, kAnswerWithin);
  if (!done) co_return sim::Error{sim::ErrorCode::timeout, "lin-kv has not answered"};
  co_return wire::CommitOffsetsOk{};
}

sim::Task<void> KafkaLinKv::advance(std::string key, Offset offset, Missing missing) {
  std::optional<Offset>& known = committed_[key];
  for (Timeout timeout; !known || *known < offset;) {
    const boost::json::value held = known ? boost::json::value(*known) : boost::json::value();
    const service::Cas raise{committed_cell(key), held, offset, true};
    const auto raised = co_await rpc(sim::kLinKv, raise, timeout.next());
    if (raised) {
      known = std::max(known.value_or(offset), offset);
    } else {
      auto reading = read_committed(key, timeout.next());
      co_await reading;
    }
  }
  --*missing;
}

sim::Task<sim::Result<wire::ListCommittedOffsetsOk>> KafkaLinKv::list(
    const wire::ListCommittedOffsets& m) {
  const auto missing = std::make_shared<std::size_t>(m.keys.size());
  for (const std::string& key : m.keys) spawn(ask_committed(key, missing));
  const bool done = co_await until([left = missing.get()] { return *left == 0; }, kAnswerWithin);
  if (!done) {
    co_return sim::Error{sim::ErrorCode::temporarily_unavailable, "lin-kv has not answered"};
  }
  wire::ListCommittedOffsetsOk reply;
  for (const std::string& key : m.keys) {
    if (const auto& known = committed_[key]) reply.offsets[key] = *known;
  }
  co_return reply;
}

sim::Task<void> KafkaLinKv::ask_committed(std::string key, Missing missing) {
  for (Timeout timeout;;) {
    auto reading = read_committed(key, timeout.next());
    const bool is_answered = co_await reading;
    if (is_answered) break;
  }
  --*missing;
}

// Learns what is committed; was there an answer?
sim::Task<bool> KafkaLinKv::read_committed(const std::string& key, sim::Duration timeout) {
  const service::Read read{committed_cell(key)};
  const auto held = co_await rpc(sim::kLinKv, read, timeout);
  if (!held) co_return held.error().code == sim::ErrorCode::key_does_not_exist;
  std::optional<Offset>& known = committed_[key];
  const Offset offset = held->value.as_int64();
  known = std::max(known.value_or(offset), offset);
  co_return true;
}

}  // namespace eddy::nodes
