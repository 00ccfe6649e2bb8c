#include "eddy/checkers/long_fork.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/micro_operation.h"
#include "checkers/operand.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostReportedForks = 100;

struct KeyValue {
  const boost::json::value* key;
  const boost::json::value* value;
};

// A read of a group, its keys in their order.
struct GroupRead {
  const Op* op;
  std::vector<KeyValue> seen;
  std::size_t present = 0;  // how many of its values are not null
};

struct SameKeysLess {
  bool operator()(const std::vector<KeyValue>& a, const std::vector<KeyValue>& b) const {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(),
        [](const KeyValue& x, const KeyValue& y) { return ValueLess()(*x.key, *y.key); });
  }
};

// The micro-operations of a transaction, each [f, key, value].
const boost::json::array& micro_operations(const Op& op) {
  const auto& txn = require_array(op, op.value, "the transaction");
  for (const auto& micro : txn) require_micro_operation(op, micro);
  return txn;
}

bool is_read(const boost::json::array& txn) {
  return std::all_of(txn.begin(), txn.end(), [](const auto& micro) { return micro.at(0) == "r"; });
}

GroupRead to_read(const Op& op, const boost::json::array& txn) {
  GroupRead read{&op, {}};
  for (const auto& micro : txn) {
    read.seen.push_back({&micro.at(1), &micro.at(2)});
    if (!micro.at(2).is_null()) ++read.present;
  }
  std::stable_sort(read.seen.begin(), read.seen.end(), [](const KeyValue& a, const KeyValue& b) {
    return ValueLess()(*a.key, *b.key);
  });
  return read;
}

// What is not as the checker needs it, if anything.
using Complaint = std::optional<std::string>;

Complaint key_written_twice(const History& history) {
  std::map<boost::json::value, const Op*, ValueLess> writers;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.type != OpType::invoke) continue;
    const auto& txn = micro_operations(op);
    if (txn.size() != 1 || is_read(txn)) continue;
    const auto& key = txn.at(0).at(1);
    const auto [first, fresh] = writers.try_emplace(key, &op);
    if (!fresh)
      return fmt::format("key {} is written more than once: {}, {}", excerpt(key),
                         describe(*first->second), describe(op));
  }
  return std::nullopt;
}

// A key that `less` shows and `more` does not. Complains of two values of one key.
std::optional<KeyValue> missing_from(const GroupRead& more, const GroupRead& less,
                                     Complaint& complaint) {
  std::optional<KeyValue> missing;
  for (std::size_t i = 0; i < less.seen.size(); ++i) {
    const auto& in_less = *less.seen[i].value;
    const auto& in_more = *more.seen[i].value;
    if (in_less.is_null() || equal_values(in_less, in_more)) continue;
    if (in_more.is_null()) {
      missing = less.seen[i];
    } else if (!complaint) {
      complaint =
          fmt::format("key {} has two values: {} in {}, {} in {}", excerpt(*less.seen[i].key),
                      excerpt(in_less), describe(*less.op), excerpt(in_more), describe(*more.op));
    }
  }
  return missing;
}

struct Fork {
  const GroupRead* less;
  const GroupRead* more;
  const boost::json::value* only_in_less;
  const boost::json::value* only_in_more;
};

using Groups = std::map<std::vector<KeyValue>, std::vector<const GroupRead*>, SameKeysLess>;

// Sorted by how much they show, reads form a chain exactly if each shows all that the one before
// shows.
std::vector<Fork> find_forks(const Groups& groups, Complaint& complaint) {
  std::vector<Fork> forks;
  for (const auto& [keys, members] : groups) {
    std::vector<const GroupRead*> chain = members;
    std::stable_sort(chain.begin(), chain.end(), [](const GroupRead* a, const GroupRead* b) {
      return a->present < b->present;
    });
    for (std::size_t i = 1; i < chain.size(); ++i) {
      Complaint unused;
      const auto less_only = missing_from(*chain[i], *chain[i - 1], complaint);
      const auto more_only = missing_from(*chain[i - 1], *chain[i], unused);
      if (less_only && more_only)
        forks.push_back({chain[i - 1], chain[i], less_only->key, more_only->key});
    }
  }
  return forks;
}

std::string describe(const Fork& fork) {
  return fmt::format("{} shows key {} but not yet {}; {} shows {} but not yet {}",
                     describe(*fork.less->op), excerpt(*fork.only_in_less),
                     excerpt(*fork.only_in_more), describe(*fork.more->op),
                     excerpt(*fork.only_in_more), excerpt(*fork.only_in_less));
}

}  // namespace

Verdict check_long_fork(const History& history, const LongForkOptions& options) {
  std::vector<GroupRead> reads;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.type != OpType::ok) continue;
    const auto& txn = micro_operations(op);
    if (is_read(txn)) reads.push_back(to_read(op, txn));
  }
  Complaint complaint = key_written_twice(history);
  std::size_t early = 0;
  std::size_t late = 0;
  Groups groups;
  for (const GroupRead& read : reads) {
    if (read.present == 0) ++early;
    if (read.present == read.seen.size()) ++late;
    const std::size_t expected =
        options.group_size > 0 ? options.group_size : reads.front().seen.size();
    if (read.seen.size() == expected) {
      groups[read.seen].push_back(&read);
    } else if (!complaint) {
      complaint = fmt::format("{} reads {} keys, where a group has {}", describe(*read.op),
                              read.seen.size(), expected);
    }
  }
  const std::vector<Fork> forks = find_forks(groups, complaint);

  Verdict verdict;
  boost::json::array listed;
  if (complaint) {
    verdict.validity = Validity::unknown;
    verdict.evidence.push_back(*complaint);
  }
  Found found(verdict, complaint ? Proof::doubtful : Proof::certain);
  for (const Fork& fork : forks) {
    if (listed.size() < kMostReportedForks)
      listed.push_back(boost::json::array{fork.less->op->index, fork.more->op->index});
    found.add("long-fork", [&] {
      return FoundCase{{fork.less->op, fork.more->op}, describe(fork)};
    });
  }
  found.rest("forks");
  verdict.count("read-count", reads.size());
  verdict.count("early-read-count", early);
  verdict.count("late-read-count", late);
  verdict.count("fork-count", forks.size());
  verdict.report["forks"] = std::move(listed);
  return verdict;
}

}  // namespace eddy::checkers
