// Which transaction came before which, as whoever ran them saw it: by their process, or by time.
//
// * process: the transactions of one process, in their order. A pending one comes after those that
//   were over before it, and nothing comes after it.
// * realtime: an ok transaction comes before all that were invoked after it had completed, by the
//   order of the history and not by its times. A pending one never completed, so nothing comes
//   after it; a completion without invocation may have been invoked at any time, so nothing comes
//   before it.
// * Both are transitive. What comes after a transaction is the rest of a sequence, from a place on:
//   so that is what is stored, and 10^6 transactions of 20 clients need no 2 * 10^7 edges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/checkers/transactional/transaction.h"

namespace eddy::checkers {

class Precedence {
 public:
  // Nothing comes before anything.
  explicit Precedence(std::size_t transactions)
      : rest_(transactions), place_(transactions, kNowhere) {}

  // By the given order. Failed transactions take no part.
  Precedence(const History& history, std::span<const Transaction> transactions, SessionOrder order);

  // The same order among some transactions alone, which are numbered in the order given. REQUIRES:
  // they ascend.
  Precedence among(std::span<const TransactionId> transactions) const;

  std::size_t size() const { return rest_.size(); }
  SessionOrder order() const { return order_; }
  bool precedes(TransactionId a, TransactionId b) const;

  // Sequences of transactions, one after the other: each process', or all by invocation.
  std::span<const TransactionId> sequence() const { return sequence_; }

  // The places in `sequence` of all that come after a transaction: from `first` to `last`, the end
  // of its own sequence. Empty where nothing does.
  struct Rest {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };
  Rest after(TransactionId transaction) const { return rest_[transaction]; }

  // The end of the sequence that a place belongs to.
  std::uint32_t end_of_sequence(std::uint32_t place) const {
    return order_ == SessionOrder::process ? rest_[sequence_[place]].last
                                           : static_cast<std::uint32_t>(sequence_.size());
  }

  // False if anything comes after anything, a failed transaction after an ok one included.
  bool empty() const { return empty_; }

 private:
  static constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

  void order_by_process(const History& history, std::span<const Transaction> transactions);
  void order_by_time(const History& history, std::span<const Transaction> transactions);

  SessionOrder order_ = SessionOrder::none;
  std::vector<TransactionId> sequence_;
  std::vector<Rest> rest_;
  std::vector<std::uint32_t> place_;  // by transaction, its place in the sequence, or kNowhere
  bool empty_ = true;
};

}  // namespace eddy::checkers
