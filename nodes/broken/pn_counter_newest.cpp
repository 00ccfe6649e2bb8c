#include "nodes/broken/pn_counter_newest.h"

#include "nodes/shown.h"

namespace eddy::nodes::broken {

using namespace sim::counter;

void NewestTotals::merge(const NewestTotals& other) {
  for (const auto& [node, total] : other.totals) {
    const auto [known, is_new] = totals.try_emplace(node, total);
    if (!is_new && total.time > known->second.time) known->second = total;
  }
}

std::int64_t NewestTotals::value() const {
  std::int64_t sum = 0;
  for (const auto& [node, total] : totals) sum += total.value;
  return sum;
}

boost::json::value shown(const NewestTotals& totals) {
  const auto total = [](const NewestTotals::Total& one) {
    return boost::json::object{{"value", one.value},
                               {"time_ms", shown_ms(sim::Time(sim::Duration(one.time)))}};
  };
  return boost::json::object{{"value", totals.value()},
                             {"totals", shown_map(totals.totals, total)}};
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

sim::Result<ReadOk> PnCounterNewest::read(const Read& /*m*/) { return ReadOk{state_.value()}; }

}  // namespace eddy::nodes::broken
