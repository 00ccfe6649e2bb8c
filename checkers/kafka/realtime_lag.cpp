#include "checkers/kafka/realtime_lag.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace eddy::checkers::kafka {

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kBeginning = -1;

// A key's log was known to reach this offset from this time on.
struct Reached {
  std::int64_t offset;
  std::int64_t time;
};

// The positions of a process, and since when each was no longer the end of its log.
class Positions {
 public:
  struct Position {
    std::int64_t offset;
    std::int64_t behind_since;
  };

  std::optional<Position> find(KeyId key) const {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    return found->second;
  }
  void set(KeyId key, Position position) {
    const auto [at, is_new] = by_key_.try_emplace(key, position);
    if (!is_new) {
      behind_.erase({at->second.behind_since, key});
      at->second = position;
    }
    behind_.emplace(position.behind_since, key);
  }
  bool empty() const { return behind_.empty(); }
  // The one that has been behind for longest.
  std::pair<std::int64_t, KeyId> worst() const { return *behind_.begin(); }

 private:
  boost::unordered_flat_map<KeyId, Position> by_key_;  // looked up by key only
  std::set<std::pair<std::int64_t, KeyId>> behind_;
};

class Lags {
 public:
  explicit Lags(const Operations& operations) : operations_(operations) {
    reached_.resize(operations.keys.size());
    for (const Operation& operation : operations.all) {
      if (operation.completion == nullptr || operation.outcome == OpType::fail) continue;
      for (const auto records : {operations.sends_of(operation), operations.polls_of(operation)}) {
        for (const Record& record : records) reach(record, operation.completion->time);
      }
    }
  }

  std::optional<RealtimeLag> worst() {
    std::optional<RealtimeLag> worst;
    for (OperationId id = 0; id < operations_.all.size(); ++id) {
      const Operation& operation = operations_.all[id];
      if (operation.outcome != OpType::ok) continue;
      Positions& positions = processes_[operation.op().process];
      if (operation.kind == Kind::assignment) {
        assign(positions, operation);
      } else if (operation.kind == Kind::transaction && operation.op().f != "send") {
        if (!worst) worst.emplace();
        advance(positions, operation);
        if (positions.empty()) continue;
        const auto [since, key] = positions.worst();
        const std::int64_t now = operation.invocation->time;
        if (since >= now || now - since <= worst->lag) continue;
        *worst = {now - since, key, id};
      }
    }
    return worst;
  }

 private:
  void reach(const Record& record, std::int64_t time) {
    if (!record.offset) return;
    std::vector<Reached>& reached = reached_[record.key];
    if (reached.empty() || reached.back().offset < *record.offset) {
      reached.push_back({*record.offset, time});
    }
  }

  // Since when the log is known to go on beyond that offset.
  std::int64_t beyond(KeyId key, std::int64_t offset) const {
    const std::vector<Reached>& reached = reached_[key];
    const auto next = std::upper_bound(
        reached.begin(), reached.end(), offset,
        [](std::int64_t wanted, const Reached& known) { return wanted < known.offset; });
    return next == reached.end() ? kNever : next->time;
  }

  void assign(Positions& positions, const Operation& operation) const {
    const Positions before = std::exchange(positions, Positions());
    if (operation.op().f == "subscribe") return;
    for (const KeyId key : operations_.keys_of(operation)) {
      const auto known = before.find(key);
      positions.set(key, known.value_or(Positions::Position{kBeginning, beyond(key, kBeginning)}));
    }
  }

  void advance(Positions& positions, const Operation& operation) const {
    for (const auto records : {operations_.sends_of(operation), operations_.polls_of(operation)}) {
      for (const Record& record : records) {
        if (!record.offset) continue;
        const auto known = positions.find(record.key);
        if (known && known->offset >= *record.offset) continue;
        positions.set(record.key, {*record.offset, beyond(record.key, *record.offset)});
      }
    }
  }

  const Operations& operations_;
  std::vector<std::vector<Reached>> reached_;  // by key, rising
  std::map<std::int64_t, Positions> processes_;
};

}  // namespace

std::optional<RealtimeLag> worst_realtime_lag(const Operations& operations) {
  return Lags(operations).worst();
}

}  // namespace eddy::checkers::kafka
