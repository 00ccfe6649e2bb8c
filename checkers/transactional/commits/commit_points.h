// The points in time that a total order has to arrange so that a history has a level.
//
// * Serializable, and the levels below prefix: one point for each transaction.
// * Prefix, snapshot isolation: a transaction that reads and writes has a snapshot, where it reads,
//   and a commit, where it writes; one that does only one of both has one point.
// * A read sees the latest write of its key among the points before its own. With snapshot
//   isolation a transaction that writes has its keys to itself from its snapshot to its commit.
//
// So any of these levels holds if and only if the points can be laid out in one line that respects
// this and the edges of the sessions.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "eddy/checkers/transactional/commits/commit_level.h"
#include "eddy/checkers/transactional/commits/register_sessions.h"

namespace eddy::checkers {

enum class PointKind { whole, snapshot, commit };

struct PointRead {
  std::size_t key = 0;
  std::size_t writer = kInitialState;  // a point

  bool operator==(const PointRead&) const = default;
};

struct CommitPoint {
  std::size_t txn = 0;
  PointKind kind = PointKind::whole;
  std::vector<PointRead> reads;     // none twice
  std::vector<std::size_t> writes;  // keys
};

// Two ends of one transaction; the same point twice if it has only one.
struct PointPair {
  std::size_t first = 0;
  std::size_t last = 0;
};

struct CommitPoints {
  std::vector<CommitPoint> points;
  std::vector<PointPair> of_txn;
  std::vector<std::pair<std::size_t, std::size_t>> session_edges;  // points, earlier and later
  std::vector<std::vector<std::size_t>> writers;                   // points, by key
  bool exclusive = false;  // transactions that write one key do not overlap
};

CommitPoints commit_points(const Sessions& sessions, const OrderedLevel& level);

}  // namespace eddy::checkers
