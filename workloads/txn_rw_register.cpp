#include "workloads/txn_rw_register.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <exception>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "checkers/transactional/registers/version_orders.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "eddy/sim/format.h"
#include "eddy/sim/node.h"
#include "eddy/sim/simulation.h"

namespace eddy::workloads {
namespace {

// Those of the history, in the order in which they first occur.
std::vector<boost::json::value> keys_of(const checkers::History& history) {
  std::vector<boost::json::value> keys;
  std::set<std::string> seen;
  for (const checkers::Op& op : history.ops) {
    if (!op.is_client() || op.type != checkers::OpType::invoke || op.f != "txn") continue;
    for (const boost::json::value& micro_op : op.value.as_array()) {
      const boost::json::value& key = micro_op.as_array()[1];
      if (seen.insert(sim::to_text(key)).second) keys.push_back(key);
    }
  }
  return keys;
}

// What this node tells of the key. What it throws instead counts as a failure.
std::optional<boost::json::array> ask(sim::Simulation& simulation, sim::NodeId node,
                                      const boost::json::value& key, Inspection& inspection) {
  const sim::Program* program = simulation.host(node).program();
  if (program == nullptr) return std::nullopt;
  try {
    return program->versions(key);
  } catch (const std::exception& thrown) {
    inspection.failures.push_back(
        {node, simulation.now(), fmt::format("versions: {}", thrown.what()), ""});
    return std::nullopt;
  }
}

}  // namespace

Inspection TxnRwRegister::inspect(sim::Simulation& simulation,
                                  const checkers::History& history) const {
  Inspection inspection;
  std::vector<checkers::ObservedOrder> orders;
  for (const boost::json::value& key : keys_of(history)) {
    const std::size_t first_of_key = orders.size();
    for (const sim::NodeId node : simulation.nodes()) {
      const auto told = ask(simulation, node, key, inspection);
      if (!told || told->size() < 2) continue;  // one value alone has no order
      checkers::ObservedOrder order{node.name(), key, {told->begin(), told->end()}};
      const bool is_known =
          std::any_of(orders.begin() + static_cast<std::ptrdiff_t>(first_of_key), orders.end(),
                      [&](const auto& other) { return other.values == order.values; });
      if (!is_known) orders.push_back(std::move(order));
    }
  }
  for (const checkers::ObservedOrder& order : orders) {
    inspection.events.push_back(checkers::version_order_event(order));
  }
  return inspection;
}

checkers::Verdict TxnRwRegister::check(const Run& run, const Criteria& criteria) const {
  checkers::CheckOptions own;
  own.consistency_models = criteria.consistency_models;
  own.wfr_keys = true;  // as Maelstrom has it
  return checkers::check_rw_register(run.history, own);
}

}  // namespace eddy::workloads
