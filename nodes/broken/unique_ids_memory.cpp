#include "nodes/broken/unique_ids_memory.h"

namespace eddy::nodes::broken {

sim::Result<sim::GenerateOk> UniqueIdsMemory::generate(const sim::Generate& /*m*/) {
  return sim::GenerateOk{boost::json::value(id().name() + "-" + std::to_string(++given_))};
}

}  // namespace eddy::nodes::broken
