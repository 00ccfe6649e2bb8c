#include "nodes/services/lin_kv.h"

#include <utility>

#include "nodes/shown.h"

namespace eddy::nodes {

using sim::lin_kv::Cas;
using sim::lin_kv::Read;
using sim::lin_kv::Write;

LinKv::LinKv(sim::Host& host, const sim::ServiceOptions& /*options*/) : Node(host) {
  on(&LinKv::perform<Read>);
  on(&LinKv::perform<Write>);
  on(&LinKv::perform<Cas>);
}

std::optional<boost::json::value> LinKv::state() const {
  const auto value = [this](ValueSet::Number key) { return shown_value(values_[key]); };
  return boost::json::object{{"kv", shown_numbered(keys_, value, latest_)}};
}

template <class M>
sim::Result<typename M::Reply> LinKv::perform(const M& m) {
  const auto key = keys_.find(m.key);
  auto outcome = kv::apply(m, key ? &values_[*key] : nullptr);
  if (outcome.written) {
    const auto number = keys_.add(m.key).number;
    if (number == values_.size()) values_.emplace_back();
    values_[number] = std::move(*outcome.written);
    latest_ = number;
  }
  return std::move(outcome.reply);
}

}  // namespace eddy::nodes
