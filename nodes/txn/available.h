// txn-rw-register-read-committed, txn-rw-register-read-uncommitted: totally available.
//
// Every node has a copy of all registers (nodes/txn/registers.h), carries a transaction out on it
// at once, and tells the others of the writes until they have acknowledged them. No node waits for
// another, so no partition keeps a client from its answer (Bailis et al., "Highly Available
// Transactions", 2013).
//
//   read committed    tells of the last write of each key, of a whole transaction in one message
//   read uncommitted  tells of each write by itself, also of those that the transaction overwrites:
//                     others see its middle. Still no write of one comes between those of another.
#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "eddy/nodes/broadcast/outbox.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/txn.h"
#include "nodes/txn/registers.h"

namespace eddy::nodes::txn {

// Writes that become visible together.
struct Update {
  std::uint32_t number = 0;  // the sender's
  std::vector<Write> writes;
};
BOOST_DESCRIBE_STRUCT(Update, (), (number, writes))

struct Updates {
  static constexpr std::string_view type = "updates";
  std::int64_t sent = 0;  // ns, by the sender's clock
  std::vector<Update> updates;
};
BOOST_DESCRIBE_STRUCT(Updates, (), (sent, updates))

struct UpdatesTaken {
  static constexpr std::string_view type = "updates_taken";
  std::int64_t sent = 0;
  std::vector<std::uint32_t> numbers;
};
BOOST_DESCRIBE_STRUCT(UpdatesTaken, (), (sent, numbers))

class Available : public sim::Node {
 public:
  std::optional<boost::json::array> versions(const boost::json::value& key) const override;
  std::optional<boost::json::value> state() const override;

 protected:
  explicit Available(sim::Host& host);

 private:
  static constexpr sim::Duration kBetweenLooks = std::chrono::milliseconds(100);

  // The updates by which others learn what a transaction has written, in this order.
  virtual std::vector<std::vector<Write>> publish(std::vector<Write> writes) const = 0;

  sim::Result<sim::txn::TxnOk> txn(const sim::txn::Txn& m);
  void updates(const Updates& m, sim::NodeId from);
  void taken(const UpdatesTaken& m, sim::NodeId from);
  void tell(sim::NodeId peer, std::span<const Outbox::Number> numbers);
  void tell_again();

  Registers registers_;
  std::vector<Update> own_;  // by number
  std::map<sim::NodeId, Outbox> outboxes_;
};

class ReadCommitted final : public Available {
 public:
  explicit ReadCommitted(sim::Host& host) : Available(host) {}

 private:
  std::vector<std::vector<Write>> publish(std::vector<Write> writes) const override;
};

class ReadUncommitted final : public Available {
 public:
  explicit ReadUncommitted(sim::Host& host) : Available(host) {}

 private:
  std::vector<std::vector<Write>> publish(std::vector<Write> writes) const override;
};

}  // namespace eddy::nodes::txn
