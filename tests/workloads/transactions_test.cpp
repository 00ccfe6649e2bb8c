// The workloads of transactions: what clients make of replies, and what they
// are held against.
#include "workloads/transactions.h"

#include <algorithm>

#include "sim/protocol/txn.h"
#include "tests/workloads/bad_node.h"

namespace eddy::workloads {
namespace {

using checkers::OpType;
using checkers::Validity;
using sim::ErrorCode;
using sim::txn::Txn;
using sim::txn::TxnOk;

template <class Node>
Experiment run_with(const Options& options) {
  return testing::experiment(options, testing::program_for<Node>(options.workload));
}

// Answers every transaction with this error.
template <ErrorCode code>
class Refuses final : public sim::Node {
 public:
  explicit Refuses(sim::Host& host) : Node(host) { on(&Refuses::txn); }

 private:
  sim::Result<TxnOk> txn(const Txn& /*m*/) { return sim::Error{code, "no"}; }
};

class SaysNothing final : public sim::Node {
 public:
  explicit SaysNothing(sim::Host& host) : Node(host) { on(&SaysNothing::txn); }

 private:
  void txn(const Txn& /*m*/) {}
};

// Leaves out the last micro-operation.
class Forgets final : public sim::Node {
 public:
  explicit Forgets(sim::Host& host) : Node(host) { on(&Forgets::txn); }

 private:
  sim::Result<TxnOk> txn(const Txn& m) {
    boost::json::array txn = m.txn;
    txn.pop_back();
    return TxnOk{std::move(txn)};
  }
};

// What became of the transactions, all alike; and their error.
std::pair<OpType, boost::json::value> outcome(const Experiment& done) {
  const auto& ops = done.run.history.ops;
  const auto first = std::find_if(ops.begin(), ops.end(),
                                  [](const auto& op) { return op.type != OpType::invoke; });
  REQUIRE(first != ops.end());
  for (const auto& op : ops) {
    if (op.type == OpType::invoke || !op.is_client()) continue;
    CHECK(op.type == first->type);
  }
  return {first->type, first->error};
}

TEST_CASE("an error that says that nothing has happened is a failure, any other leaves it open") {
  const Options options = testing::options_for("txn-list-append");
  const auto conflict = outcome(run_with<Refuses<ErrorCode::txn_conflict>>(options));
  CHECK(conflict.first == OpType::fail);
  CHECK(conflict.second == boost::json::array{"txn-conflict", "no"});
  CHECK(outcome(run_with<Refuses<ErrorCode::abort>>(options)).first == OpType::fail);
  CHECK(outcome(run_with<Refuses<ErrorCode::temporarily_unavailable>>(options)).first ==
        OpType::fail);
  CHECK(outcome(run_with<Refuses<ErrorCode::crash>>(options)).first == OpType::info);
  const auto silence = outcome(run_with<SaysNothing>(options));
  CHECK(silence.first == OpType::info);
  CHECK(silence.second == "net-timeout");
}

TEST_CASE("a reply that is not the completed request says nothing of what has happened") {
  const auto done = run_with<Forgets>(testing::options_for("txn-list-append"));
  const auto [type, error] = outcome(done);
  CHECK(type == OpType::info);
  CHECK(testing::contains(boost::json::serialize(error), "micro-operations in the reply, got"));
  CHECK(done.results.validity != Validity::valid);
}

std::optional<std::string> complaint(void (*change)(Options& options)) {
  Options options = testing::options_for("txn-list-append");
  change(options);
  return find_workload(options.workload)->make()->complaint(options);
}

TEST_CASE("options that make no sense are refused before the run") {
  CHECK_FALSE(complaint([](Options&) {}));
  CHECK(complaint([](Options& o) { o.key_count = 0; }));
  CHECK(complaint([](Options& o) { o.max_txn_length = 0; }));
  CHECK(complaint([](Options& o) { o.min_txn_length = 9; }));
  CHECK(complaint([](Options& o) { o.max_writes_per_key = 0; }));
  const auto unknown = complaint([](Options& o) { o.consistency_models = {"serialisable"}; });
  REQUIRE(unknown);
  CHECK(testing::contains(*unknown, "serializable"));
}

}  // namespace
}  // namespace eddy::workloads
