#include "nodes/broadcast/anti_entropy.h"

#include <chrono>

namespace eddy::nodes {

using namespace std::chrono_literals;

namespace {

// Between two comparisons, uniformly on half of it to one and a half.
constexpr sim::Duration kRarely = 1s;
constexpr sim::Duration kOften = 200ms;
// Comparisons that follow a difference.
constexpr std::uint32_t kUrgentRounds = 3;

sim::Duration about(sim::Duration mean, sim::Random& random) {
  return mean / 2 + random.uniform(mean / 2);
}

}  // namespace

AntiEntropy::AntiEntropy(sim::Host& host, sim::Duration grace) : Node(host), grace_(grace) {
  on(&AntiEntropy::news);
  on(&AntiEntropy::offered);
  on(&AntiEntropy::repair);
  if (nodes().size() > 1) spawn(compare_rarely());
}

void AntiEntropy::add(const boost::json::value& value) {
  if (!known_.add(value).is_new) return;
  host().learned(value);
  spread(log_.append(id(), value, now()));
}

sim::Task<void> AntiEntropy::news(const News& m, sim::NodeId from) {
  received(m, from, learn(m.runs, now()));
  Counts promised;
  for (const Run& run : m.runs) {
    promised[run.origin] = run.first + run.values.size();
  }
  if (log_.covers(promised)) co_return;
  co_await sleep(grace_);
  if (!log_.covers(promised)) request(from);
}

void AntiEntropy::offered(const Offer& m, sim::NodeId from) {
  std::vector<Run> missing = log_.lacking(m.counts, now() - grace_);
  if (!missing.empty()) {
    send(from, Missing{std::move(missing)});
    differs();
  }
  if (!log_.covers(m.ripe)) request(from);
}

void AntiEntropy::repair(const Missing& m) {
  // Old already where they come from, so this node need not wait before it passes them on.
  if (learn(m.runs, sim::Time::min()) > 0) differs();
}

std::size_t AntiEntropy::learn(const std::vector<Run>& runs, sim::Time since) {
  std::size_t count = 0;
  for (const Run& run : runs) {
    for (const Run& added : log_.merge(run, since)) {
      for (const boost::json::value& value : added.values) {
        if (known_.add(value).is_new) host().learned(value);
      }
      spread(added);
      count += added.values.size();
    }
  }
  return count;
}

void AntiEntropy::offer(sim::NodeId peer) {
  send(peer, Offer{log_.counts(), log_.counts(now() - grace_)});
}

void AntiEntropy::request(sim::NodeId peer) {
  differs();
  if (last_request_ && now() < *last_request_ + kOften) return;
  last_request_ = now();
  offer(peer);
}

sim::NodeId AntiEntropy::any_peer() {
  const sim::NodeId drawn = nodes()[random().below(nodes().size() - 1)];
  return drawn == id() ? nodes().back() : drawn;
}

sim::Task<void> AntiEntropy::compare_rarely() {
  for (;;) {
    co_await sleep(about(kRarely, random()));
    offer(any_peer());
  }
}

sim::Task<void> AntiEntropy::compare_often() {
  for (; urgent_rounds_ > 0; --urgent_rounds_) {
    co_await sleep(about(kOften, random()));
    offer(any_peer());
  }
}

void AntiEntropy::differs() {
  const bool runs = urgent_rounds_ > 0;
  urgent_rounds_ = kUrgentRounds;
  if (!runs) spawn(compare_often());
}

}  // namespace eddy::nodes
