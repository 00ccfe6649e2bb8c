#include "sim/network.h"

#include <algorithm>

namespace eddy::sim {

std::string_view name(LossCause cause) {
  switch (cause) {
    case LossCause::loss:
      return "loss";
    case LossCause::partition:
      return "partition";
    case LossCause::crashed:
      return "crashed";
    case LossCause::no_such_node:
      return "no-such-node";
  }
  return "";
}

Network::Fate Network::draw_fate(NodeId src, NodeId dest, DrawKey key) const {
  const auto bits = [&](Purpose purpose) { return this->bits(purpose, src, dest, key); };
  const auto travel = [&](Purpose purpose) {
    Duration time = options_.latency.is_constant() ? options_.latency.mean
                                                   : options_.latency.sample(bits(purpose));
    if (slowness_.count() > 0) {
      time += uniform(mix(bits(Purpose::slow), static_cast<std::uint64_t>(purpose)), slowness_);
    }
    return time;
  };
  if (!loss_.never() && loss_.holds(bits(Purpose::loss))) return {};
  Fate fate{travel(Purpose::latency), std::nullopt};
  if (!duplicate_.never() && duplicate_.holds(bits(Purpose::duplicate))) {
    fate.second = travel(Purpose::duplicate_latency);
  }
  return fate;
}

Network::FaultId Network::inject(const Fault& fault) {
  const FaultId id = ++last_fault_;
  if (const auto* partition = std::get_if<Partition>(&fault)) {
    cuts_.push_back({id, Cut(*partition)});
  } else {
    others_.push_back({id, fault});
    settle();
  }
  return id;
}

void Network::heal(FaultId id) {
  std::erase_if(cuts_, [id](const ActiveCut& active) { return active.id == id; });
  std::erase_if(others_, [id](const ActiveDraw& active) { return active.id == id; });
  settle();
}

void Network::heal_all() {
  cuts_.clear();
  others_.clear();
  settle();
}

void Network::settle() {
  loss_ = options_.loss;
  duplicate_ = options_.duplicate;
  slowness_ = Duration(0);
  const auto stronger = [](Probability a, Probability b) { return a.value() < b.value() ? b : a; };
  for (const ActiveDraw& active : others_) {
    if (const auto* loss = std::get_if<Loss>(&active.fault)) {
      loss_ = stronger(loss_, loss->probability);
    } else if (const auto* duplication = std::get_if<Duplication>(&active.fault)) {
      duplicate_ = stronger(duplicate_, duplication->probability);
    } else if (const auto* slowness = std::get_if<Slowness>(&active.fault)) {
      slowness_ = std::max(slowness_, slowness->mean);
    }
  }
  draws_ = !options_.latency.is_constant() || !loss_.never() || !duplicate_.never() ||
           slowness_.count() > 0;
}

}  // namespace eddy::sim
