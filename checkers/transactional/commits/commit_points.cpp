#include "checkers/transactional/commits/commit_points.h"

#include <algorithm>

namespace eddy::checkers {

namespace {

void add_reads(std::vector<PointRead>& to, const std::vector<SessionRead>& reads,
               const std::vector<PointPair>& of_txn) {
  for (const SessionRead& read : reads) {
    const PointRead added{read.key,
                          read.writer == kInitialState ? kInitialState : of_txn[read.writer].last};
    if (std::find(to.begin(), to.end(), added) == to.end()) to.push_back(added);
  }
}

}  // namespace

CommitPoints commit_points(const Sessions& sessions, const OrderedLevel& level) {
  CommitPoints all;
  all.exclusive = level.level == CommitLevel::snapshot_isolation;
  const bool two = all.exclusive || level.level == CommitLevel::prefix;
  for (std::size_t i = 0; i < sessions.transactions.size(); ++i) {
    const SessionTransaction& txn = sessions.transactions[i];
    const std::size_t first = all.points.size();
    if (two && !txn.reads.empty() && !txn.writes.empty()) {
      all.points.push_back({i, PointKind::snapshot, {}, {}});
      all.points.push_back({i, PointKind::commit, {}, {}});
    } else {
      all.points.push_back({i, PointKind::whole, {}, {}});
    }
    all.of_txn.push_back({first, all.points.size() - 1});
  }
  all.writers.resize(sessions.keys.size());
  for (std::size_t i = 0; i < sessions.transactions.size(); ++i) {
    const SessionTransaction& txn = sessions.transactions[i];
    const auto [first, last] = all.of_txn[i];
    add_reads(all.points[first].reads, txn.reads, all.of_txn);
    add_reads(all.points[last].reads, txn.replaces, all.of_txn);
    for (const SessionWrite& write : txn.writes) {
      all.points[last].writes.push_back(write.key);
      all.writers[write.key].push_back(last);
    }
  }
  for (const auto& [earlier, later] : order_edges(sessions, level.order))
    all.session_edges.emplace_back(all.of_txn[earlier].last, all.of_txn[later].first);
  return all;
}

}  // namespace eddy::checkers
