#include "nodes/services/seq_kv.h"

#include <algorithm>
#include <utility>

#include "nodes/shown.h"

namespace eddy::nodes {

using sim::lin_kv::Cas;
using sim::lin_kv::Read;
using sim::lin_kv::Write;

SeqKv::SeqKv(sim::Host& host, const sim::ServiceOptions& options)
    : Node(host), staleness_(options.seq_kv_staleness) {
  on(&SeqKv::perform<Read>);
  on(&SeqKv::perform<Write>);
  on(&SeqKv::perform<Cas>);
}

std::optional<boost::json::value> SeqKv::state() const {
  const auto number = [](std::uint64_t state) { return state; };
  return boost::json::object{{"newest", versions_.newest()},
                             {"kv", versions_.shown()},
                             {"seen", shown_map(seen_, number)}};
}

template <class M>
sim::Result<typename M::Reply> SeqKv::perform(const M& m, sim::NodeId from) {
  std::uint64_t& seen = seen_[from];
  std::uint64_t state = state_for(from, seen);
  const auto* held = versions_.at(m.key, state);
  auto outcome = kv::apply(m, held);
  if (outcome.written && (held == nullptr || *held != *outcome.written)) {
    outcome = kv::apply(m, versions_.at(m.key, versions_.newest()));
    if (outcome.written) versions_.write(m.key, std::move(*outcome.written));
    state = versions_.newest();
  }
  seen = state;
  return std::move(outcome.reply);
}

std::uint64_t SeqKv::state_for(sim::NodeId from, std::uint64_t seen) {
  const auto key = keys_.next(from, now());
  const std::uint64_t oldest = std::max(seen, versions_.oldest());
  if (staleness_.holds(key.draw(host(), sim::Purpose::seq_kv_staleness))) return oldest;
  return oldest +
         sim::below(key.draw(host(), sim::Purpose::seq_kv_state), versions_.newest() - oldest + 1);
}

}  // namespace eddy::nodes
