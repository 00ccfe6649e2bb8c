#include "checkers/transactional/commits/commit_search.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_set>

namespace eddy::checkers {

namespace {

using PlacedSet = std::vector<std::uint64_t>;

struct PlacedSetHash {
  std::size_t operator()(const PlacedSet& set) const {
    std::uint64_t hash = 0x9e3779b97f4a7c15U;
    for (const std::uint64_t word : set) {
      hash ^= word;
      hash *= 0xff51afd7ed558ccdU;
      hash ^= hash >> 32U;
    }
    return static_cast<std::size_t>(hash);
  }
};

// What has been placed, and what that allows.
class Placement {
 public:
  Placement(const CommitPoints& all, const std::vector<ForcedStep>& steps)
      : all_(all),
        before_(all.points.size()),
        after_(all.points.size()),
        missing_(all.points.size()),
        placed_(all.points.size()),
        readers_(all.points.size()),
        waiting_(all.writers.size()),
        holders_(all.writers.size()) {
    for (const ForcedStep& p : steps) {
      before_[p.after].push_back(p.before);
      after_[p.before].push_back(p.after);
      ++missing_[p.after];
    }
    for (const CommitPoint& point : all.points) {
      for (const PointRead& read : point.reads) {
        if (read.writer == kInitialState) {
          ++waiting_[read.key];
        } else {
          ++readers_[read.writer][read.key];
        }
      }
    }
  }

  bool placed(std::size_t point) const { return placed_[point]; }

  bool can_place(std::size_t point) const {
    return !placed_[point] && missing_[point] == 0 && !reader_barring(point) &&
           !holder_barring(point);
  }

  // Whether placing it can only help what is left.
  bool harmless(std::size_t point) const {
    return all_.points[point].writes.empty() &&
           !(all_.exclusive && all_.points[point].kind == PointKind::snapshot);
  }

  void place(std::size_t point) {
    const CommitPoint& p = all_.points[point];
    for (const std::size_t later : after_[point]) --missing_[later];
    for (const PointRead& read : p.reads) --waiting_[read.key];
    for (const std::size_t key : p.writes) waiting_[key] += readers_of(point, key);
    if (all_.exclusive) hold(point, p.kind);
    placed_[point] = true;
    order_.push_back(point);
  }

  void take_back() {
    const std::size_t point = order_.back();
    const CommitPoint& p = all_.points[point];
    order_.pop_back();
    placed_[point] = false;
    if (all_.exclusive) unhold(point, p.kind);
    for (const std::size_t key : p.writes) waiting_[key] -= readers_of(point, key);
    for (const PointRead& read : p.reads) ++waiting_[read.key];
    for (const std::size_t later : after_[point]) ++missing_[later];
  }

  const std::vector<std::size_t>& order() const { return order_; }

  // REQUIRES: it is not placed and cannot be.
  Unplaceable why_not(std::size_t point) const {
    for (const std::size_t earlier : before_[point]) {
      if (!placed_[earlier]) return {point, Obstacle::predecessor, earlier, 0};
    }
    if (const auto key = reader_barring(point))
      return {point, Obstacle::reader, reader_left(point, *key), *key};
    const auto key = holder_barring(point);
    return {point, Obstacle::overlap, all_.of_txn[*holders_[*key]].last, *key};
  }

 private:
  std::size_t readers_of(std::size_t writer, std::size_t key) const {
    const auto found = readers_[writer].find(key);
    return found == readers_[writer].end() ? 0 : found->second;
  }

  // A key that it would overwrite while others have still to read it.
  std::optional<std::size_t> reader_barring(std::size_t point) const {
    const CommitPoint& p = all_.points[point];
    for (const std::size_t key : p.writes) {
      const auto own = std::count_if(p.reads.begin(), p.reads.end(),
                                     [key](const PointRead& read) { return read.key == key; });
      if (waiting_[key] > static_cast<std::size_t>(own)) return key;
    }
    return std::nullopt;
  }

  std::size_t reader_left(std::size_t point, std::size_t key) const {
    for (std::size_t i = 0; i < all_.points.size(); ++i) {
      if (placed_[i] || i == point) continue;
      for (const PointRead& read : all_.points[i].reads) {
        if (read.key == key && (read.writer == kInitialState || placed_[read.writer])) return i;
      }
    }
    return kNever;
  }

  const std::vector<std::size_t>& keys_of_txn(std::size_t point) const {
    return all_.points[all_.of_txn[all_.points[point].txn].last].writes;
  }

  // A key of its transaction that another one has to itself.
  std::optional<std::size_t> holder_barring(std::size_t point) const {
    if (!all_.exclusive || all_.points[point].kind == PointKind::commit) return std::nullopt;
    for (const std::size_t key : keys_of_txn(point)) {
      if (holders_[key]) return key;
    }
    return std::nullopt;
  }

  void hold(std::size_t point, PointKind kind) {
    if (kind == PointKind::whole) return;
    for (const std::size_t key : keys_of_txn(point)) {
      holders_[key] =
          kind == PointKind::snapshot ? std::optional(all_.points[point].txn) : std::nullopt;
    }
  }

  void unhold(std::size_t point, PointKind kind) {
    hold(point, kind == PointKind::snapshot ? PointKind::commit
                : kind == PointKind::commit ? PointKind::snapshot
                                            : kind);
  }

