#include "checkers/transactional/graph/cycle.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace eddy::checkers {

namespace {

bool has_adjacent_rw(std::span<const CycleStep> steps) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const CycleStep& next = steps[(i + 1) % steps.size()];
    if (steps[i].kind == Dependency::rw && next.kind == Dependency::rw) return true;
  }
  return false;
}

}  // namespace

Anomaly with_order(Anomaly type, SessionOrder order) {
  if (order == SessionOrder::none) return type;
  return parse_anomaly(std::string(to_string(type)).append("-").append(to_string(order))).value();
}

Anomaly type_of_cycle(std::span<const CycleStep> steps) {
  const auto count = [steps](Dependency kind) {
    return std::count_if(steps.begin(), steps.end(),
                         [kind](const CycleStep& step) { return step.kind == kind; });
  };
  Anomaly type = Anomaly::g0;
  if (count(Dependency::rw) > 1) {
    type = has_adjacent_rw(steps) ? Anomaly::g2_item : Anomaly::g_nonadjacent_item;
  } else if (count(Dependency::rw) == 1) {
    type = Anomaly::g_single_item;
  } else if (count(Dependency::wr) > 0) {
    type = Anomaly::g1c;
  }
  if (count(Dependency::realtime) > 0) return with_order(type, SessionOrder::realtime);
  if (count(Dependency::process) > 0) return with_order(type, SessionOrder::process);
  return type;
}

}  // namespace eddy::checkers
