#include "eddy/sim/network.h"

#include <algorithm>

namespace eddy::sim {
namespace {

Probability stronger(Probability a, Probability b) { return a.value() < b.value() ? b : a; }

// `part` of `whole` parts of it.
Probability scaled(Probability probability, std::uint64_t part, std::uint64_t whole) {
  return Probability::of(probability.value() * static_cast<double>(part) /
                         static_cast<double>(whole));
}

}  // namespace

// What befalls a message of that link, sent at that time.
Network::Weather Network::weather_of(NodeId src, NodeId dest, Time sent) const {
  if (is_spared(src, dest)) return calm_;
  Weather weather = weather_;
  for (const ActiveFlaky& active : flaky_) {
    const Weather flaky = weather_of(active, src, dest, sent);
    weather.loss = stronger(weather.loss, flaky.loss);
    weather.slowness = std::max(weather.slowness, flaky.slowness);
  }
  return weather;
}

Network::Weather Network::weather_of(const ActiveFlaky& active, NodeId src, NodeId dest,
                                     Time sent) const {
  const std::uint64_t link = (std::uint64_t{src.raw()} << 32U) | dest.raw();
  const auto period = static_cast<std::uint64_t>(sent.time_since_epoch() / kFlakyTime);
  constexpr std::uint64_t kLevels = 1024;
  const std::uint64_t level =
      below(draw(seed_, Purpose::flaky_link, link, period, static_cast<std::uint64_t>(active.id)),
            kLevels);
  if (level < kLevels / 2) return {};  // the link is good
  const std::uint64_t badness = level - kLevels / 2 + 1;
  return {scaled(active.flaky.loss, badness, kLevels / 2),
          {},
          active.flaky.slowness / static_cast<Duration::rep>(kLevels / 2) *
              static_cast<Duration::rep>(badness)};
}

std::optional<FaultId> Network::cut_by(NodeId src, NodeId dest) const {
  for (const ActiveCut& active : cuts_) {
    if (active.passage == Passage::cut && active.cut.blocks(src, dest)) return active.id;
  }
  return std::nullopt;
}

std::optional<FaultId> Network::lost_by(NodeId src, NodeId dest, Time sent) const {
  if (is_spared(src, dest)) return std::nullopt;
  Probability strongest = calm_.loss;
  std::optional<FaultId> by;
  const auto weigh = [&](FaultId id, Probability loss) {
    if (loss.value() <= strongest.value()) return;
    strongest = loss;
    by = id;
  };
  for (const ActiveWeather& active : active_) weigh(active.id, active.weather.loss);
  for (const ActiveFlaky& active : flaky_)
    weigh(active.id, weather_of(active, src, dest, sent).loss);
  return by;
}

Duration Network::travel(Purpose latency, Purpose hop, NodeId src, NodeId dest, DrawKey key,
                         const Weather& weather) const {
  const bool is_client = is_of_client(src, dest);
  const Latency& usual = is_client ? options_.client_latency : options_.latency;
  Duration time = is_client ? Duration(0) : this->hop(hop, src, dest, key);
  time += usual.is_constant() ? usual.mean : usual.sample(bits(latency, src, dest, key));
  if (weather.slowness.count() > 0 && (!is_client || options_.client_faults)) {
    time += uniform(mix(bits(Purpose::slow, src, dest, key), static_cast<std::uint64_t>(latency)),
                    weather.slowness);
  }
  return time;
}

Network::Travel Network::fate_by(const MessageException& exception, Travel drawn, NodeId src,
                                 NodeId dest, DrawKey key) const {
  if (exception.fate == Fate::lost) return {};
  if (!drawn.first) {
    drawn.first =
        travel(Purpose::latency, Purpose::hop, src, dest, key, weather_of(src, dest, key.sent));
  }
  if (exception.fate == Fate::twice && !drawn.second) drawn.second = *drawn.first + exception.by;
  if (exception.fate == Fate::later) *drawn.first += exception.by;
  return drawn;
}

Network::Travel Network::draw_fate(NodeId src, NodeId dest, DrawKey key) const {
  const Weather weather = weather_of(src, dest, key.sent);
  if (!weather.loss.never() && weather.loss.holds(bits(Purpose::loss, src, dest, key))) return {};
  Travel fate{travel(Purpose::latency, Purpose::hop, src, dest, key, weather), std::nullopt};
  if (!weather.duplicate.never() &&
      weather.duplicate.holds(bits(Purpose::duplicate, src, dest, key))) {
    fate.second =
        travel(Purpose::duplicate_latency, Purpose::duplicate_hop, src, dest, key, weather);
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

void Network::inject(FaultId id, const Flaky& flaky) {
  flaky_.push_back({id, flaky});
  settle();
}

void Network::heal(FaultId id) {
  std::erase_if(cuts_, [id](const ActiveCut& active) { return active.id == id; });
  std::erase_if(flaky_, [id](const ActiveFlaky& active) { return active.id == id; });
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
           !weather_.duplicate.never() || weather_.slowness.count() > 0 || !flaky_.empty();
}

}  // namespace eddy::sim
