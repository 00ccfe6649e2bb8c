// What no order can make right is found before any is tried.
#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <string>

#include "eddy/checkers/linearizable.h"
#include "tests/checkers/dice.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

Verdict judge(const History& history, LinearizableModel model) {
  LinearizableOptions options;
  options.model = model;
  return check_linearizable(history, options);
}

void is_impossible(const History& history, LinearizableModel model, const std::string& why) {
  const Verdict verdict = judge(history, model);
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "step-count") < 10);
  CAPTURE(evidence_of(verdict));
  CHECK(evidence_of(verdict).find(why) != std::string::npos);
}

// Clients that are always busy, some of whose writes are of unknown outcome: no search ends soon.
WrittenHistory busy(std::uint64_t seed, std::size_t calls) {
  constexpr std::int64_t kClients = 20;
  Dice dice(seed);
  WrittenHistory history;
  std::int64_t process = kClients;
  for (std::size_t i = 0; i < calls; i += kClients) {
    for (std::int64_t client = 0; client < kClients; ++client) {
      const auto value = static_cast<std::int64_t>(dice.below(5));
      history.invoke(process + client, "write", value);
    }
    for (std::int64_t client = 0; client < kClients; ++client) {
      if (!dice.one_in(8)) history.ok(process + client, "write", nullptr);
    }
    process += kClients;
  }
  return history;
}

