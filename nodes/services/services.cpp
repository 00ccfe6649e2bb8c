#include "eddy/nodes/services/services.h"

#include "nodes/services/lin_kv.h"
#include "nodes/services/lin_tso.h"
#include "nodes/services/lww_kv.h"
#include "nodes/services/seq_kv.h"

namespace eddy::nodes {
namespace {

template <class Service>
std::unique_ptr<sim::Program> make(sim::Host& host, const sim::ServiceOptions& options) {
  return std::make_unique<Service>(host, options);
}

}  // namespace

const sim::ServiceProgram kServices[] = {
    {sim::kLinKv, &make<LinKv>},
    {sim::kSeqKv, &make<SeqKv>},
    {sim::kLwwKv, &make<LwwKv>},
    {sim::kLinTso, &make<LinTso>},
};

}  // namespace eddy::nodes
