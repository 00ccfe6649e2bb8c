// g-counter-seq-kv: a counter kept in the service seq-kv, one key for each node.
//
// A node alone writes its key, which holds all that it has added: so no two writers ever meet, and
// a request may be repeated without counting twice. Beside the total, the key has the life of the
// node that wrote it (nodes/durable/epoch.h).
//
//   * Adding. The total in the key goes from one value to the next by a cas, repeated until it is
//     answered. That the key is no longer what it was can only mean that an earlier try was done.
//     One cas is under way at a time; whatever is added meanwhile goes with the next.
//   * Reading. seq-kv may show a node the same old state for ever, unless the node changes
//     something: what changes something is done in the newest state, and nobody goes back. So a
//     read first writes a value that was never there, and sees what had been added before.
//   * Coming back. A node takes the total over from its former life by a cas, before it answers
//     anything: then no request of that life, however late, changes the key any more.
#pragma once

#include <cstdint>
#include <map>

#include "eddy/sim/protocol/counter.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "nodes/durable/durable_node.h"

namespace eddy::nodes {

class GCounterSeqKv : public durable::DurableNode {
 public:
  explicit GCounterSeqKv(sim::Host& host);

 private:
  sim::Task<sim::Result<sim::counter::AddOk>> add(const sim::counter::Add& m);
  sim::Task<sim::Result<sim::counter::ReadOk>> read(const sim::counter::Read& m);

  // From now on this node sees what was in the store when it was called; false: no answer in time.
  virtual sim::Task<bool> refresh();
  sim::Task<void> prepare() override;
  void show(boost::json::object& state) const override;
  // What the key of a node holds: its total, and who wrote it.
  boost::json::value held(std::int64_t total) const;
  // Writes what was never there. Was it answered?
  sim::Task<bool> write_news();
  sim::Task<void> store();
  // What each node has added that is not in `totals`, all at once; who does not answer is left out.
  sim::Task<void> ask_for_missing(std::map<sim::NodeId, std::int64_t>& totals);

  std::int64_t total_ = 0;   // added here
  std::int64_t stored_ = 0;  // of it, what the key holds for certain
  bool is_storing_ = false;
  std::int64_t refreshed_ = 0;  // how often
};

}  // namespace eddy::nodes
