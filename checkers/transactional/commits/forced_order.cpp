#include "checkers/transactional/commits/forced_order.h"

#include <algorithm>
#include <set>

#include "checkers/transactional/graph/reachability.h"

namespace eddy::checkers {

namespace {

using Edges = std::vector<std::pair<std::size_t, std::size_t>>;

Edges edges_of(const std::vector<ForcedStep>& steps) {
  Edges edges;
  edges.reserve(steps.size());
  for (const ForcedStep& p : steps) edges.emplace_back(p.before, p.after);
  return edges;
}

class Deriver {
 public:
  Deriver(const Sessions& sessions, const CommitPoints& all, CommitLevel level, StepMeter& meter)
      : sessions_(sessions),
        all_(all),
        meter_(meter),
        search_(needs_search(level)),
        reach_(all.points.size()) {}

  ForcedOrder run(CommitLevel level) {
    add_given();
    if (!close()) return std::move(result_);
    if (level == CommitLevel::repeatable_read) return std::move(result_);
    if (!search_) {
      add_visible(level);
      close();
      return std::move(result_);
    }
    do {
      fresh_.clear();
      for (std::size_t reader = 0; reader < all_.points.size(); ++reader) derive_from_reads(reader);
      if (all_.exclusive) derive_from_exclusion();
      result_.steps.insert(result_.steps.end(), fresh_.begin(), fresh_.end());
    } while (!fresh_.empty() && result_.finished && close());
    return std::move(result_);
  }

 private:
  void add_given() {
    auto& known = result_.steps;
    for (const auto& [before, after] : all_.session_edges)
      known.push_back({before, after, Because::session});
    for (const auto& [first, last] : all_.of_txn) {
      if (first != last) known.push_back({first, last, Because::one_transaction});
    }
    for (std::size_t reader = 0; reader < all_.points.size(); ++reader) {
      for (const PointRead& read : all_.points[reader].reads) {
        if (read.writer != kInitialState) {
          known.push_back({read.writer, reader, Because::read_from, read.key});
          continue;
        }
        if (!search_) continue;
        for (const std::size_t writer : all_.writers[read.key]) {
          if (writer != reader) known.push_back({reader, writer, Because::read_initial, read.key});
        }
      }
    }
  }

  // False when all is said: a cycle, or no budget.
  bool close() {
    const std::size_t words = 1 + all_.points.size() / 64;
    if (!meter_.spend(1 + words * (all_.points.size() + result_.steps.size()) / 16)) {
      result_.finished = false;
      return false;
    }
    const Edges edges = edges_of(result_.steps);
    if (reach_.close(edges)) return true;
    result_.cycle = *find_cycle(edges, all_.points.size());
    return false;
  }

  // The levels up to causal. Their points are whole transactions: one number is both.

  void add_visible(CommitLevel level) {
    Reachability sessions(level == CommitLevel::read_atomic ? all_.points.size() : 0);
    if (level == CommitLevel::read_atomic) sessions.close(all_.session_edges);
    for (std::size_t reader = 0; reader < all_.points.size(); ++reader) {
      if (level == CommitLevel::read_committed) {
        add_read_earlier(reader);
        continue;
      }
      for (const PointRead& read : all_.points[reader].reads) {
        result_.finished = result_.finished && meter_.spend(1 + all_.writers[read.key].size());
        for (const std::size_t other : all_.writers[read.key]) {
          if (other == read.writer || other == reader) continue;
          if (level == CommitLevel::causal) {
            if (reach_.reaches(other, reader)) add_seen(other, read, reader, Because::causal_past);
          } else if (sessions.reaches(other, reader)) {
            add_seen(other, read, reader, Because::session_past);
          } else if (reads_from(reader, other)) {
            add_seen(other, read, reader, Because::read_past);
          }
        }
      }
    }
  }

