#include "eddy/workloads/search/climate_features.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace eddy::workloads {
namespace {

class FeatureList {
 public:
  // A fault that comes and goes and one that stays are the same feature.
  void add(std::string_view name, bool is_there = true) {
    if (is_there && std::find(names_.begin(), names_.end(), name) == names_.end())
      names_.emplace_back(name);
  }
  std::vector<std::string> take() { return std::move(names_); }

 private:
  std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> features_of(const Options& options) {
  const sim::NetworkOptions& network = options.run.network;
  FeatureList features;
  for (const sim::FaultKind kind : options.plan.nemesis.kinds) features.add(name_of(kind));
  features.add(name_of(sim::FaultKind::loss), !network.loss.never());
  features.add(name_of(sim::FaultKind::duplicate), !network.duplicate.never());
  for (const FaultAt& fault : options.plan.nemesis.at)
    features.add(std::string(name_of(fault.fault)) + " at an event");
  features.add("service faults", network.fault_services);
  features.add("client faults", network.client_faults);
  features.add("core", options.plan.liveness == Liveness::core);
  features.add("faults together", options.plan.nemesis.together);
  features.add("chances", !options.run.chances.never());
  features.add("timer slack", options.run.timer_slack > sim::Duration(0));
  features.add("latency", network.latency.mean > sim::Duration(0));
  features.add("client latency", network.client_latency.mean > sim::Duration(0));
  features.add("no hop", network.hop == sim::Duration(0));
  features.add("several clients a node", options.clients() > options.run.node_count);
  features.add("one node", options.run.node_count == 1);
  return features.take();
}

}  // namespace eddy::workloads