  const CommitPoints& all_;
  std::vector<std::vector<std::size_t>> before_;
  std::vector<std::vector<std::size_t>> after_;
  std::vector<std::size_t> missing_;  // how many that must come before are not placed
  std::vector<bool> placed_;
  std::vector<std::map<std::size_t, std::size_t>> readers_;  // of a point's write, by key: how many
  std::vector<std::size_t> waiting_;  // reads, not placed, of what each key holds now
  std::vector<std::optional<std::size_t>> holders_;  // the transaction that has a key to itself
  std::vector<std::size_t> order_;
};

class PartSearch {
 public:
  PartSearch(Placement& placement, const std::vector<std::size_t>& part, StepMeter& meter,
             std::size_t& bytes)
      : placement_(placement), part_(part), meter_(meter), bytes_(bytes) {}

  Possibility run() {
    const std::size_t base = placement_.order().size();
    std::vector<Frame> frames;
    if (!descend(frames)) return Possibility::out_of_budget;
    while (placement_.order().size() - base < part_.size()) {
      Frame& frame = frames.back();
      if (frame.next < frame.candidates.size()) {
        placement_.place(frame.candidates[frame.next++]);
        if (!descend(frames)) return Possibility::out_of_budget;
        continue;
      }
      if (frames.size() == 1) return Possibility::impossible;
      frames.pop_back();
      while (placement_.order().size() > frames.back().placed) placement_.take_back();
    }
    return Possibility::possible;
  }

  const std::vector<std::size_t>& longest() const { return longest_; }

 private:
  struct Frame {
    std::size_t placed = 0;  // how many points, when the candidates were gathered
    std::vector<std::size_t> candidates;
    std::size_t next = 0;
  };

  // False if the budget is at its end.
  bool descend(std::vector<Frame>& frames) {
    Frame frame;
    for (bool again = true; again;) {
      again = false;
      for (const std::size_t point : part_) {
        if (!placement_.harmless(point) || !placement_.can_place(point)) continue;
        placement_.place(point);
        again = true;
      }
    }
    const std::size_t cost = sizeof(Frame) + 64 + part_.size() / 8;
    if (!meter_.spend(1 + part_.size() / 8) || bytes_ < cost) return false;
    frame.placed = placement_.order().size();
    if (placement_.order().size() > longest_.size()) longest_ = placement_.order();
    if (tried_.insert(placed_set()).second) {
      bytes_ -= cost;
      for (const std::size_t point : part_) {
        if (placement_.can_place(point)) frame.candidates.push_back(point);
      }
    }
    frames.push_back(std::move(frame));
    return true;
  }

  PlacedSet placed_set() const {
    PlacedSet set((part_.size() + 63) / 64);
    for (std::size_t i = 0; i < part_.size(); ++i) {
      if (placement_.placed(part_[i])) set[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    return set;
  }

  Placement& placement_;
  const std::vector<std::size_t>& part_;
  StepMeter& meter_;
  std::size_t& bytes_;
  std::unordered_set<PlacedSet, PlacedSetHash> tried_;  // only asked for membership
  std::vector<std::size_t> longest_;
};

// Points that share a key, a transaction or a step stay together.
class Parts {
 public:
  explicit Parts(std::size_t points) : root_(points) {
    std::iota(root_.begin(), root_.end(), std::size_t{0});
  }

  void join(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    root_[std::max(a, b)] = std::min(a, b);
  }

  std::vector<std::vector<std::size_t>> lists() {
    std::map<std::size_t, std::vector<std::size_t>> by_root;
    for (std::size_t i = 0; i < root_.size(); ++i) by_root[find(i)].push_back(i);
    std::vector<std::vector<std::size_t>> parts;
    for (auto& [root, points] : by_root) parts.push_back(std::move(points));
    return parts;
  }

 private:
  std::size_t find(std::size_t i) {
    while (root_[i] != i) i = root_[i] = root_[root_[i]];
    return i;
  }

  std::vector<std::size_t> root_;
};

std::vector<std::vector<std::size_t>> split(const CommitPoints& all,
                                            const std::vector<ForcedStep>& steps) {
  Parts parts(all.points.size());
  for (const ForcedStep& p : steps) parts.join(p.before, p.after);
  std::vector<std::size_t> of_key(all.writers.size(), kNever);
  const auto meet = [&](std::size_t key, std::size_t point) {
    if (of_key[key] == kNever) of_key[key] = point;
    parts.join(of_key[key], point);
  };
  for (std::size_t i = 0; i < all.points.size(); ++i) {
    for (const PointRead& read : all.points[i].reads) meet(read.key, i);
    for (const std::size_t key : all.points[i].writes) meet(key, i);
  }
  return parts.lists();
}

}  // namespace

CommitSearch search_order(const CommitPoints& points, const std::vector<ForcedStep>& steps,
                          StepMeter& meter, std::size_t bytes) {
  Placement placement(points, steps);
  CommitSearch result;
  for (const auto& part : split(points, steps)) {
    const std::size_t base = placement.order().size();
    PartSearch search(placement, part, meter, bytes);
    result.possibility = search.run();
    if (result.possibility == Possibility::possible) continue;
    if (result.possibility == Possibility::impossible) {
      while (placement.order().size() > base) placement.take_back();
      for (std::size_t i = base; i < search.longest().size(); ++i) {
        placement.place(search.longest()[i]);
        result.order.push_back(search.longest()[i]);
      }
      for (const std::size_t point : part) {
        if (!placement.placed(point)) result.stuck.push_back(placement.why_not(point));
      }
    }
    return result;
  }
  result.order = placement.order();
  return result;
}

}  // namespace eddy::checkers
