// txn-list-append-single, txn-rw-register-single: a database on one node, n0, to which the others
// forward.
//
// Multi-version with optimistic concurrency control (Kung and Robinson, 1981): a transaction reads
// the snapshot of its beginning, takes some time for each micro-operation, so that transactions
// overlap, and commits if nothing that it has read or is to write has been written since; else it
// is begun again after a pause, each time a longer one on average. The last attempt takes no time,
// so that nothing can come between: no transaction is answered txn-conflict. All are as if they had
// happened at their commits: strictly serializable. A forward is repeated until it is answered, and
// carried out once.
//
// Each commit goes into a journal on the primary's disk, with the name and the outcome of its
// forward; no transaction is answered before all that it has seen is safe there. So the primary
// comes back with all that it has answered, and knows a forward again that it has carried out.
//
// The protected virtuals are the rules that the wrong programs in nodes/broken/ break.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eddy/nodes/broadcast/patience.h"
#include "eddy/sim/protocol/txn.h"
#include "nodes/durable/durable_node.h"
#include "nodes/durable/journal.h"
#include "nodes/sessions.h"
#include "nodes/txn/micro_op.h"
#include "nodes/txn/versions.h"

namespace eddy::nodes::txn {

// A client's transaction, on its way to the primary.
struct Forwarded {
  static constexpr std::string_view type = "forward_txn";
  using Reply = sim::txn::TxnOk;
  std::uint64_t serial = 0;
  std::uint64_t oldest = 0;  // the sender waits for none before this one
  boost::json::array txn;
};
BOOST_DESCRIBE_STRUCT(Forwarded, (), (serial, oldest, txn))

// Who sent a transaction on, and what it is called there. Of one that came to the primary: serial 0.
struct Origin {
  sim::NodeId from;
  std::uint64_t serial = 0;
  std::uint64_t oldest = 0;
};
BOOST_DESCRIBE_STRUCT(Origin, (), (from, serial, oldest))

// A commit as the journal has it.
struct Saved {
  Number number = 0;
  std::map<std::string, boost::json::value> writes;
  Origin origin;
  boost::json::array outcome;
};
BOOST_DESCRIBE_STRUCT(Saved, (), (number, writes, origin, outcome))

class Primary : public durable::DurableNode {
 public:
  explicit Primary(sim::Host& host);

  std::optional<boost::json::array> versions(const boost::json::value& key) const override;

 protected:
  using Outcome = sim::Result<sim::txn::TxnOk>;

  // What a read sees, and what an append adds to.
  virtual boost::json::value look_up(const Transaction& txn, const std::string& key) const;
  virtual void put(Transaction& txn, const std::string& key, boost::json::value value);
  // Is nothing changed that it relies on? What only reads relies on its snapshot alone.
  virtual bool may_commit(const Transaction& txn) const;
  // Did it commit?
  virtual bool commit(const Transaction& txn);
  // The last of several is made at once.
  virtual int attempts() const { return 10; }
  // It has been committed under that number.
  virtual void committed(const Transaction& /*txn*/, Number /*number*/) {}
  // A transaction that comes to another node than the primary. Nothing: forward it.
  virtual std::optional<Outcome> answer_alone(const std::vector<MicroOp>& ops);

  void show(boost::json::object& state) const override;

  static sim::NodeId primary() { return sim::NodeId::node(0); }
  bool is_primary() const { return id() == primary(); }
  const Versions& store() const { return store_; }
  Versions& store() { return store_; }
  Number last_commit() const { return last_commit_; }
  Number next_commit() { return ++last_commit_; }
  void install(const Transaction& txn);
  bool has_changed(const Transaction& txn, const std::string& key) const {
    return store_.newest(key) > txn.snapshot;
  }

 private:
  enum class Pace : std::uint8_t { working, at_once };
  // A micro-operation takes up to this.
  static constexpr sim::Duration kMostWork = std::chrono::milliseconds(10);
  static constexpr sim::Duration kLongestForward = std::chrono::milliseconds(4500);

  sim::Task<void> prepare() override;
  void redo(const Saved& saved);
  sim::Task<Outcome> txn(const sim::txn::Txn& m);
  sim::Task<Outcome> forwarded(const Forwarded& m, sim::NodeId from);
  sim::Task<Outcome> forward(const boost::json::array& txn);
  sim::Task<Outcome> execute(const boost::json::array& txn, Origin origin);
  // Did it commit?
  sim::Task<bool> attempt(std::vector<MicroOp>& ops, Pace pace, Origin origin);
  sim::Task<void> take_up_to(sim::Duration most);

  durable::Journal journal_;
  Saved committing_;  // what is in hand
  Versions store_;
  Number last_commit_ = 0;
  Sessions<Outcome> sessions_;
  std::uint64_t last_serial_ = 0;
  std::set<std::uint64_t> unanswered_;  // serials of our own forwards
  Patience patience_;                   // with the primary
};

}  // namespace eddy::nodes::txn
