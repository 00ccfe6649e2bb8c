#include "nodes/services/lww_kv.h"

#include <algorithm>
#include <utility>

#include "nodes/shown.h"

namespace eddy::nodes {

using sim::Purpose;
using sim::lin_kv::Cas;
using sim::lin_kv::Read;
using sim::lin_kv::Write;

LwwKv::LwwKv(sim::Host& host, const sim::ServiceOptions& /*options*/) : Node(host) {
  for (std::uint32_t number = 0; number < kReplicas; ++number) replicas_.emplace_back(number);
  on(&LwwKv::perform<Read>);
  on(&LwwKv::perform<Write>);
  on(&LwwKv::perform<Cas>);
}

std::optional<boost::json::value> LwwKv::state() const {
  const auto at = [](const LwwReplica& replica, ValueSet::Number key) {
    const boost::json::value* value = replica.find(key);
    return value == nullptr ? boost::json::value() : shown_value(*value);
  };
  if (!is_gossiping_) {
    const auto one = [&](ValueSet::Number key) { return at(replicas_.front(), key); };
    return boost::json::object{{"kv", shown_numbered(keys_, one, latest_)}};
  }
  const auto each = [&](ValueSet::Number key) {
    boost::json::array values;
    for (const LwwReplica& replica : replicas_) values.push_back(at(replica, key));
    return values;
  };
  return boost::json::object{{"replicas", shown_numbered(keys_, each, latest_)}};
}

template <class M>
sim::Result<typename M::Reply> LwwKv::perform(const M& m, sim::NodeId from) {
  const auto drawn = request_keys_.next(from, now()).draw(host(), Purpose::lww_kv_replica);
  LwwReplica& replica = replicas_[sim::below(drawn, kReplicas)];
  const auto key = keys_.find(m.key);
  auto outcome = kv::apply(m, key ? replica.find(*key) : nullptr);
  if (outcome.written) {
    latest_ = keys_.add(m.key).number;
    replica.write(*latest_, std::move(*outcome.written));
    gossip_later();
  }
  return std::move(outcome.reply);
}

// Only as long as there is something to tell: else the service would keep every run awake.
void LwwKv::gossip_later() {
  if (is_gossiping_) return;
  is_gossiping_ = true;
  after(sim::uniform(gossip_bits(0), kMeanGap), [this] { gossip(); });
}

void LwwKv::gossip() {
  is_gossiping_ = false;
  const auto source = static_cast<std::uint32_t>(sim::below(gossip_bits(1), kReplicas));
  const auto step = static_cast<std::uint32_t>(1 + sim::below(gossip_bits(2), kReplicas - 1));
  replicas_[(source + step) % kReplicas].merge(replicas_[source]);
  const bool agreed = std::all_of(replicas_.begin(), replicas_.end(), [&](const LwwReplica& other) {
    return other.agrees_with(replicas_.front());
  });
  if (!agreed) gossip_later();
}

std::uint64_t LwwKv::gossip_bits(std::uint64_t which) const {
  return host().draw(Purpose::lww_kv_gossip, static_cast<std::uint64_t>(sim::nanoseconds(now())),
                     which);
}

}  // namespace eddy::nodes
