#include "workloads/scenario.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>

namespace eddy::workloads {
namespace {

boost::json::object latency_json(const sim::Latency& latency) {
  return {{"mean", latency.mean.count()}, {"distribution", name(latency.distribution)}};
}

boost::json::object options_json(const Options& options) {
  boost::json::object object{
      {"workload", options.plan.workload},
      {"node", options.run.program},
      {"seed", options.run.seed},
      {"node-count", options.run.node_count},
      {"rate", options.plan.rate},
      {"time-limit", options.run.time_limit.count()},
      {"concurrency", options.clients()},
      {"topology", name(options.run.topology)},
      {"latency", latency_json(options.run.network.latency)},
      {"client-latency", latency_json(options.run.network.client_latency)},
      {"loss", options.run.network.loss.value()},
      {"duplicate", options.run.network.duplicate.value()},
      {"seq-kv-staleness", options.run.services.seq_kv_staleness.value()},
  };
  boost::json::array kinds;
  for (const auto kind : options.plan.nemesis.kinds) kinds.emplace_back(name(kind));
  object["nemesis"] = std::move(kinds);
  object["nemesis-interval"] = options.plan.nemesis.interval.count();
  object["recovery"] = options.recovery_time().count();
  if (options.plan.nemesis.shape) object["partition-shape"] = name(*options.plan.nemesis.shape);
  const Options defaults;
  if (options.plan.key_count) object["key-count"] = *options.plan.key_count;
  if (options.plan.min_txn_length != defaults.plan.min_txn_length) {
    object["min-txn-length"] = options.plan.min_txn_length;
  }
  if (options.plan.max_txn_length != defaults.plan.max_txn_length) {
    object["max-txn-length"] = options.plan.max_txn_length;
  }
  if (options.plan.max_writes_per_key != defaults.plan.max_writes_per_key) {
    object["max-writes-per-key"] = options.plan.max_writes_per_key;
  }
  return object;
}

boost::json::object operation_json(const PlannedOperation& operation) {
  boost::json::object object{
      {"at", sim::nanoseconds(operation.at)}, {"thread", operation.thread}, {"f", operation.f}};
  if (!operation.value.is_null()) object["value"] = operation.value;
  if (operation.then) {
    object["then"] = {{"after", operation.then->after.count()},
                      {"f", operation.then->f},
                      {"value", operation.then->value}};
  }
  return object;
}

boost::json::object fault_json(const PlannedFault& planned) {
  boost::json::object object{{"start", sim::nanoseconds(planned.start)},
                             {"end", sim::nanoseconds(planned.end)},
                             {"fault", sim::name(planned.fault)}};
  if (const auto* partition = std::get_if<sim::Partition>(&planned.fault)) {
    object["shape"] = name(partition->shape);
    boost::json::array groups;
    for (const auto& group : partition->groups) {
      boost::json::array nodes;
      for (const sim::NodeId node : group) nodes.emplace_back(node.name());
      groups.emplace_back(std::move(nodes));
    }
    object["groups"] = std::move(groups);
  } else if (const auto* loss = std::get_if<sim::Loss>(&planned.fault)) {
    object["probability"] = loss->probability.value();
  } else if (const auto* duplication = std::get_if<sim::Duplication>(&planned.fault)) {
    object["probability"] = duplication->probability.value();
  } else if (const auto* slowness = std::get_if<sim::Slowness>(&planned.fault)) {
    object["mean"] = slowness->mean.count();
  }
  return object;
}

}  // namespace

boost::json::object to_json(const Scenario& scenario) {
  boost::json::array operations;
  operations.reserve(scenario.operations.size());
  for (const auto& operation : scenario.operations) {
    operations.push_back(operation_json(operation));
  }
  boost::json::array recovery;
  for (const auto& operation : scenario.recovery_operations)
    recovery.push_back(operation_json(operation));
  boost::json::array last;
  for (const auto& operation : scenario.final_operations) {
    boost::json::object object{{"f", operation.f}};
    if (!operation.value.is_null()) object["value"] = operation.value;
    last.push_back(std::move(object));
  }
  boost::json::array faults;
  for (const auto& fault : scenario.faults) faults.push_back(fault_json(fault));
  return {{"format", Scenario::kFormat},
          {"options", options_json(scenario.options)},
          {"faults", std::move(faults)},
          {"operations", std::move(operations)},
          {"recovery-operations", std::move(recovery)},
          {"final-operations", std::move(last)}};
}

}  // namespace eddy::workloads