TEST_CASE("impossible: a read of what nobody wrote, among any number of calls") {
  WrittenHistory history = busy(1, 5'000);
  history.invoke(0, "read").ok(0, "read", 6);
  is_impossible(history, LinearizableModel::cas_register,
                "read of 6 (op 9419 of process 0 at 9.419 s), but nothing leaves 6: null at first");
}

TEST_CASE("impossible: the failed call that would have brought it about is named, of any kind") {
  const std::string failed = "; op 1 of process 0 at 0.001 s tried to, and failed";
  const auto array = [](const char* text) { return boost::json::parse(text); };
  WrittenHistory cas;
  cas.invoke(0, "cas", array("[0, 6]")).fail(0, "cas", array("[0, 6]"));
  cas.invoke(1, "read").ok(1, "read", 6);
  is_impossible(cas, LinearizableModel::cas_register, failed);
  WrittenHistory kv;
  kv.invoke(0, "write", array("[1, 6]")).fail(0, "write", array("[1, 6]"));
  kv.invoke(1, "read", array("[1, null]")).ok(1, "read", array("[1, 6]"));
  is_impossible(kv, LinearizableModel::kv, failed);
  WrittenHistory set;
  set.invoke(0, "add", 6).fail(0, "add", 6).add(1, 5);
  set.invoke(1, "read").ok(1, "read", array("[5, 6]"));
  is_impossible(set, LinearizableModel::set, failed);
  WrittenHistory queue;
  queue.invoke(0, "enqueue", 6).fail(0, "enqueue", 6).invoke(1, "dequeue").ok(1, "dequeue", 6);
  is_impossible(queue, LinearizableModel::fifo_queue, failed);
  is_impossible(queue, LinearizableModel::unordered_queue, failed);
  WrittenHistory registers;
  registers.invoke(0, "txn", array(R"([["w", "x", 6], ["w", "y", 7]])"))
      .fail(0, "txn", array(R"([["w", "x", 6], ["w", "y", 7]])"))
      .invoke(1, "txn", array(R"([["r", "z", null], ["r", "y", null]])"))
      .ok(1, "txn", array(R"([["r", "z", null], ["r", "y", 7]])"));
  is_impossible(registers, LinearizableModel::multi_register, failed);
}

TEST_CASE("impossible: a failed call that has nothing to do with it is not named") {
  WrittenHistory history;
  history.invoke(0, "write", 5).fail(0, "write", 5).invoke(1, "read").ok(1, "read", 6);
  CHECK(evidence_of(judge(history, LinearizableModel::cas_register)).find("tried to") ==
        std::string::npos);
}

TEST_CASE("impossible: what only a failed write or a cas that cannot be would have left") {
  WrittenHistory failed;
  failed.invoke(0, "write", 6).fail(0, "write", 6).invoke(1, "read").ok(1, "read", 6);
  is_impossible(failed, LinearizableModel::cas_register,
                "take effect makes it so; op 1 of process 0 at 0.001 s tried to, and failed");
  const auto cas = [](int from, int to) { return boost::json::array{from, to}; };
  WrittenHistory chained;
  chained.invoke(0, "cas", cas(1, 2)).info(0, "cas", cas(1, 2));
  chained.invoke(1, "cas", cas(2, 1)).info(1, "cas", cas(2, 1));
  chained.invoke(2, "read").ok(2, "read", 2);
  is_impossible(chained, LinearizableModel::cas_register, "nothing leaves 2");
  WrittenHistory succeeded;
  succeeded.invoke(0, "cas", cas(1, 2)).ok(0, "cas", cas(1, 2));
  is_impossible(succeeded, LinearizableModel::cas_register, "cas from 1 to 2");
}

TEST_CASE("impossible: what a long chain of cas leaves, in whatever order they stand") {
  constexpr int kChain = 20'000;
  for (const int read : {kChain, kChain + 1}) {
    CAPTURE(read);
    WrittenHistory history;
    for (int i = kChain; i > 0; --i) history.invoke(i, "cas", boost::json::array{i - 1, i});
    history.invoke(0, "write", 0).ok(0, "write", 0);
    history.invoke(0, "read").ok(0, "read", read);
    LinearizableOptions options;
    options.budget.steps = 1'000;
    const bool can_be = read == kChain;
    CHECK(check_linearizable(history, options).validity ==
          (can_be ? Validity::unknown : Validity::invalid));
  }
}

TEST_CASE("impossible: an open or indefinite write may be what was read") {
  WrittenHistory open;
  open.invoke(0, "write", 6).invoke(1, "read").ok(1, "read", 6);
  CHECK(judge(open, LinearizableModel::cas_register).validity == Validity::valid);
  LinearizableOptions options;
  options.initial = 6;
  WrittenHistory first;
  first.invoke(1, "read").ok(1, "read", 6);
  CHECK(check_linearizable(first, options).validity == Validity::valid);
}

TEST_CASE("impossible: of keys, transactions, sets and queues") {
  const auto json = [](const char* text) { return boost::json::parse(text); };
  WrittenHistory kv;
  kv.invoke(0, "write", json("[1,5]")).ok(0, "write", json("[1,5]"));
  kv.invoke(0, "read", json("[2,null]")).ok(0, "read", json("[2,5]"));
  is_impossible(kv, LinearizableModel::kv, "the register of key 2 is not linearizable: read of 5");
  WrittenHistory txn;
  txn.invoke(0, "txn", json(R"([["w",1,5]])")).ok(0, "txn", json(R"([["w",1,5]])"));
  txn.invoke(0, "txn", json(R"([["r",2,null]])")).ok(0, "txn", json(R"([["r",2,5]])"));
  is_impossible(txn, LinearizableModel::multi_register, "nothing writes 5 to 2, which is null");
  is_impossible(WrittenHistory().add(0, 1).read(1, {1, 2}), LinearizableModel::set,
                "an element that nobody added");
  for (const auto model : {LinearizableModel::fifo_queue, LinearizableModel::unordered_queue}) {
    WrittenHistory never;
    never.invoke(0, "enqueue", 1).ok(0, "enqueue", 1).invoke(1, "dequeue").ok(1, "dequeue", 2);
    is_impossible(never, model, "dequeue of 2 (op 3 of process 1 at 0.003 s), but nobody enqueued");
    WrittenHistory twice;
    twice.invoke(0, "enqueue", 1).ok(0, "enqueue", 1).invoke(1, "dequeue").ok(1, "dequeue", 1);
    twice.invoke(1, "dequeue").ok(1, "dequeue", 1);
    is_impossible(twice, model, "1 came out twice and went in once");
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
