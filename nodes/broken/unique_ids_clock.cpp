#include "nodes/broken/unique_ids_clock.h"

#include <chrono>

namespace eddy::nodes::broken {

sim::Result<sim::GenerateOk> UniqueIdsClock::generate(const sim::Generate& /*m*/) {
  const auto since_start = now().time_since_epoch();
  return sim::GenerateOk{
      std::chrono::duration_cast<std::chrono::milliseconds>(since_start).count()};
}

}  // namespace eddy::nodes::broken
