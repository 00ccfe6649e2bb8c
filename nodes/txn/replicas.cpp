#include "nodes/txn/replicas.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "nodes/shown.h"

namespace eddy::nodes::txn {

Replicas::Replicas(sim::Host& host) : Primary(host) {
  on(&Replicas::arrived);
  on(&Replicas::behind);
  if (is_primary()) return;
  every(kBetweenQuestions, [this] { send(primary(), Behind{taken_}); });
}

void Replicas::show(boost::json::object& state) const {
  Primary::show(state);
  if (is_primary()) return;
  state["commit"] = taken_;
  if (!taken_early_.empty()) state["early"] = shown_list(taken_early_);
  if (!waiting_.empty()) state["waiting"] = waiting_.size();
  state["values"] = store().shown();
}

void Replicas::committed(const Transaction& txn, Number number) {
  Commit commit{number, {}, txn.writes};
  std::set<Number> relied_on;
  for (const std::string& key : txn.reads) relied_on.insert(store().read_commit(key, number - 1));
  for (const auto& [key, value] : txn.writes) {
    relied_on.insert(store().read_commit(key, number - 1));
  }
  relied_on.erase(0);
  commit.relies_on.assign(relied_on.begin(), relied_on.end());
  log_.push_back(commit);
  const sim::BodyPtr news = host().share(Committed{{std::move(commit)}});
  for (const sim::NodeId peer : peers()) host().send(peer, news);
}

std::optional<Primary::Outcome> Replicas::answer_alone(const std::vector<MicroOp>& ops) {
  if (!is_read_only(ops)) return std::nullopt;
  std::vector<MicroOp> done = ops;
  for (MicroOp& op : done) op.value = store().read(op.name, std::numeric_limits<Number>::max());
  return sim::txn::TxnOk{to_json(done)};
}

void Replicas::arrived(const Committed& m) {
  for (const Commit& commit : m.commits) {
    if (!has_taken(commit.number)) waiting_.try_emplace(commit.number, commit);
  }
  take(waiting_);
}

void Replicas::behind(const Behind& m, sim::NodeId from) {
  if (!is_primary() || m.last >= log_.size()) return;
  const auto first = log_.begin() + static_cast<std::ptrdiff_t>(m.last);
  const std::size_t count = std::min(kMostCommits, log_.size() - static_cast<std::size_t>(m.last));
  send(from, Committed{{first, first + static_cast<std::ptrdiff_t>(count)}});
}

void Replicas::take(Waiting& waiting) {
  while (!waiting.empty() && waiting.begin()->first == taken_ + 1) {
    take(waiting.begin()->second);
    waiting.erase(waiting.begin());
  }
}

void Replicas::take(const Commit& commit) {
  for (const auto& [key, value] : commit.writes) store().install(key, commit.number, value);
  taken_early_.insert(commit.number);
  while (taken_early_.erase(taken_ + 1) > 0) ++taken_;
}

bool Replicas::has_taken(Number number) const {
  return number <= taken_ || taken_early_.contains(number);
}

}  // namespace eddy::nodes::txn
