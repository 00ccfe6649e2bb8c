#pragma once

#include "nodes/lin_kv_proxy.h"

namespace eddy::nodes::broken {

// Bug: asks seq-kv instead of lin-kv, which shows what each client saw in order, but not the
// newest.
class LinKvProxySeq final : public LinKvProxy {
 public:
  explicit LinKvProxySeq(sim::Host& host) : LinKvProxy(host, sim::kSeqKv) {}
};

}  // namespace eddy::nodes::broken
