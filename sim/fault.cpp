#include "eddy/sim/fault.h"

#include <fmt/format.h>

#include "base/overloaded.h"

namespace eddy::sim {

std::string describe(const Fault& fault) {
  constexpr double kNanosecondsPerMillisecond = 1e6;
  return std::visit(
      Overloaded{[](const Partition& partition) { return describe(partition); },
                 [](const Loss& loss) {
                   return fmt::format("loss {:.4g} %", 100 * loss.probability.value());
                 },
                 [](const Duplication& duplication) {
                   return fmt::format("duplicate {:.4g} %", 100 * duplication.probability.value());
                 },
                 [](const Slowness& slowness) {
                   return fmt::format(
                       "slow +{:.6g} ms",
                       static_cast<double>(slowness.mean.count()) / kNanosecondsPerMillisecond);
                 }},
      fault);
}

}  // namespace eddy::sim
