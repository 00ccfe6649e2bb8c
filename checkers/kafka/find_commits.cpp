#include "checkers/kafka/find_commits.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace eddy::checkers::kafka {

namespace {

// Of one key, in the order of the history.
struct CommitEvent {
  enum class What { commit_begins, commit_ends, listing_begins, listing_ends };
  std::size_t position;
  What what;
  const CommittedOffset* offset;

  friend bool operator<(const CommitEvent& a, const CommitEvent& b) {
    return std::tie(a.position, a.what) < std::tie(b.position, b.what);
  }
};

// The least by offset comes first.
struct ByOffset {
  bool operator()(const CommittedOffset* a, const CommittedOffset* b) const {
    return std::tie(a->offset, a->operation) < std::tie(b->offset, b->operation);
  }
};

// What one listing may show.
struct Bounds {
  const CommittedOffset* least_last = nullptr;  // of all that may be the last; null: perhaps none
  const CommittedOffset* highest = nullptr;     // of all that had ended well
};

// One key, from the first event to the last.
class CommitSweep {
 public:
  CommitSweep(const Operations& operations, CommittedOffsets rule, Faults& faults)
      : operations_(operations), rule_(rule), faults_(faults) {}

  void take(const CommitEvent& event) {
    const CommittedOffset* offset = event.offset;
    switch (event.what) {
      case CommitEvent::What::commit_begins:
        may_be_last_.insert(offset);
        for (auto& [listing, bounds] : open_) {
          if (bounds.least_last != nullptr && ByOffset{}(offset, bounds.least_last))
            bounds.least_last = offset;
        }
        break;
      case CommitEvent::What::commit_ends:
        end_commit(offset);
        break;
      case CommitEvent::What::listing_begins:
        open_[offset] = {highest_ == nullptr ? nullptr : *may_be_last_.begin(), highest_};
        break;
      case CommitEvent::What::listing_ends:
        judge(*offset, open_[offset]);
        open_.erase(offset);
        break;
    }
  }

 private:
  // Whatever ended before it began is not the last any more.
  void end_commit(const CommittedOffset* commit) {
    ended_.push_back(commit);
    const std::size_t began = operations_.all[commit->operation].began;
    while (operations_.all[ended_.front()->operation].ended < began) {
      may_be_last_.erase(ended_.front());
      ended_.pop_front();
    }
    if (highest_ == nullptr || *highest_->offset <= *commit->offset) highest_ = commit;
  }

  void judge(const CommittedOffset& listing, const Bounds& bounds) {
    const CommittedOffset* expected =
        rule_ == CommittedOffsets::rising ? bounds.highest : bounds.least_last;
    if (expected == nullptr || (listing.offset && *listing.offset >= *expected->offset)) return;
    faults_.add(Anomaly::lost_commit, [&] {
      Fault fault;
      fault.key = listing.key;
      fault.operations = {listing.operation, expected->operation};
      fault.listed = listing.offset;
      fault.committed = *expected->offset;
      return fault;
    });
  }

  const Operations& operations_;
  CommittedOffsets rule_;
  Faults& faults_;
  std::set<const CommittedOffset*, ByOffset> may_be_last_;
  std::deque<const CommittedOffset*> ended_;  // those of may_be_last_ that have, by when
  const CommittedOffset* highest_ = nullptr;  // of those that ended ok
  std::map<const CommittedOffset*, Bounds, ByOffset> open_;  // listings under way
};

// A poll that never ended may have committed anything, and nothing tells what.
std::size_t known_until(const Operations& operations, CommittedOffsets rule) {
  std::size_t known = std::numeric_limits<std::size_t>::max();
  if (rule == CommittedOffsets::rising) return known;
  for (const Operation& operation : operations.all) {
    if (operation.completion == nullptr && operation.kind == Kind::transaction &&
        operation.invocation->f != "send") {
      known = std::min(known, operation.began);
    }
  }
  return known;
}

}  // namespace

void find_commit_faults(const Operations& operations, CommittedOffsets rule, Faults& faults) {
  using What = CommitEvent::What;
  std::vector<std::vector<CommitEvent>> by_key(operations.keys.size());
  for (const CommittedOffset& commit : operations.commits) {
    const Operation& operation = operations.all[commit.operation];
    if (operation.outcome == OpType::fail) continue;
    by_key[commit.key].push_back({operation.began, What::commit_begins, &commit});
    // Without an outcome it may come at any time.
    if (operation.outcome == OpType::ok)
      by_key[commit.key].push_back({operation.ended, What::commit_ends, &commit});
  }
  const std::size_t known = known_until(operations, rule);
  for (const CommittedOffset& listing : operations.listings) {
    const Operation& operation = operations.all[listing.operation];
    if (operation.outcome != OpType::ok || operation.ended > known) continue;
    by_key[listing.key].push_back({operation.began, What::listing_begins, &listing});
    by_key[listing.key].push_back({operation.ended, What::listing_ends, &listing});
  }
  for (auto& events : by_key) {
    std::sort(events.begin(), events.end());
    CommitSweep sweep(operations, rule, faults);
    for (const CommitEvent& event : events) sweep.take(event);
  }
}

}  // namespace eddy::checkers::kafka
