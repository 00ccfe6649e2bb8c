// Workload kafka: messages sent to append-only logs are polled, once each and in their order.
//
// Operations and values are those of eddy/checkers/kafka.h, of one micro-operation each. The client
// does what Maelstrom's does:
//
//   assign  gives the process its keys. A key that it had keeps its position; another begins where
//           the offsets committed last say, or at 0. In the final phase all begin at 0.
//   poll    asks for messages from its positions on, then commits the offsets that it got. During
//           the load one client in three takes the first two records of each key alone
//   send    sends one message
//   crash   ends the process; the next one of its thread has no keys
//
// What was listed and committed is in the history, too. An answer about a key that was not asked
// for does not fit.
//
// An assign may be repeated: it fails if there is no answer. A send or poll without an answer, or
// whose commit has none, is indefinite. A poll that has not succeeded leaves the positions where
// they were; so does one whose commit failed for certain, where Maelstrom's client moves on.
//
// In the final phase a client polls five times a second until it has seen the highest offsets that
// any client was told of, or has got no further for ten seconds.
#pragma once

#include "eddy/workloads/workload.h"

namespace eddy::workloads {

class Kafka final : public Workload {
 public:
  std::unique_ptr<Generator> generator(const Options& options) const override;
  std::optional<std::string> complaint(const Options& options) const override;
  std::unique_ptr<ClientMemory> memory() const override;
  sim::codec::Complaint flaw_in(std::string_view f, const boost::json::value& value) const override;
  sim::Task<Outcome> invoke(const Client& client, const PlannedOperation& operation) const override;
  ErrorRule error_rule(std::string_view f) const override {
    return f == "assign" ? ErrorRule::did_not_happen : ErrorRule::by_code;
  }
  std::optional<sim::Duration> again(const Client& client,
                                     const PlannedOperation& operation) const override;
  checkers::Verdict check(const Run& run, const Criteria& criteria) const override;
};

}  // namespace eddy::workloads
