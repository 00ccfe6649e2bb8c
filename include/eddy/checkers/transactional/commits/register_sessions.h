// A history of register transactions as the axioms of Biswas and Enea see it: who read whose write
// of which key, and which transaction came before which.
//
// * Transactions are the calls that ended ok, and those whose end nobody knows if an ok one read
//   from them. An indefinite transaction that nobody read from may just as well never have been;
//   what it read tells nothing.
// * Every write of a key has a value of its own, so a read tells its writer. Null is the initial
//   state.
// * Only the last write of a key in a transaction counts, and only reads of what others wrote.
// * What is wrong whatever the order of commits is a `SessionFault`: a read of a failed or
//   unfinished write, of a value that nobody wrote, or (`internal`) not of what the transaction
//   itself had just written.
//
// It points into the history, which must outlive it.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/models/anomaly.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

// The writer of what every key holds at first.
inline constexpr std::size_t kInitialState = std::numeric_limits<std::size_t>::max();

// The end of a transaction that may take effect at any later time.
inline constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

struct SessionRead {
  std::size_t key = 0;
  std::size_t writer = kInitialState;  // a transaction, not the reader
  std::size_t place = 0;               // which operation of its transaction it is
};

struct SessionWrite {
  std::size_t key = 0;
  std::size_t place = 0;
};

struct SessionTransaction {
  const Op* op = nullptr;  // its completion; its invocation if nobody knows how it ended
  std::int64_t process = 0;
  std::size_t begin = 0;  // position of the invocation in the history
  std::size_t end = kNever;
  std::vector<SessionRead> reads;    // in the transaction's order
  std::vector<SessionWrite> writes;  // the last of each key, in the order of keys
  // Where the history shows it: whose version its own write of a key directly replaces. Never so
  // for registers.
  std::vector<SessionRead> replaces;

  bool writes_key(std::size_t key) const;
};

struct SessionFault {
  Anomaly anomaly = Anomaly::internal;
  std::string text;
  const Op* reader = nullptr;
};

struct Sessions {
  // In the order in which they ended, or began if they never did.
  std::vector<SessionTransaction> transactions;
  std::vector<const boost::json::value*> keys;
  std::vector<SessionFault> faults;
};

// The sessions of an rw-register history: transactions of ["w", key, value] and ["r", key, value].
// Throws BadOperation for others. O(n log n).
Sessions register_sessions(const History& history);

// Pairs (earlier, later) whose transitive closure is the order. An indefinite transaction comes
// before none.
std::vector<std::pair<std::size_t, std::size_t>> order_edges(const Sessions& sessions,
                                                             SessionOrder order);

// The same with only these transactions; reads from others are dropped, so that whatever this lacks
// an order of commits for, the whole does too.
Sessions restricted_to(const Sessions& sessions, const std::vector<bool>& kept);

}  // namespace eddy::checkers
