#include "nodes/broken/g_set_larger.h"

namespace eddy::nodes::broken {

using namespace sim::g_set;

void LargerSet::merge(const LargerSet& other) {
  if (other.elements.size() > elements.size()) elements = other.elements;
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
