#include "nodes/txn/primary.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <utility>

#include "eddy/sim/format.h"
#include "nodes/durable/epoch.h"

namespace eddy::nodes::txn {

using sim::Error;
using sim::ErrorCode;
using sim::txn::Txn;
using sim::txn::TxnOk;

Primary::Primary(sim::Host& host) : DurableNode(host), journal_(host) {
  on(&Primary::txn);
  on(&Primary::forwarded);
}

sim::Task<void> Primary::prepare() {
  last_serial_ = durable::first_number_of(epoch());
  if (!is_primary()) co_return;
  auto opening = journal_.open_whole();
  const std::vector<std::string> records = co_await opening;
  for (const std::string& record : records) {
    Saved saved;
    if (const auto complaint = sim::codec::from_json(boost::json::parse(record), saved))
      throw std::runtime_error("a record of the journal: " + complaint->text());
    redo(saved);
  }
}

void Primary::redo(const Saved& saved) {
  last_commit_ = saved.number;
  Transaction done;
  done.writes = saved.writes;
  for (const auto& [key, value] : done.writes) store_.install(key, saved.number, value);
  committed(done, saved.number);
  const Origin& origin = saved.origin;
  if (origin.serial == 0) return;
  sessions_.open(origin.from, origin.serial, origin.oldest);
  sessions_.settle(origin.from, origin.serial, TxnOk{saved.outcome});
}

std::optional<boost::json::array> Primary::versions(const boost::json::value& key) const {
  if (!is_primary()) return std::nullopt;
  return store_.all(sim::to_text(key));
}

void Primary::show(boost::json::object& state) const {
  if (is_primary()) {
    state["commit"] = last_commit_;
    state["values"] = store_.shown();
  }
  if (!unanswered_.empty()) state["forwarded"] = unanswered_.size();
  journal_.show(state);
}

boost::json::value Primary::look_up(const Transaction& txn, const std::string& key) const {
  return store_.read(key, txn.snapshot);
}

void Primary::put(Transaction& txn, const std::string& key, boost::json::value value) {
  txn.writes[key] = std::move(value);
}

bool Primary::may_commit(const Transaction& txn) const {
  const auto changed = [&](const std::string& key) { return has_changed(txn, key); };
  return std::none_of(txn.reads.begin(), txn.reads.end(), changed) &&
         std::none_of(txn.writes.begin(), txn.writes.end(),
                      [&](const auto& write) { return changed(write.first); });
}

bool Primary::commit(const Transaction& txn) {
  if (txn.writes.empty()) return true;
  if (!may_commit(txn)) return false;
  install(txn);
  return true;
}

void Primary::install(const Transaction& txn) {
  const Number number = next_commit();
  for (const auto& [key, value] : txn.writes) store_.install(key, number, value);
  committing_.number = number;
  committing_.writes = txn.writes;
  journal_.append(boost::json::serialize(sim::codec::to_json(committing_)));
  committed(txn, number);
}

std::optional<Primary::Outcome> Primary::answer_alone(const std::vector<MicroOp>& /*ops*/) {
  return std::nullopt;
}

sim::Task<Primary::Outcome> Primary::txn(const Txn& m) {
  auto preparing = prepared();
  co_await preparing;
  if (is_primary()) {
    auto task = execute(m.txn, {id(), 0, 0});
    co_return co_await task;
  }
  const auto ops = parse(m.txn);
  if (!ops) co_return ops.error();
  std::optional<Outcome> alone = answer_alone(*ops);
  if (alone) co_return std::move(*alone);
  auto task = forward(m.txn);
  co_return co_await task;
}

sim::Task<Primary::Outcome> Primary::forward(const boost::json::array& txn) {
  const std::uint64_t serial = ++last_serial_;
  unanswered_.insert(serial);
  const Forwarded message{serial, *unanswered_.begin(), txn};
  Outcome outcome = Error{ErrorCode::timeout, "the primary does not answer"};
  const sim::Time give_up = now() + kLongestForward;
  while (now() < give_up) {
    const sim::Time sent = now();
    outcome = co_await rpc(primary(), message, patience_.wait());
    if (outcome || outcome.error().code != ErrorCode::timeout) {
      patience_.answered(now() - sent);
      break;
    }
    patience_.unanswered();
  }
  unanswered_.erase(serial);
  co_return outcome;
}

sim::Task<Primary::Outcome> Primary::forwarded(const Forwarded& m, sim::NodeId from) {
  using Standing = Sessions<Outcome>::Standing;
  auto preparing = prepared();
  co_await preparing;
  const Standing standing = sessions_.open(from, m.serial, m.oldest);
  if (standing == Standing::fresh) {
    auto task = execute(m.txn, {from, m.serial, m.oldest});
    Outcome outcome = co_await task;
    sessions_.settle(from, m.serial, outcome);
    co_return outcome;
  }
  if (standing == Standing::under_way) {
    const std::uint64_t serial = m.serial;
    co_await until([this, from, serial] { return sessions_.outcome(from, serial) != nullptr; },
                   Patience::kMost);
  }
  const Outcome* outcome = sessions_.outcome(from, m.serial);
  if (outcome == nullptr) co_return Error{ErrorCode::timeout, "not done in time"};
  co_return *outcome;
}

sim::Task<Primary::Outcome> Primary::execute(const boost::json::array& txn, Origin origin) {
  const auto parsed = parse(txn);
  if (!parsed) co_return parsed.error();
  for (int attempted = 1; attempted <= attempts(); ++attempted) {
    std::vector<MicroOp> ops = *parsed;
    const bool is_last_of_several = attempted > 1 && attempted == attempts();
    auto task = attempt(ops, is_last_of_several ? Pace::at_once : Pace::working, origin);
    const bool done = co_await task;
    if (done) {
      auto saving = journal_.all_safe();
      co_await saving;
      co_return TxnOk{to_json(ops)};
    }
    auto pause = take_up_to(attempted * kMostWork);
    co_await pause;
  }
  co_return Error{ErrorCode::txn_conflict, "others have written what this transaction relies on"};
}

sim::Task<bool> Primary::attempt(std::vector<MicroOp>& ops, Pace pace, Origin origin) {
  Transaction txn;
  txn.snapshot = last_commit_;
  for (MicroOp& op : ops) {
    if (pace == Pace::working) {
      auto step = take_up_to(kMostWork);
      co_await step;
    }
    const auto own = txn.writes.find(op.name);
    const auto current = [&] {
      return own == txn.writes.end() ? look_up(txn, op.name) : own->second;
    };
    if (op.f == MicroOp::F::read) {
      op.value = current();
      if (own == txn.writes.end()) txn.reads.insert(op.name);
    } else {
      put(txn, op.name, op.f == MicroOp::F::write ? op.value : appended(current(), op.value));
    }
  }
  committing_ = {0, {}, origin, to_json(ops)};
  co_return commit(txn);
}

sim::Task<void> Primary::take_up_to(sim::Duration most) {
  const auto bound = static_cast<std::uint64_t>(most.count());
  co_await sleep(sim::Duration(static_cast<sim::Duration::rep>(random().below(bound))));
}

}  // namespace eddy::nodes::txn
