#include "eddy/sim/network.h"

#include <algorithm>

namespace eddy::sim {
namespace {

Probability stronger(Probability a, Probability b) { return a.value() < b.value() ? b : a; }

}  // namespace

Duration Network::travel(Purpose latency, Purpose hop, NodeId src, NodeId dest, DrawKey key) const {
  Duration time = this->hop(hop, src, dest, key);
  time += options_.latency.is_constant() ? options_.latency.mean
                                         : options_.latency.sample(bits(latency, src, dest, key));
  if (const Duration slowness = weather_of(src, dest).slowness; slowness.count() > 0) {
    time += uniform(mix(bits(Purpose::slow, src, dest, key), static_cast<std::uint64_t>(latency)),
                    slowness);
  }
  return time;
}

Duration Network::travel_of_first(NodeId src, NodeId dest, DrawKey key) const {
  if (src.is_client() || dest.is_client())
    return options_.client_latency.sample(bits(Purpose::latency, src, dest, key));
  return travel(Purpose::latency, Purpose::hop, src, dest, key);
}

Network::Travel Network::fate_by(const MessageException& exception, Travel drawn, NodeId src,
                                 NodeId dest, DrawKey key) const {
  if (exception.fate == Fate::lost) return {};
  if (!drawn.first) drawn.first = travel_of_first(src, dest, key);
  if (exception.fate == Fate::twice && !drawn.second) drawn.second = *drawn.first + exception.by;
  if (exception.fate == Fate::later) *drawn.first += exception.by;
  return drawn;
}

Network::Travel Network::draw_fate(NodeId src, NodeId dest, DrawKey key) const {
  const Weather& weather = weather_of(src, dest);
  if (!weather.loss.never() && weather.loss.holds(bits(Purpose::loss, src, dest, key))) return {};
  Travel fate{travel_of_first(src, dest, key), std::nullopt};
  if (!weather.duplicate.never() &&
      weather.duplicate.holds(bits(Purpose::duplicate, src, dest, key))) {
    fate.second = travel(Purpose::duplicate_latency, Purpose::duplicate_hop, src, dest, key);
  }
  return fate;
}

void Network::inject(FaultId id, const Loss& loss) {
  active_.push_back({id, {loss.probability, {}, {}}});
  settle();
}

void Network::inject(FaultId id, const Duplication& duplication) {
  active_.push_back({id, {{}, duplication.probability, {}}});
  settle();
}

void Network::inject(FaultId id, const Slowness& slowness) {
  active_.push_back({id, {{}, {}, slowness.mean}});
  settle();
}

void Network::heal(FaultId id) {
  std::erase_if(cuts_, [id](const ActiveCut& active) { return active.id == id; });
  std::erase_if(active_, [id](const ActiveWeather& active) { return active.id == id; });
  settle();
}

void Network::calm() {
  calm_.loss = calm_.duplicate = Probability();
  settle();
}

void Network::settle() {
  weather_ = calm_;
  for (const auto& [id, weather] : active_) {
    weather_.loss = stronger(weather_.loss, weather.loss);
    weather_.duplicate = stronger(weather_.duplicate, weather.duplicate);
    weather_.slowness = std::max(weather_.slowness, weather.slowness);
  }
  draws_ = !options_.latency.is_constant() || !weather_.loss.never() ||
           !weather_.duplicate.never() || weather_.slowness.count() > 0;
}

}  // namespace eddy::sim
