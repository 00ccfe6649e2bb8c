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
  const Weather& weather = src.is_service() || dest.is_service() ? calm_ : weather_;
  const auto bits = [&](Purpose purpose) { return this->bits(purpose, src, dest, key); };
  const auto travel = [&](Purpose purpose) {
    Duration time = options_.latency.is_constant() ? options_.latency.mean
                                                   : options_.latency.sample(bits(purpose));
    if (weather.slowness.count() > 0) {
      time +=
          uniform(mix(bits(Purpose::slow), static_cast<std::uint64_t>(purpose)), weather.slowness);
    }
    return time;
  };
  if (!weather.loss.never() && weather.loss.holds(bits(Purpose::loss))) return {};
  Fate fate{travel(Purpose::latency), std::nullopt};
  if (!weather.duplicate.never() && weather.duplicate.holds(bits(Purpose::duplicate))) {
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

void Network::calm() {
  calm_.loss = calm_.duplicate = Probability();
  heal_all();
}

void Network::settle() {
  weather_ = calm_;
  const auto stronger = [](Probability a, Probability b) { return a.value() < b.value() ? b : a; };
  for (const ActiveDraw& active : others_) {
    if (const auto* loss = std::get_if<Loss>(&active.fault)) {
      weather_.loss = stronger(weather_.loss, loss->probability);
    } else if (const auto* duplication = std::get_if<Duplication>(&active.fault)) {
      weather_.duplicate = stronger(weather_.duplicate, duplication->probability);
    } else if (const auto* slowness = std::get_if<Slowness>(&active.fault)) {
      weather_.slowness = std::max(weather_.slowness, slowness->mean);
    }
  }
  draws_ = !options_.latency.is_constant() || !weather_.loss.never() ||
           !weather_.duplicate.never() || weather_.slowness.count() > 0;
}

}  // namespace eddy::sim
