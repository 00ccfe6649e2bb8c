#include "eddy/nodes/broadcast/gossip.h"

#include <algorithm>
#include <numeric>

#include "nodes/broadcast/neighbours.h"

namespace eddy::nodes {

using namespace sim::broadcast;
using Number = ValueSet::Number;

Gossip::Gossip(sim::Host& host) : Node(host) {
  on(&Gossip::rumour);
  on(&Gossip::heard);
  on(&Gossip::broadcast);
  on(&Gossip::read);
  on(&Gossip::topology);
}

sim::Result<TopologyOk> Gossip::topology(const Topology& m) {
  links_.clear();
  for (const sim::NodeId neighbour : neighbours_of(id(), m)) links_.push_back({neighbour, {}});
  if (known_.size() == 0) return TopologyOk{};
  std::vector<Number> all(known_.size());
  std::iota(all.begin(), all.end(), Number{0});
  for (Link& link : links_) {
    link.outbox.sent(all, now());
    tell(link, all);
  }
  watch();
  return TopologyOk{};
}

sim::Result<BroadcastOk> Gossip::broadcast(const Broadcast& m, sim::NodeId from) {
  learn({&m.message, 1}, from);
  return BroadcastOk{};
}

sim::Result<ReadOk> Gossip::read(const Read& /*m*/) { return ReadOk{known_.values()}; }

void Gossip::rumour(const Rumour& m, sim::NodeId from) {
  const std::size_t crossed = learn(m.values, from);
  // Where both tell the same at once, each rumour acknowledges the other. If ours is lost, the
  // neighbour tells again, and by then we are in no doubt and answer.
  if (crossed < m.values.size()) send(from, Heard{m.sent, m.numbers});
}

void Gossip::heard(const Heard& m, sim::NodeId from) {
  Link* link = link_to(from);
  if (link == nullptr) return;
  link->outbox.answered(sim::Time(sim::Duration(m.sent)), now());
  link->outbox.acknowledge(m.numbers);
}

std::size_t Gossip::learn(std::span<const boost::json::value> values, sim::NodeId from) {
  Rumour news;
  std::vector<Number> old;
  for (const boost::json::value& value : values) {
    const auto [number, is_new] = known_.add(value);
    if (!is_new) {
      old.push_back(number);
      continue;
    }
    host().learned(value);
    news.numbers.push_back(number);
    news.values.push_back(value);
  }
  Link* source = link_to(from);
  const std::size_t crossed = source == nullptr ? 0 : source->outbox.acknowledge(old);
  if (news.numbers.empty()) return crossed;
  news.sent = sim::nanoseconds(now());
  const std::vector<Number> numbers = news.numbers;
  const sim::BodyPtr body = host().share(std::move(news));
  for (Link& link : links_) {
    if (link.neighbour == from) continue;
    link.outbox.sent(numbers, now());
    host().send(link.neighbour, body);
  }
  watch();
  return crossed;
}

void Gossip::tell(Link& link, std::vector<Number> numbers) {
  Rumour rumour{sim::nanoseconds(now()), std::move(numbers), {}};
  for (const Number number : rumour.numbers) rumour.values.push_back(known_.values()[number]);
  send(link.neighbour, std::move(rumour));
}

Gossip::Link* Gossip::link_to(sim::NodeId neighbour) {
  const auto found = std::lower_bound(
      links_.begin(), links_.end(), neighbour,
      [](const Link& link, sim::NodeId wanted) { return link.neighbour < wanted; });
  return found != links_.end() && found->neighbour == neighbour ? &*found : nullptr;
}

void Gossip::watch() {
  std::optional<sim::Time> due;
  for (const Link& link : links_) {
    const auto next = link.outbox.due();
    if (next && (!due || *next < *due)) due = next;
  }
  if (!due) return;
  due = std::max(*due, now());
  if (alarm_ && *alarm_ <= *due) return;
  alarm_ = due;
  after(*due - now(), [this, at = *due] { tell_again(at); });
}

// By a clock that is fast it comes too early; then nothing is overdue yet.
void Gossip::tell_again(sim::Time at) {
  if (alarm_ != at) return;  // an earlier one has replaced it
  alarm_.reset();
  for (Link& link : links_) {
    std::vector<Number> overdue = link.outbox.take_overdue(now());
    if (!overdue.empty()) tell(link, std::move(overdue));
  }
  watch();
}

}  // namespace eddy::nodes
