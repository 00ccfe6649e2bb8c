#include "nodes/kafka/lin_kv.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "eddy/sim/protocol/lin_kv.h"
#include "nodes/durable/epoch.h"
#include "nodes/shown.h"

namespace eddy::nodes {

using kafka::Batch;
using kafka::Offset;
using kafka::Replica;
using namespace std::chrono_literals;

namespace service = sim::lin_kv;
namespace wire = sim::kafka;

namespace {

constexpr sim::Duration kFresh = 1s;
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

boost::json::value committed_cell(sim::NodeId node, kafka::OwnCommits::Shard shard) {
  return boost::json::array{"committed", boost::json::string(node.name()), shard};
}

void raise(kafka::Offsets& offsets, const kafka::Offsets& others) {
  for (const auto& [key, offset] : others) {
    const auto [known, is_first] = offsets.try_emplace(key, offset);
    known->second = std::max(known->second, offset);
  }
}

}  // namespace

KafkaLinKv::KafkaLinKv(sim::Host& host) : DurableNode(host) {
  on(&KafkaLinKv::append);
  on(&KafkaLinKv::poll);
  on(&KafkaLinKv::commit);
  on(&KafkaLinKv::list);
  on(&KafkaLinKv::appended);
}

sim::Task<void> KafkaLinKv::prepare() {
  next_batch_ = static_cast<std::int64_t>(durable::first_number_of(epoch()));
  co_return;
}

void KafkaLinKv::show(boost::json::object& state) const {
  const auto end = [](const Partition& partition) { return partition.replica.log().end(); };
  state["end"] = shown_map(partitions_, end, partitions_.find(latest_));
  state["committed"] = commits_.shown();
}

void KafkaLinKv::learn(const std::string& key, std::int64_t cell, const Batch& batch) {
  partitions_[key].replica.learn(cell, batch);
  latest_ = key;
}

void KafkaLinKv::append(const wire::Send& m, const sim::Request& request) {
  Partition& partition = partitions_[m.key];
  partition.waiting.push_back({request, m.msg});
  if (partition.is_appending) return;
  partition.is_appending = true;
  spawn(append_waiting(m.key));
}

sim::Task<void> KafkaLinKv::append_waiting(std::string key) {
  auto preparing = prepared();
  co_await preparing;
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
  Partition& partition = partitions_[key];
  Replica& replica = partition.replica;
  for (Timeout timeout;;) {
    const sim::Time begin = now();
    const std::int64_t cell = replica.next_cell();
    const boost::json::value name = log_cell(key, cell);
    auto claiming = claim(name, batch, timeout.next());
    const bool is_ours = co_await claiming;
    if (is_ours) {
      learn(key, cell, batch);  // if no poll has in the meantime
      partition.complete_at = begin;
      tell(key, cell, batch);
      co_return replica.first_offset(batch).value();
    }
    auto catching_up = catch_up(key, timeout.next());
    co_await catching_up;
    if (const auto first = find(replica, batch)) co_return *first;
  }
}

void KafkaLinKv::tell(const std::string& key, std::int64_t cell, const Batch& batch) {
  if (nodes().size() == 1) return;
  const sim::BodyPtr body = host().share(Appended{key, cell, batch});
  for (const sim::NodeId peer : peers()) host().send(peer, body);
}

void KafkaLinKv::appended(const Appended& m) {
  Partition& partition = partitions_[m.key];
  if (m.cell > partition.replica.next_cell()) partition.complete_at.reset();
  learn(m.key, m.cell, m.batch);
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

sim::Task<bool> KafkaLinKv::catch_up(const std::string& key, sim::Duration timeout) {
  Partition& partition = partitions_[key];
  for (;;) {
    const sim::Time begin = now();
    const std::int64_t cell = partition.replica.next_cell();
    const service::Read read{log_cell(key, cell)};
    const auto held = co_await rpc(sim::kLinKv, read, timeout);
    if (!held) {
      const bool is_free = held.error().code == sim::ErrorCode::key_does_not_exist;
      // Another cell may have come meanwhile.
      if (is_free && cell != partition.replica.next_cell()) continue;
      if (is_free) partition.complete_at = begin;
      co_return is_free;
    }
    Batch batch;
    if (const auto complaint = sim::codec::from_json(held->value, batch)) {
      throw std::runtime_error("a cell of a log holds no batch: " + complaint->text());
    }
    learn(key, cell, batch);
  }
}

sim::Task<void> KafkaLinKv::refresh(std::string key) {
  for (Timeout timeout;;) {
    auto catching_up = catch_up(key, timeout.next());
    const bool is_complete = co_await catching_up;
    if (is_complete) break;
  }
  Partition& partition = partitions_[key];
  partition.is_catching_up = false;
  for (const Missing& missing : std::exchange(partition.polls, {})) --*missing;
}

sim::Task<sim::Result<wire::PollOk>> KafkaLinKv::poll(const wire::Poll& m) {
  const auto missing = std::make_shared<std::size_t>(0);
  std::vector<const Partition*> asked_for;
  asked_for.reserve(m.offsets.size());
  for (const auto& [key, from] : m.offsets) {
    Partition& partition = partitions_[key];
    asked_for.push_back(&partition);
    if (partition.complete_at && now() - *partition.complete_at <= kFresh) continue;
    ++*missing;
    partition.polls.push_back(missing);
    if (!std::exchange(partition.is_catching_up, true)) spawn(refresh(key));
  }
  if (*missing > 0) {
    co_await until([left = missing.get()] { return *left == 0; }, kPollWithin);
  }
  wire::PollOk reply;
  auto partition = asked_for.begin();
  for (const auto& [key, from] : m.offsets) {
    const kafka::Log& log = (*partition++)->replica.log();
    if (log.end() > from) reply.msgs[key] = log.read(from);
  }
  co_return reply;
}

sim::Task<sim::Result<wire::CommitOffsetsOk>> KafkaLinKv::commit(const wire::CommitOffsets& m) {
  for (const auto& [key, offset] : m.offsets) {
    if (commits_.commit(key, offset)) spawn(store_commits(kafka::OwnCommits::shard_of(key)));
  }
  const bool done =
      co_await until([this, &m] { return commits_.has_stored(m.offsets); }, kAnswerWithin);
  if (!done) co_return sim::Error{sim::ErrorCode::timeout, "lin-kv has not answered"};
  co_return wire::CommitOffsetsOk{};
}

sim::Task<void> KafkaLinKv::store_commits(kafka::OwnCommits::Shard shard) {
  while (const auto next = commits_.next(shard)) {
    const auto& held = commits_.held(shard);
    const boost::json::value from = held.empty() ? boost::json::value() : sim::codec::to_json(held);
    const service::Cas step{committed_cell(id(), shard), from, sim::codec::to_json(*next), true};
    bool is_stored = false;
    bool is_other = false;
    for (Timeout timeout; !is_stored && !is_other;) {
      const auto stored = co_await rpc(sim::kLinKv, step, timeout.next());
      is_stored = stored.has_value();
      is_other = !stored && stored.error().code == sim::ErrorCode::precondition_failed;
    }
    if (is_stored) {
      commits_.stored(shard, *next);
      continue;
    }
    // An earlier try has succeeded, or one of an earlier life.
    auto reading = read_committed(id(), shard);
    commits_.found(shard, co_await reading);
  }
}

sim::Task<sim::Result<wire::ListCommittedOffsetsOk>> KafkaLinKv::list(
    const wire::ListCommittedOffsets& m) {
  std::set<kafka::OwnCommits::Shard> shards;
  for (const std::string& key : m.keys) shards.insert(kafka::OwnCommits::shard_of(key));
  // What an earlier life has committed this one may not know.
  const bool asks_itself = epoch() > 1;
  const std::size_t asked = asks_itself ? nodes().size() : nodes().size() - 1;
  const auto missing = std::make_shared<std::size_t>(shards.size() * asked);
  const auto committed = std::make_shared<kafka::Offsets>();
  for (const auto shard : shards) {
    for (const sim::NodeId peer : peers()) spawn(ask_committed(peer, shard, committed, missing));
    if (asks_itself) spawn(ask_committed(id(), shard, committed, missing));
  }
  if (*missing > 0) {
    const bool done = co_await until([left = missing.get()] { return *left == 0; }, kAnswerWithin);
    if (!done) {
      co_return sim::Error{sim::ErrorCode::temporarily_unavailable, "lin-kv has not answered"};
    }
  }
  for (const auto shard : shards) raise(*committed, commits_.held(shard));
  wire::ListCommittedOffsetsOk reply;
  for (const std::string& key : m.keys) {
    const auto found = committed->find(key);
    if (found != committed->end()) reply.offsets.insert(*found);
  }
  co_return reply;
}

sim::Task<kafka::Offsets> KafkaLinKv::read_committed(sim::NodeId node,
                                                     kafka::OwnCommits::Shard shard) {
  const service::Read read{committed_cell(node, shard)};
  for (Timeout timeout;;) {
    const auto held = co_await rpc(sim::kLinKv, read, timeout.next());
    if (!held && held.error().code != sim::ErrorCode::key_does_not_exist) continue;
    kafka::Offsets offsets;
    if (held) {
      if (const auto complaint = sim::codec::from_json(held->value, offsets)) {
        throw std::runtime_error("a cell of commits holds no offsets: " + complaint->text());
      }
    }
    co_return offsets;
  }
}

sim::Task<void> KafkaLinKv::ask_committed(sim::NodeId node, kafka::OwnCommits::Shard shard,
                                          std::shared_ptr<kafka::Offsets> into, Missing missing) {
  auto reading = read_committed(node, shard);
  const kafka::Offsets offsets = co_await reading;
  raise(*into, offsets);
  --*missing;
}

}  // namespace eddy::nodes
