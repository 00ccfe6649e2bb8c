#include "nodes/kafka/single.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "nodes/shown.h"

namespace eddy::nodes {

namespace wire = sim::kafka;

namespace {

// Something that has changed: a message that was appended, or offsets that were committed.
struct Change {
  std::optional<std::string> key;
  boost::json::value message;
  kafka::Offsets committed;
};
BOOST_DESCRIBE_STRUCT(Change, (), (key, message, committed))

std::string encoded(const Change& change) {
  return boost::json::serialize(sim::codec::to_json(change));
}

}  // namespace

KafkaSingle::KafkaSingle(sim::Host& host) : DurableNode(host), journal_(host) {
  on(&KafkaSingle::append);
  on(&KafkaSingle::poll);
  on(&KafkaSingle::commit);
  on(&KafkaSingle::list);
}

sim::Task<void> KafkaSingle::prepare() {
  auto opening = journal_.open_whole();
  const std::vector<std::string> records = co_await opening;
  for (const std::string& record : records) {
    Change change;
    if (const auto complaint = sim::codec::from_json(boost::json::parse(record), change))
      throw std::runtime_error("a record of the journal: " + complaint->text());
    if (change.key) logs_[*change.key].append(std::move(change.message));
    committed_.commit(change.committed);
  }
}

void KafkaSingle::show(boost::json::object& state) const {
  const auto end = [](const kafka::Log& log) { return log.end(); };
  state["end"] = shown_map(logs_, end, logs_.find(latest_));
  state["committed"] = committed_.shown();
  journal_.show(state);
}

sim::Task<sim::Result<wire::SendOk>> KafkaSingle::append(const wire::Send& m) {
  auto preparing = prepared();
  co_await preparing;
  const kafka::Offset offset = logs_[m.key].append(m.msg);
  latest_ = m.key;
  journal_.append(encoded({m.key, m.msg, {}}));
  auto saving = journal_.all_safe();
  co_await saving;
  co_return wire::SendOk{offset};
}

sim::Task<sim::Result<wire::PollOk>> KafkaSingle::poll(const wire::Poll& m) {
  auto preparing = prepared();
  co_await preparing;
  wire::PollOk reply;
  for (const auto& [key, from] : m.offsets) {
    const auto log = logs_.find(key);
    if (log == logs_.end() || log->second.end() <= from) continue;
    reply.msgs[key] = log->second.read(from);
  }
  auto saving = journal_.all_safe();
  co_await saving;
  co_return reply;
}

sim::Task<sim::Result<wire::CommitOffsetsOk>> KafkaSingle::commit(const wire::CommitOffsets& m) {
  auto preparing = prepared();
  co_await preparing;
  committed_.commit(m.offsets);
  journal_.append(encoded({std::nullopt, nullptr, m.offsets}));
  auto saving = journal_.all_safe();
  co_await saving;
  co_return wire::CommitOffsetsOk{};
}

sim::Task<sim::Result<wire::ListCommittedOffsetsOk>> KafkaSingle::list(
    const wire::ListCommittedOffsets& m) {
  auto preparing = prepared();
  co_await preparing;
  const wire::ListCommittedOffsetsOk reply{committed_.of(m.keys)};
  auto saving = journal_.all_safe();
  co_await saving;
  co_return reply;
}

}  // namespace eddy::nodes
