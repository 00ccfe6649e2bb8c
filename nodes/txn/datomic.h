// txn-list-append-datomic, txn-rw-register-datomic: a database over the service lin-kv, after the
// architecture of Datomic.
//
//   "root"          the only key that ever changes: the name of the current index
//   "index/n1-1-17" immutable: of each key the name of its value, and of each node the number of
//                   its last transaction
//   "value/n1-1-16" immutable
//
// Names and numbers are those of no earlier life of the node (nodes/durable/epoch.h).
//
// A transaction reads the root, the index and the values that it needs, writes new values and a new
// index under new names, and then moves the root from the old index to the new one, by one cas. If
// another was faster it begins again. So all happen at their cas, or, what only reads, at the
// reading of the root: strictly serializable.
//
// A cas whose answer is lost may have been done. The index that is current afterwards tells: it
// names, for this node, the last transaction that got through. The root never returns to an
// earlier index, so once it has moved on, a cas that was not done never will be. Only if the
// service cannot be reached for long is the outcome not known.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eddy/nodes/broadcast/patience.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/sim/protocol/txn.h"
#include "nodes/durable/durable_node.h"
#include "nodes/txn/micro_op.h"

namespace eddy::nodes::txn {

struct Index {
  std::map<std::string, std::string> values;      // key → name of its value
  std::map<sim::NodeId, std::uint64_t> last_txn;  // by node
};
BOOST_DESCRIBE_STRUCT(Index, (), (values, last_txn))

class Datomic final : public durable::DurableNode {
 public:
  explicit Datomic(sim::Host& host);

 private:
  using Outcome = sim::Result<sim::txn::TxnOk>;
  using Stored = sim::Result<boost::json::value>;
  enum class Move : std::uint8_t { done, overtaken, unknown };
  struct Named {
    std::string name;
    boost::json::value value;
  };
  struct State {       // of the database, at one root
    std::string root;  // the name of the index; empty: nothing has been written yet
    Index index;
  };
  class Turn;

  // A transaction waits for its turn, and begins again, until then; it asks the service on until
  // kLongestTurn. So its client, which waits for five seconds, hears that others were faster.
  static constexpr sim::Duration kLastAttempt = std::chrono::seconds(3);
  static constexpr sim::Duration kLongestTurn = std::chrono::milliseconds(4500);
  // What is waited after an attempt that failed: up to this, and up to twice as long each time.
  static constexpr sim::Duration kFirstPause = std::chrono::milliseconds(10);
  static constexpr sim::Duration kLongestPause = std::chrono::milliseconds(160);

  sim::Task<void> prepare() override;
  void show(boost::json::object& state) const override;
  sim::Task<Outcome> txn(const sim::txn::Txn& m);
  sim::Task<Outcome> execute(const std::vector<MicroOp>& wanted);
  // Nothing: another transaction was faster.
  sim::Task<sim::Result<std::optional<std::vector<MicroOp>>>> attempt(std::vector<MicroOp> ops,
                                                                      std::uint64_t number);
  sim::Task<sim::Result<State>> current();
  sim::Task<sim::Result<void>> load(const Index& index, const std::vector<MicroOp>& ops);
  sim::Task<sim::Result<void>> store(const std::vector<Named>& news);
  sim::Task<Move> move_root(const std::string& from, const std::string& to, std::uint64_t number);

  // Asks the service, again and again until the turn is over.
  template <class M>
  sim::Task<sim::Result<typename M::Reply>> ask(const M& message);
  // A key that is not there reads as null.
  sim::Task<Stored> get(std::string key);
  std::string new_name();

  std::deque<std::uint64_t> turns_;  // transactions under way or waiting, by number
  std::uint64_t last_number_ = 0;
  std::uint64_t last_name_ = 0;
  std::map<std::string, Named> values_;  // by key: the value that was last seen
  State latest_;                         // the index that was last seen
  sim::Time end_of_turn_{};
  Patience patience_;  // with the service
};

}  // namespace eddy::nodes::txn
