// A history of transactions over lists, its micro-operations in one table and by key.
//
// * A transaction's value is a list of ["append", key, element] and ["r", key, list]; its
//   completion has the word, and where that has no value, or there is none, its invocation.
// * What an ok read shows is known, null being the empty list; of a pending transaction only a list
//   that is not empty, for null stands for "not known" there; of a failed one nothing.
// * Failed transactions are transactions, too: what they append can be read.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/transaction.h"
#include "eddy/checkers/transactional/value_codes.h"

namespace eddy::checkers {

// A micro-operation's place in the table of all.
using ListOpId = std::uint32_t;

enum class ListOpKind : std::uint8_t { append, read, unknown_read };

inline constexpr std::uint32_t kMostKeys = (1U << 30U) - 1;

// One micro-operation, in 16 bytes: a long history has millions, and they are gone through often.
class ListOp {
 public:
  static ListOp append(std::uint32_t key, TransactionId transaction, std::uint64_t element) {
    ListOp op(ListOpKind::append, key, transaction);
    op.element_ = element;
    return op;
  }
  // No list stands for the empty one.
  static ListOp read(std::uint32_t key, TransactionId transaction, const boost::json::array* list) {
    ListOp op(ListOpKind::read, key, transaction);
    op.list_ = list;
    return op;
  }
  static ListOp unknown_read(std::uint32_t key, TransactionId transaction) {
    return {ListOpKind::unknown_read, key, transaction};
  }

  ListOpKind kind() const { return kind_; }
  // Keys are numbered by their first appearance; there are at most kMostKeys.
  std::uint32_t key() const { return key_; }
  TransactionId transaction() const { return transaction_; }
  // The code of what is appended. REQUIRES: an append.
  std::uint64_t element() const { return element_; }
  // What a read shows, null for the empty list. REQUIRES: a read.
  const boost::json::array* list() const { return list_; }

 private:
  ListOp(ListOpKind kind, std::uint32_t key, TransactionId transaction)
      : transaction_(transaction), key_(key & kMostKeys), kind_(kind) {}

  union {
    std::uint64_t element_ = 0;
    const boost::json::array* list_;
  };
  TransactionId transaction_;
  std::uint32_t key_ : 30;
  ListOpKind kind_ : 2;
};

static_assert(sizeof(ListOp) == 16);

class ListHistory {
 public:
  // The history must outlive this. Throws BadOperation at another form than the above. O(n).
  explicit ListHistory(const History& history);

  const History& history() const { return history_; }
  std::span<const Transaction> transactions() const { return transactions_; }
  std::span<const ListOp> ops() const { return ops_; }
  const ListOp& op(ListOpId id) const { return ops_[id]; }

  std::size_t key_count() const { return first_of_key_.size() - 1; }
  // By transaction, then as they stand in it.
  std::span<const ListOpId> ops_of_key(std::uint32_t key) const {
    return std::span(by_key_).subspan(first_of_key_[key],
                                      first_of_key_[key + 1] - first_of_key_[key]);
  }

  // ["append", key, element] or ["r", key, list] as it stands in the history.
  const boost::json::array& written(ListOpId id) const;
  // The operation that a micro-operation's transaction is known by.
  const Op& op_of(ListOpId id) const;
  Outcome outcome_of(ListOpId id) const { return transactions_[ops_[id].transaction()].outcome; }

  // The code of an element of a list.
  std::uint64_t code(const boost::json::value& element) const { return codes_.code(element); }

 private:
  const Op& op_with_value(const Transaction& transaction) const;
  void add(const Op& op, const boost::json::value& micro, TransactionId transaction);
  void group_by_key();

  const History& history_;
  std::vector<Transaction> transactions_;
  std::vector<ListOp> ops_;
  std::vector<ListOpId> by_key_;
  std::vector<std::uint32_t> first_of_key_{0};
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> keys_;
  mutable ValueCodes codes_;  // grows with what is asked for, which changes no answer
};

}  // namespace eddy::checkers
