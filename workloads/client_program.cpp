#include "eddy/workloads/client_program.h"

namespace eddy::workloads {

sim::Task<sim::Result<void>> ClientProgram::setup(sim::Host& /*client*/, sim::NodeId /*node*/,
                                                  const sim::BodyPtr& /*shared*/) const {
  co_return sim::Result<void>();
}

sim::BodyPtr ClientProgram::shared_setup(sim::Host& /*client*/,
                                         const RunOptions& /*options*/) const {
  return {};
}

}  // namespace eddy::workloads
