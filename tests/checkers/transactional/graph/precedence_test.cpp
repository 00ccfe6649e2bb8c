#include <doctest/doctest.h>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "checkers/transactional/graph/precedence.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

std::vector<Transaction> transactions_of(const History& history) {
  std::vector<Transaction> transactions;
  for (const Call& call : pair_calls(history))
    transactions.push_back({call, outcome_of(history, call)});
  return transactions;
}

Precedence precedence_of(const History& history, SessionOrder order) {
  return {history, transactions_of(history), order};
}

TEST_CASE("in real time a transaction precedes those invoked after its completion") {
  WrittenHistory written;
  written.invoke(0, "txn").invoke(1, "txn").ok(0, "txn").invoke(2, "txn").ok(1, "txn").ok(2, "txn");
  const Precedence precedence = precedence_of(written, SessionOrder::realtime);
  CHECK(precedence.precedes(0, 2));
  CHECK_FALSE(precedence.precedes(0, 1));
  CHECK_FALSE(precedence.precedes(1, 2));
  CHECK_FALSE(precedence.precedes(2, 0));
  CHECK_FALSE(precedence.empty());
}

TEST_CASE("a process orders its own transactions, and nobody else's") {
  WrittenHistory written;
  written.invoke(0, "txn").ok(0, "txn");
  written.invoke(1, "txn").ok(1, "txn");
  written.invoke(0, "txn").ok(0, "txn");
  const Precedence precedence = precedence_of(written, SessionOrder::process);
  CHECK(precedence.precedes(0, 2));
  CHECK_FALSE(precedence.precedes(0, 1));
  CHECK_FALSE(precedence.precedes(1, 2));
}

TEST_CASE("a process' pending transaction comes after those that were over before it") {
  WrittenHistory written;
  written.invoke(0, "txn").ok(0, "txn").invoke(0, "txn").info(0, "txn");
  written.invoke(0, "txn").ok(0, "txn");
  const Precedence precedence = precedence_of(written, SessionOrder::process);
  CHECK(precedence.precedes(0, 1));
  CHECK(precedence.precedes(0, 2));
  CHECK_FALSE(precedence.precedes(1, 2));
}

TEST_CASE("nothing comes after a transaction that never completed, or failed") {
  for (const SessionOrder order : {SessionOrder::process, SessionOrder::realtime}) {
    WrittenHistory written;
    written.invoke(0, "txn").info(0, "txn").invoke(1, "txn").fail(1, "txn");
    written.invoke(0, "txn").ok(0, "txn");
    const Precedence precedence = precedence_of(written, order);
    CHECK_FALSE(precedence.precedes(0, 2));
    CHECK_FALSE(precedence.precedes(1, 2));
    CHECK(precedence.empty());
  }
}

TEST_CASE("in real time a transaction precedes one that may still take effect, and no failed one") {
  WrittenHistory written;
  written.invoke(0, "txn").ok(0, "txn");
  written.invoke(1, "txn").info(1, "txn").invoke(2, "txn").fail(2, "txn").invoke(3, "txn");
  const Precedence precedence = precedence_of(written, SessionOrder::realtime);
  CHECK(precedence.precedes(0, 1));
  CHECK_FALSE(precedence.precedes(0, 2));
  CHECK(precedence.precedes(0, 3));
}

TEST_CASE("nothing comes in time before a completion without invocation") {
  WrittenHistory written;
  written.ok(0, "txn").ok(0, "txn").ok(1, "txn");
  const Precedence in_time = precedence_of(written, SessionOrder::realtime);
  CHECK_FALSE(in_time.precedes(0, 1));
  CHECK(in_time.empty());
  const Precedence by_process = precedence_of(written, SessionOrder::process);
  CHECK(by_process.precedes(0, 1));
  CHECK_FALSE(by_process.precedes(0, 2));
}

TEST_CASE("no order at all puts nothing before anything") {
  WrittenHistory written;
  written.invoke(0, "txn").ok(0, "txn").invoke(0, "txn").ok(0, "txn");
  CHECK(precedence_of(written, SessionOrder::none).empty());
  CHECK_FALSE(precedence_of(written, SessionOrder::none).precedes(0, 1));
}

History random_history(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  WrittenHistory written;
  std::map<std::int64_t, bool> open;
  for (int i = 0; i < 40; ++i) {
    const auto process = static_cast<std::int64_t>(random() % 5);
    if (!open[process]) {
      written.invoke(process, "txn");
    } else {
      switch (random() % 4) {
        case 0:
          written.fail(process, "txn");
          break;
        case 1:
          written.info(process, "txn");
          break;
        default:
          written.ok(process, "txn");
      }
    }
    open[process] = !open[process];
  }
  return written;
}

bool completed_before(const History& history, const Transaction& a, const Transaction& b,
                      SessionOrder order) {
  if (a.outcome != Outcome::ok) return false;
  if (order == SessionOrder::process) {
    return b.outcome != Outcome::failed && op_of(history, a).process == op_of(history, b).process &&
           *a.call.completion < b.call.invocation;
  }
  return b.outcome != Outcome::failed && *a.call.completion < b.call.invocation;
}

TEST_CASE("the order is that of the definition, for random histories") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    const History history = random_history(seed);
    const auto transactions = transactions_of(history);
    for (const SessionOrder order : {SessionOrder::process, SessionOrder::realtime}) {
      const Precedence precedence(history, transactions, order);
      for (TransactionId a = 0; a < transactions.size(); ++a) {
        for (TransactionId b = 0; b < transactions.size(); ++b)
          CHECK(precedence.precedes(a, b) ==
                (a != b && completed_before(history, transactions[a], transactions[b], order)));
      }
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