  bool reads_from(std::size_t reader, std::size_t writer) const {
    const auto& reads = all_.points[reader].reads;
    return std::any_of(reads.begin(), reads.end(),
                       [writer](const PointRead& read) { return read.writer == writer; });
  }

  void add_read_earlier(std::size_t reader) {
    const auto& reads = sessions_.transactions[reader].reads;
    for (std::size_t i = 0; i < reads.size(); ++i) {
      for (std::size_t earlier = 0; earlier < i; ++earlier) {
        const std::size_t other = reads[earlier].writer;
        if (other == kInitialState || other == reads[i].writer) continue;
        if (sessions_.transactions[other].writes_key(reads[i].key))
          add_seen(other, {reads[i].key, reads[i].writer}, reader, Because::read_earlier);
      }
    }
  }

  // `other` is seen by the reader, and so comes before the writer that was read. Nothing comes
  // before the initial state: there it contradicts itself.
  void add_seen(std::size_t other, const PointRead& read, std::size_t reader, Because because) {
    ForcedStep seen{other, read.writer == kInitialState ? other : read.writer, because, read.key,
                    reader};
    if (because == Because::causal_past) {
      seen.premise_before = other;
      seen.premise_after = reader;
    }
    result_.steps.push_back(seen);
  }

  // The levels from prefix on.

  void derive_from_reads(std::size_t reader) {
    for (const PointRead& read : all_.points[reader].reads) {
      if (read.writer == kInitialState) continue;
      result_.finished = result_.finished && meter_.spend(1 + all_.writers[read.key].size());
      for (const std::size_t other : all_.writers[read.key]) {
        if (other == read.writer || other == reader) continue;
        if (reach_.reaches(other, reader)) {
          if (!reach_.reaches(other, read.writer))
            fresh_.push_back(
                {other, read.writer, Because::overwritten, read.key, reader, other, reader});
        } else if (reach_.reaches(read.writer, other) && !reach_.reaches(reader, other)) {
          fresh_.push_back(
              {reader, other, Because::read_old, read.key, reader, read.writer, other});
        }
      }
    }
  }

  void derive_from_exclusion() {
    for (std::size_t key = 0; key < all_.writers.size(); ++key) {
      const auto& writers = all_.writers[key];
      result_.finished = result_.finished && meter_.spend(writers.size() * writers.size());
      if (!result_.finished) return;
      for (const std::size_t a : writers) {
        for (const std::size_t b : writers) {
          const std::size_t start = all_.of_txn[all_.points[a].txn].first;
          const std::size_t other_start = all_.of_txn[all_.points[b].txn].first;
          if (a == b || !reach_.reaches(start, b) || reach_.reaches(a, other_start)) continue;
          fresh_.push_back({a, other_start, Because::exclusive, key, kNever, start, b});
        }
      }
    }
  }

  const Sessions& sessions_;
  const CommitPoints& all_;
  StepMeter& meter_;
  bool search_;
  Reachability reach_;
  ForcedOrder result_;
  std::vector<ForcedStep> fresh_;
};

}  // namespace

std::vector<std::size_t> ForcedOrder::proof(std::size_t points) const {
  const Edges edges = edges_of(steps);
  std::set<std::size_t> needed;
  std::vector<std::size_t> open = cycle;
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    if (!needed.insert(at).second) continue;
    const ForcedStep& p = steps[at];
    if (p.premise_before == kNever) continue;
    const auto way = shortest_way(edges, points, p.premise_before, p.premise_after, at);
    open.insert(open.end(), way->begin(), way->end());
  }
  return {needed.begin(), needed.end()};
}

ForcedOrder force_order(const Sessions& sessions, const CommitPoints& points, CommitLevel level,
                        StepMeter& meter, std::size_t bytes) {
  if (Reachability::bytes(points.points.size()) > bytes / 2) {
    ForcedOrder too_large;
    too_large.finished = false;
    return too_large;
  }
  return Deriver(sessions, points, level, meter).run(level);
}

}  // namespace eddy::checkers
