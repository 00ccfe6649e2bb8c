#include "nodes/lin_kv_single.h"

#include <utility>

#include "eddy/sim/format.h"
#include "nodes/services/key_value.h"
#include "nodes/shown.h"

namespace eddy::nodes {

LinKvSingle::LinKvSingle(sim::Host& host) : Node(host) {
  on(&LinKvSingle::perform<sim::lin_kv::Read>);
  on(&LinKvSingle::perform<sim::lin_kv::Write>);
  on(&LinKvSingle::perform<sim::lin_kv::Cas>);
}

std::optional<boost::json::value> LinKvSingle::state() const {
  return boost::json::object{{"kv", shown_map(values_, &shown_value, values_.find(latest_))}};
}

template <class M>
sim::Result<typename M::Reply> LinKvSingle::perform(const M& m) {
  const std::string key = sim::to_text(m.key);
  const auto held = values_.find(key);
  auto outcome = kv::apply(m, held == values_.end() ? nullptr : &held->second);
  if (outcome.written) {
    values_[key] = std::move(*outcome.written);
    latest_ = key;
  }
  return std::move(outcome.reply);
}

}  // namespace eddy::nodes
