// Workload lin-kv: a linearizable key-value store; reads, writes and cas of integer keys.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-lin-kv
//
// The clients work in groups of two for each node, a key a group: the first half of them only
// reads, the other half writes (one in three) or makes a cas (two in three), values 0 … 4. So
// nobody who waits for the outcome of a write keeps others from reading. After kMostOperations or a
// few less a group turns to the next key that none has had; so keys stay small enough to be judged,
// and do not all change at once.
//
// Values in the history are [key, value], of a cas [key, [from, to]].
#pragma once

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

class LinKv final : public Workload {
 public:
  // Of one key. Its last tenth is drawn.
  static constexpr std::uint64_t kMostOperations = 100;
  static constexpr std::uint64_t kValues = 5;

  std::unique_ptr<Generator> generator(const Options& options) const override;
  // Readers and writers are groups of their own.
  std::size_t group_size(const Options& options) const override { return options.run.node_count; }
  Concurrency default_concurrency() const override { return {2, true}; }
  std::optional<std::string> complaint(const Options& options) const override;
  sim::Duration client_timeout(const Options& options) const override {
    return several_latencies(options);
  }
  std::vector<std::string_view> fitting_errors() const override;
  sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const override;
  sim::Task<Outcome> invoke(const Client& client, const PlannedOperation& operation) const override;
  ErrorRule error_rule(std::string_view f) const override {
    return f == "read" ? ErrorRule::did_not_happen : ErrorRule::by_code;
  }
  // Each key is judged alone, as a register.
  checkers::Verdict check(const Run& run, const Criteria& criteria) const override;
};

}  // namespace eddy::workloads
