// Plans what the clients of a log do, as Jepsen's generator for Kafka does, but from the seed
// alone.
//
// * Sends and polls, evenly mixed. Keys and messages are those of list-append transactions of one
//   operation (txn_plan.h): messages of a key are 1, 2, 3, …, and keys are retired.
// * One operation in 64 is preceded by an assign of its key. Every third of these also names the
//   keys that were sent to and that no client's last assign names, so that somebody polls them.
// * Each client crashes about every 30 seconds, and goes on as a new process without keys.
// * In the recovery each key is of those who ask one node.
// * At the end each client crashes, assigns itself all keys that were sent to, and polls.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eddy/sim/probability.h"
#include "eddy/workloads/planner.h"
#include "workloads/txn_plan.h"

namespace eddy::workloads {

// The micro-operation, as the only one of its operation.
boost::json::array only(boost::json::array micro_operation);

class KafkaPlan final : public Generator {
 public:
  explicit KafkaPlan(const Options& options);

  Step next(const Turn& turn) override;
  // A client is given a key, sends to it, and polls it.
  Step recovery_step(const RecoveryTurn& turn) override;
  std::uint64_t recovery_cycle() const override { return 3; }
  std::vector<Step> final_steps() override;

 private:
  // What is sent to, or nothing: a poll; and the key that either has drawn.
  struct Wish {
    std::string key;
    std::optional<boost::json::value> message;
  };

  Wish draw(const Turn& turn);
  // Of the key that is wished for; a wide one also of those that nobody polls.
  Step assign(std::uint32_t thread, bool is_wide);
  bool is_assigned(const std::string& key) const;

  TxnPlan transactions_;
  sim::Probability crash_;
  std::optional<Wish> wish_;       // whose turn an assign has taken
  std::vector<std::string> sent_;  // keys, in the order in which they were first sent to
  std::map<std::uint32_t, std::set<std::string>> assigned_;  // by thread
};

}  // namespace eddy::workloads
