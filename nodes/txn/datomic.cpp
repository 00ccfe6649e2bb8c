#include "nodes/txn/datomic.h"

#include <fmt/format.h>

#include <algorithm>

#include "eddy/sim/format.h"
#include "nodes/durable/epoch.h"
#include "nodes/shown.h"

namespace eddy::nodes::txn {

using sim::Error;
using sim::ErrorCode;
using sim::txn::Txn;
using sim::txn::TxnOk;
namespace kv = sim::lin_kv;

namespace {

const char* const kRoot = "root";

sim::NodeId service() { return *sim::NodeId::parse("lin-kv"); }
std::string index_key(const std::string& name) { return "index/" + name; }
std::string value_key(const std::string& name) { return "value/" + name; }
boost::json::value text(const std::string& name) { return boost::json::value(name); }

}  // namespace

// One transaction of a node at a time: its place in the queue.
class Datomic::Turn {
 public:
  Turn(std::deque<std::uint64_t>& turns, std::uint64_t number) : turns_(turns), number_(number) {
    turns_.push_back(number);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { turns_.erase(std::find(turns_.begin(), turns_.end(), number_)); }

 private:
  std::deque<std::uint64_t>& turns_;
  std::uint64_t number_;
};

Datomic::Datomic(sim::Host& host) : DurableNode(host) { on(&Datomic::txn); }

sim::Task<void> Datomic::prepare() {
  last_number_ = durable::first_number_of(epoch());
  co_return;
}

void Datomic::show(boost::json::object& state) const {
  state["root"] = latest_.root.empty() ? boost::json::value() : text(latest_.root);
  state["values"] = shown_map(values_, [](const Named& seen) { return shown_value(seen.value); });
  if (!turns_.empty()) state["under_way"] = turns_.size();
}

sim::Task<Datomic::Outcome> Datomic::txn(const Txn& m) {
  const auto ops = parse(m.txn);
  if (!ops) co_return ops.error();
  auto preparing = prepared();
  co_await preparing;
  auto task = execute(*ops);
  co_return co_await task;
}

sim::Task<Datomic::Outcome> Datomic::execute(const std::vector<MicroOp>& wanted) {
  const std::uint64_t place = ++last_number_;
  const Turn turn(turns_, place);
  const sim::Time begin = now();
  const bool may_begin =
      co_await until([this, place] { return turns_.front() == place; }, kLastAttempt);
  if (!may_begin) co_return Error{ErrorCode::txn_conflict, "others were before it"};
  end_of_turn_ = begin + kLongestTurn;
  for (sim::Duration pause = kFirstPause; now() < begin + kLastAttempt;
       pause = std::min(2 * pause, kLongestPause)) {
    auto task = attempt(wanted, place);
    const auto done = co_await task;
    if (!done) co_return done.error();
    if (*done) co_return TxnOk{to_json(**done)};
    // Whoever was overtaken by a crowd waits a little, each another while.
    const auto most = static_cast<std::uint64_t>(pause.count());
    co_await sleep(sim::Duration(static_cast<sim::Duration::rep>(random().below(most))));
  }
  co_return Error{ErrorCode::txn_conflict, "others have been faster each time"};
}

sim::Task<sim::Result<std::optional<std::vector<MicroOp>>>> Datomic::attempt(
    std::vector<MicroOp> ops, std::uint64_t number) {
  auto reading = current();
  const auto before = co_await reading;
  if (!before) co_return before.error();
  auto loading = load(before->index, ops);
  const auto loaded = co_await loading;
  if (!loaded) co_return loaded.error();

  std::map<std::string, boost::json::value> writes;
  for (MicroOp& op : ops) {
    const auto own = writes.find(op.name);
    const bool is_known = before->index.values.contains(op.name);
    const auto seen = [&] {
      if (own != writes.end()) return own->second;
      return is_known ? values_.at(op.name).value : boost::json::value();
    };
    if (op.f == MicroOp::F::read) {
      op.value = seen();
    } else {
      writes[op.name] = op.f == MicroOp::F::write ? op.value : appended(seen(), op.value);
    }
  }
  if (writes.empty()) co_return std::optional(std::move(ops));

  State after{new_name(), before->index};
  after.index.last_txn[id()] = number;
  std::vector<Named> news;
  for (auto& [key, value] : writes) {
    const std::string name = new_name();
    after.index.values[key] = name;
    news.push_back({value_key(name), value});
  }
  news.push_back({index_key(after.root), sim::codec::to_json(after.index)});
  auto storing = store(news);
  const auto stored = co_await storing;
  if (!stored) co_return stored.error();
  auto moving = move_root(before->root, after.root, number);
  switch (co_await moving) {
    case Move::overtaken:
      co_return std::nullopt;
    case Move::unknown:
      co_return Error{ErrorCode::timeout, "lin-kv did not say whether the root has moved"};
    case Move::done:
      break;
  }
  co_return std::optional(std::move(ops));
}

sim::Task<sim::Result<Datomic::State>> Datomic::current() {
  auto reading_root = get(kRoot);
  const Stored root = co_await reading_root;
  if (!root) co_return root.error();
  if (root->is_null()) co_return State{};
  const std::string name(std::string_view(root->as_string()));
  if (latest_.root != name) {
    auto reading_index = get(index_key(name));
    const Stored stored = co_await reading_index;
    if (!stored) co_return stored.error();
    State read{name, {}};
    if (auto complaint = sim::codec::from_json(*stored, read.index)) {
      co_return Error{ErrorCode::abort, complaint->text()};
    }
    latest_ = std::move(read);
  }
  co_return latest_;
}

sim::Task<sim::Result<void>> Datomic::load(const Index& index, const std::vector<MicroOp>& ops) {
  for (const MicroOp& op : ops) {
    const auto wanted = index.values.find(op.name);
    if (wanted == index.values.end()) continue;
    const auto known = values_.find(op.name);
    if (known != values_.end() && known->second.name == wanted->second) continue;
    auto reading = get(value_key(wanted->second));
    const Stored value = co_await reading;
    if (!value) co_return value.error();
    values_[op.name] = {wanted->second, *value};
  }
  co_return sim::Result<void>();
}

// All at once; what was lost again, for writing an immutable value twice does no harm.
sim::Task<sim::Result<void>> Datomic::store(const std::vector<Named>& news) {
  std::vector<const Named*> left;
  for (const Named& one : news) left.push_back(&one);
  for (;;) {
    std::vector<sim::RpcCall<kv::WriteOk>> calls;
    for (const Named* one : left) {
      const kv::Write write{text(one->name), one->value};
      calls.push_back(rpc(service(), write, patience_.wait()));
    }
    const auto answers = co_await sim::Quorum(std::move(calls), left.size());
    std::vector<const Named*> lost;
    for (const auto& failure : answers.failures) lost.push_back(left[failure.call]);
    left = std::move(lost);
    if (left.empty()) co_return sim::Result<void>();
    patience_.unanswered();
    // Nothing refers to them, so nothing has happened.
    if (now() >= end_of_turn_) co_return Error{ErrorCode::abort, "lin-kv stores no new values"};
  }
}

sim::Task<Datomic::Move> Datomic::move_root(const std::string& from, const std::string& to,
                                            std::uint64_t number) {
  kv::Cas cas{text(kRoot), from.empty() ? boost::json::value() : text(from), text(to), {}};
  if (from.empty()) cas.create_if_not_exists = true;
  auto asking = ask(cas);
  const auto reply = co_await asking;
  if (reply) co_return Move::done;
  if (reply.error().code != ErrorCode::precondition_failed) co_return Move::unknown;
  auto reading = current();
  const auto now_there = co_await reading;
  if (!now_there) co_return Move::unknown;
  const auto mine = now_there->index.last_txn.find(id());
  const bool is_in = mine != now_there->index.last_txn.end() && mine->second >= number;
  co_return is_in ? Move::done : Move::overtaken;
}

template <class M>
sim::Task<sim::Result<typename M::Reply>> Datomic::ask(const M& message) {
  for (;;) {
    const sim::Time sent = now();
    auto reply = co_await host().rpc(service(), message, patience_.wait());
    if (reply || reply.error().code != ErrorCode::timeout) {
      patience_.answered(now() - sent);
      co_return reply;
    }
    patience_.unanswered();
    if (now() >= end_of_turn_) co_return reply;
  }
}

sim::Task<Datomic::Stored> Datomic::get(std::string key) {
  const kv::Read read{text(key)};
  auto asking = ask(read);
  auto reply = co_await asking;
  if (reply) co_return std::move(reply->value);
  if (reply.error().code == ErrorCode::key_does_not_exist) co_return boost::json::value();
  co_return Error{ErrorCode::abort, "lin-kv does not answer"};
}

std::string Datomic::new_name() {
  return fmt::format("{}-{}-{}", id().name(), epoch(), ++last_name_);
}

}  // namespace eddy::nodes::txn
