#include "tests/checkers/transactional/naive_axioms.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace eddy::checkers {

namespace {

// A transaction's number is its place in `Sessions::transactions` plus one; 0 is the one that wrote
// the initial state.
class Axioms {
 public:
  Axioms(const Sessions& sessions, const OrderedLevel& level)
      : sessions_(sessions), level_(level.level), count_(sessions.transactions.size() + 1) {
    so_ = relation();
    wr_ = relation();
    for (std::size_t i = 1; i < count_; ++i) so_[0][i] = true;
    for (std::size_t a = 1; a < count_; ++a) {
      for (std::size_t b = 1; b < count_; ++b) so_[a][b] = precedes(txn(a), txn(b), level.order);
      for (const SessionRead& read : txn(a).reads) wr_[writer(read)][a] = true;
    }
    past_ = relation();
    for (std::size_t a = 0; a < count_; ++a) {
      for (std::size_t b = 0; b < count_; ++b) past_[a][b] = so_[a][b] || wr_[a][b];
    }
    for (std::size_t via = 0; via < count_; ++via) {
      for (std::size_t a = 0; a < count_; ++a) {
        for (std::size_t b = 0; b < count_; ++b)
          past_[a][b] = past_[a][b] || (past_[a][via] && past_[via][b]);
      }
    }
  }

  bool some_order() {
    std::vector<std::size_t> order(count_ - 1);
    std::iota(order.begin(), order.end(), std::size_t{1});
    do {
      place_.assign(count_, 0);
      for (std::size_t i = 0; i < order.size(); ++i) place_[order[i]] = i + 1;
      if (respects_past() && axiom()) return true;
    } while (std::next_permutation(order.begin(), order.end()));
    return false;
  }

 private:
  using Relation = std::vector<std::vector<bool>>;

  Relation relation() const { return Relation(count_, std::vector<bool>(count_)); }

  const SessionTransaction& txn(std::size_t number) const {
    return sessions_.transactions[number - 1];
  }

  static std::size_t writer(const SessionRead& read) {
    return read.writer == kInitialState ? 0 : read.writer + 1;
  }

  static bool precedes(const SessionTransaction& a, const SessionTransaction& b,
                       SessionOrder order) {
    if (order == SessionOrder::none || a.end == kNever || a.end >= b.begin) return false;
    return order == SessionOrder::realtime || a.process == b.process;
  }

  bool writes(std::size_t number, std::size_t key) const {
    return number == 0 || txn(number).writes_key(key);
  }

  bool co(std::size_t a, std::size_t b) const { return place_[a] < place_[b]; }

  bool respects_past() const {
    for (std::size_t a = 0; a < count_; ++a) {
      for (std::size_t b = 0; b < count_; ++b) {
        if (past_[a][b] && !co(a, b)) return false;
      }
    }
    return true;
  }

  bool axiom() const {
    for (std::size_t t3 = 1; t3 < count_; ++t3) {
      const auto& reads = txn(t3).reads;
      for (std::size_t i = 0; i < reads.size(); ++i) {
        const std::size_t t1 = writer(reads[i]);
        for (std::size_t t2 = 0; t2 < count_; ++t2) {
          if (t2 == t1 || t2 == t3 || !writes(t2, reads[i].key)) continue;
          if (sees(t2, t3, i) && !co(t2, t1)) return false;
        }
      }
    }
    return true;
  }

  // The premise of the level's axiom for a read of t3.
  bool sees(std::size_t t2, std::size_t t3, std::size_t read) const {
    switch (level_) {
      case CommitLevel::read_uncommitted:
        return false;
      case CommitLevel::read_committed:
        for (std::size_t i = 0; i < read; ++i) {
          if (writer(txn(t3).reads[i]) == t2) return true;
        }
        return false;
      case CommitLevel::read_atomic:
        return so_[t2][t3] || wr_[t2][t3];
      case CommitLevel::causal:
        return past_[t2][t3];
      case CommitLevel::prefix:
        return in_prefix(t2, t3);
      case CommitLevel::snapshot_isolation:
        return in_prefix(t2, t3) || conflicts_before(t2, t3);
      case CommitLevel::serializable:
        return co(t2, t3);
      case CommitLevel::repeatable_read:
        break;
    }
    return false;
  }

  bool in_prefix(std::size_t t2, std::size_t t3) const {
    for (std::size_t t4 = 0; t4 < count_; ++t4) {
      if ((t2 == t4 || co(t2, t4)) && (so_[t4][t3] || wr_[t4][t3])) return true;
    }
    return false;
  }

  bool conflicts_before(std::size_t t2, std::size_t t3) const {
    for (std::size_t t4 = 0; t4 < count_; ++t4) {
      if (!(t2 == t4 || co(t2, t4)) || !co(t4, t3)) continue;
      for (const SessionWrite& write : txn(t3).writes) {
        if (writes(t4, write.key)) return true;
      }
    }
    return false;
  }

  const Sessions& sessions_;
  CommitLevel level_;
  std::size_t count_;
  Relation so_;
  Relation wr_;
  Relation past_;
  std::vector<std::size_t> place_;  // in the order of commits
};

}  // namespace

bool holds_naively(const Sessions& sessions, const OrderedLevel& level) {
  return Axioms(sessions, level).some_order();
}

}  // namespace eddy::checkers
