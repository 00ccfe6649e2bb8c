#pragma once

#include "nodes/g_counter_seq_kv.h"

namespace eddy::nodes::broken {

// Bug: reads what seq-kv shows without changing anything first, so that a node whose clients only
// read may see the same old state for ever.
class GCounterStale final : public GCounterSeqKv {
 public:
  using GCounterSeqKv::GCounterSeqKv;

 private:
  sim::Task<bool> refresh() override { co_return true; }
};

}  // namespace eddy::nodes::broken
