#include "nodes/broken/g_set_larger.h"

#include "nodes/shown.h"

namespace eddy::nodes::broken {

using namespace sim::g_set;

void LargerSet::merge(const LargerSet& other) {
  if (other.elements.size() > elements.size()) elements = other.elements;
}

boost::json::value shown(const LargerSet& set) {
  return boost::json::object{{"elements", shown_list(set.elements)}};
}

GSetLarger::GSetLarger(sim::Host& host) : StateGossip(host) {
  on(&GSetLarger::add);
  on(&GSetLarger::read);
}

sim::Result<AddOk> GSetLarger::add(const Add& m) {
  state_.elements.push_back(m.element);
  return AddOk{};
}

sim::Result<ReadOk> GSetLarger::read(const Read& /*m*/) { return ReadOk{state_.elements}; }

}  // namespace eddy::nodes::broken
