// A history of transactions over registers in compact form: transactions, keys and versions are
// small numbers.
//
// * A version is a value of a key. Version 0 of each key is its initial state, which reads see as
//   null.
// * What a transaction that is not ok read tells nothing, and is left out.
// * Its external read of a key is its first one, unless it wrote the key before; its external write
//   is its last one. Only these can be seen from outside.
// * Refers to the history, which has to outlive it.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "checkers/micro_operation.h"
#include "checkers/transactional/registers/version_orders.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/transaction.h"

namespace eddy::checkers {

// The writer of a value that nobody wrote.
inline constexpr TransactionId kNoWriter = std::numeric_limits<TransactionId>::max();

// Where a transaction did not read, or did not write, a key.
inline constexpr std::uint32_t kNoVersion = std::numeric_limits<std::uint32_t>::max();

struct RegisterOperation {
  Access access;
  std::uint32_t key;
  std::uint32_t version;
};

// What can be seen from outside of what a transaction did to one key.
struct ExternalAccess {
  std::uint32_t key;
  std::uint32_t read = kNoVersion;
  std::uint32_t write = kNoVersion;

  std::uint32_t first() const { return read != kNoVersion ? read : write; }
  std::uint32_t last() const { return write != kNoVersion ? write : read; }
};

struct RegisterVersion {
  std::uint32_t key = 0;
  const boost::json::value* value = nullptr;  // null: the initial state
  TransactionId writer = kNoWriter;
  bool final = false;  // its writer did not overwrite it itself
};

// An observed order (version_orders.h) of versions that the history knows.
struct RegisterOrder {
  const ObservedOrder* observed = nullptr;
  std::uint32_t key = 0;
  std::vector<std::uint32_t> versions;
};

struct RegisterHistory {
  const History* history = nullptr;
  std::vector<Transaction> transactions;
  std::vector<RegisterOperation> operations;
  std::vector<ExternalAccess> accesses;
  std::vector<std::uint32_t> first_access;  // by transaction, and one more for the end
  std::vector<const boost::json::value*> keys;
  std::vector<RegisterVersion> versions;        // of all keys
  std::vector<std::uint32_t> initial_versions;  // by key
  std::vector<RegisterOrder> orders;
  // By transaction: the ok ones, and pending ones of which an ok one has read something, or an
  // observer seen something installed.
  std::vector<bool> took_effect;

  std::span<const RegisterOperation> operations_of(TransactionId transaction) const;

  // By the first use of each key.
  std::span<const ExternalAccess> accesses_of(TransactionId transaction) const;

  // The completion, or the invocation of a transaction that has none.
  const Op& op_of(TransactionId transaction) const {
    return checkers::op_of(*history, transactions[transaction]);
  }

  std::int64_t process_of(TransactionId transaction) const { return op_of(transaction).process; }

  bool is_initial(std::uint32_t version) const { return versions[version].value == nullptr; }

  // A value that a transaction that took effect wrote.
  bool took_place(std::uint32_t version) const {
    const RegisterVersion& v = versions[version];
    return v.writer != kNoWriter && took_effect[v.writer];
  }

  // One that it left behind: what others depend on.
  bool is_installed(std::uint32_t version) const {
    return versions[version].final && took_place(version);
  }
};

// The orders have to outlive the result too. Throws BadOperation at a value that is no list of
// ["r", key, value] and ["w", key, value], at a write of null, and at a value that is written twice
// to a key. O(n) and more.
RegisterHistory read_registers(const History& history, std::span<const ObservedOrder> orders);

}  // namespace eddy::checkers
