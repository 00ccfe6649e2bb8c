// The workloads of transactions: what clients make of replies, and what they
// are held against.
#include "workloads/transactions.h"

#include <algorithm>

#include "checkers/transactional/registers/version_orders.h"
#include "eddy/sim/protocol/txn.h"
#include "tests/workloads/bad_node.h"

namespace eddy::workloads {
namespace TEST_FILE {

using checkers::OpType;
using checkers::Validity;
using sim::ErrorCode;
using sim::txn::Txn;
using sim::txn::TxnOk;

template <class Node>
Experiment run_with(const Options& options) {
  return testing::experiment(options, testing::bad_program<Node>());
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
  return find_workload(options.plan.workload)->make()->complaint(options);
}

TEST_CASE("options that make no sense are refused before the run") {
  CHECK_FALSE(complaint([](Options&) {}));
  CHECK(complaint([](Options& o) { o.plan.key_count = 0; }));
  CHECK(complaint([](Options& o) { o.plan.max_txn_length = 0; }));
  CHECK(complaint([](Options& o) { o.plan.min_txn_length = 9; }));
  CHECK(complaint([](Options& o) { o.plan.max_writes_per_key = 0; }));
  const auto unknown =
      complaint([](Options& o) { o.criteria.consistency_models = {"serialisable"}; });
  REQUIRE(unknown);
  CHECK(testing::contains(*unknown, "serializable"));
}

// A register store on n0 alone, for one node.
class Alone : public sim::Node {
 public:
  explicit Alone(sim::Host& host) : Node(host) { on(&Alone::txn); }

 private:
  sim::Result<TxnOk> txn(const Txn& m) {
    boost::json::array txn = m.txn;
    for (auto& op : txn) {
      auto& triple = op.as_array();
      auto& values = values_[triple[1].as_int64()];
      if (triple[0] == "w") {
        values.push_back(triple[2]);
      } else if (!values.empty()) {
        triple[2] = values.back();
      }
    }
    return TxnOk{std::move(txn)};
  }

 protected:
  std::map<std::int64_t, boost::json::array> values_;
};

class Tells final : public Alone {
 public:
  using Alone::Alone;
  std::optional<boost::json::array> versions(const boost::json::value& key) const override {
    const auto found = values_.find(key.as_int64());
    return found == values_.end() ? boost::json::array() : found->second;
  }
};

TEST_CASE("what a node tells of the order of its versions goes into the history") {
  Options options = testing::options_for("txn-rw-register");
  options.run.node_count = 1;
  const auto told = checkers::version_orders(run_with<Tells>(options).run.history);
  REQUIRE_FALSE(told.empty());
  for (const auto& order : told) {
    CHECK(order.observer == "n0");
    REQUIRE(order.values.size() >= 2);
    for (std::size_t i = 0; i < order.values.size(); ++i) {
      CHECK(order.values[i] == static_cast<std::int64_t>(i) + 1);
    }
  }
  CHECK(checkers::version_orders(run_with<Alone>(options).run.history).empty());
}

class Fails final : public Alone {
 public:
  using Alone::Alone;
  std::optional<boost::json::array> versions(const boost::json::value& /*key*/) const override {
    throw std::runtime_error("no versions here");
  }
};

TEST_CASE("a node that throws instead of telling the order of its versions has crashed") {
  Options options = testing::options_for("txn-rw-register");
  options.run.node_count = 1;
  const auto done = run_with<Fails>(options);
  CHECK(done.results.validity == Validity::invalid);
  CHECK(testing::contains(testing::evidence_of(done), "n0 failed at "));
  CHECK(testing::contains(testing::evidence_of(done), "versions: no versions here"));
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
