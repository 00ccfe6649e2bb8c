#include "nodes/broken/unique_ids_random16.h"

namespace eddy::nodes::broken {

sim::Result<sim::GenerateOk> UniqueIdsRandom16::generate(const sim::Generate& /*m*/) {
  return sim::GenerateOk{random().between(0, 0xffff)};
}

}  // namespace eddy::nodes::broken
