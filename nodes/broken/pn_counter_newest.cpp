#include "nodes/broken/pn_counter_newest.h"

namespace eddy::nodes::broken {

using namespace sim::counter;

void NewestTotals::merge(const NewestTotals& other) {
  for (const auto& [node, total] : other.totals) {
    const auto [known, is_new] = totals.try_emplace(node, total);
    if (!is_new && total.time > known->second.time) known->second = total;
  }
}

PnCounterNewest::PnCounterNewest(sim::Host& host) : StateGossip(host) {
  on(&PnCounterNewest::add);
  on(&PnCounterNewest::read);
}

sim::Result<AddOk> PnCounterNewest::add(const Add& m) {
  NewestTotals::Total& total = state_.totals[id()];
  total = {total.value + m.delta, sim::nanoseconds(clock())};
  return AddOk{};
}

sim::Result<ReadOk> PnCounterNewest::read(const Read& /*m*/) {
  std::int64_t sum = 0;
  for (const auto& [node, total] : state_.totals) sum += total.value;
  return ReadOk{sum};
}

}  // namespace eddy::nodes::broken
