// A transaction: a call whose operation is a list of micro-operations on keys.
//
// * Transactions are numbered in the order of their invocations, all of a history together, no
//   matter what became of them.
// * A transaction that is `ok` took effect; a `failed` one did not; a `pending` one (info, or
//   without completion) may have.
#pragma once

#include <cstdint>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

// Its number. The graph of dependencies has room for 2^29 of them.
using TransactionId = std::uint32_t;

inline constexpr TransactionId kMostTransactions = TransactionId{1} << 29U;

enum class Outcome : std::uint8_t { ok, failed, pending };

struct Transaction {
  Call call;  // positions in History::ops
  Outcome outcome = Outcome::ok;
  std::uint32_t first = 0;  // its micro-operations are [first, last) of all of them
  std::uint32_t last = 0;
};

// The completion, or the invocation of a transaction that has none: what it is known by.
inline const Op& op_of(const History& history, const Transaction& transaction) {
  return history.ops[transaction.call.completion.value_or(transaction.call.invocation)];
}

// As the type of its completion says.
inline Outcome outcome_of(const History& history, const Call& call) {
  if (!call.completion) return Outcome::pending;
  switch (history.ops[*call.completion].type) {
    case OpType::ok:
      return Outcome::ok;
    case OpType::fail:
      return Outcome::failed;
    case OpType::invoke:
    case OpType::info:
      break;
  }
  return Outcome::pending;
}

}  // namespace eddy::checkers
