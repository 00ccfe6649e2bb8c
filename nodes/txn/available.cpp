#include "nodes/txn/available.h"

#include <algorithm>
#include <utility>

#include "eddy/sim/format.h"
#include "nodes/shown.h"
#include "nodes/txn/micro_op.h"

namespace eddy::nodes::txn {

using sim::txn::Txn;
using sim::txn::TxnOk;

Available::Available(sim::Host& host) : Node(host) {
  on(&Available::txn);
  on(&Available::updates);
  on(&Available::taken);
  for (const sim::NodeId peer : peers()) outboxes_[peer];
  every(kBetweenLooks, [this] { tell_again(); });
}

std::optional<boost::json::array> Available::versions(const boost::json::value& key) const {
  return registers_.all(sim::to_text(key));
}

std::optional<boost::json::value> Available::state() const {
  std::map<sim::NodeId, std::size_t> unacknowledged;
  for (const auto& [peer, outbox] : outboxes_) {
    if (outbox.size() > 0) unacknowledged[peer] = outbox.size();
  }
  boost::json::object state{{"clock", registers_.next_time() - 1}, {"values", registers_.shown()}};
  if (!unacknowledged.empty()) {
    state["unacknowledged"] = shown_map(unacknowledged, [](std::size_t count) { return count; });
  }
  return state;
}

sim::Result<TxnOk> Available::txn(const Txn& m) {
  auto ops = parse(m.txn);
  if (!ops) return ops.error();
  const std::uint64_t time = registers_.next_time();
  std::vector<Write> writes;
  for (MicroOp& op : *ops) {
    if (op.f == MicroOp::F::append) {
      return sim::Error{sim::ErrorCode::not_supported, "registers have no append"};
    }
    if (op.f == MicroOp::F::read) {
      op.value = registers_.read(op.name);
    } else {
      writes.push_back({op.name, {time, id(), writes.size()}, op.value});
      registers_.take(writes.back());
    }
  }
  std::vector<Outbox::Number> numbers;
  for (std::vector<Write>& visible_together : publish(std::move(writes))) {
    numbers.push_back(static_cast<Outbox::Number>(own_.size()));
    own_.push_back({numbers.back(), std::move(visible_together)});
  }
  for (auto& [peer, outbox] : outboxes_) {
    outbox.sent(numbers, now());
    for (const Outbox::Number& number : numbers) tell(peer, {&number, 1});
  }
  return TxnOk{to_json(*ops)};
}

void Available::updates(const Updates& m, sim::NodeId from) {
  UpdatesTaken taken{m.sent, {}};
  for (const Update& update : m.updates) {
    for (const Write& write : update.writes) registers_.take(write);
    taken.numbers.push_back(update.number);
  }
  send(from, std::move(taken));
}

void Available::taken(const UpdatesTaken& m, sim::NodeId from) {
  const auto outbox = outboxes_.find(from);
  if (outbox == outboxes_.end()) return;
  outbox->second.answered(sim::Time(sim::Duration(m.sent)), now());
  outbox->second.acknowledge(m.numbers);
}

void Available::tell(sim::NodeId peer, std::span<const Outbox::Number> numbers) {
  Updates message{sim::nanoseconds(now()), {}};
  for (const Outbox::Number number : numbers) message.updates.push_back(own_[number]);
  send(peer, std::move(message));
}

void Available::tell_again() {
  for (auto& [peer, outbox] : outboxes_) {
    const auto due = outbox.due();
    if (!due || *due > now()) continue;
    const std::vector<Outbox::Number> overdue = outbox.take_overdue(now());
    if (!overdue.empty()) tell(peer, overdue);
  }
}

std::vector<std::vector<Write>> ReadCommitted::publish(std::vector<Write> writes) const {
  std::vector<Write> last;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const auto later = writes.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    const bool is_overwritten = std::any_of(
        later, writes.end(), [&](const Write& other) { return other.key == writes[i].key; });
    if (!is_overwritten) last.push_back(writes[i]);
  }
  if (last.empty()) return {};
  return {std::move(last)};
}

std::vector<std::vector<Write>> ReadUncommitted::publish(std::vector<Write> writes) const {
  std::vector<std::vector<Write>> each;
  for (Write& write : writes) each.push_back({std::move(write)});
  return each;
}

}  // namespace eddy::nodes::txn
