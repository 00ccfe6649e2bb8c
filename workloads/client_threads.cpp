#include "workloads/client_threads.h"

#include <utility>

#include "eddy/base/ensure.h"

namespace eddy::workloads {

ClientThreads::ClientThreads(sim::Simulation& simulation, const ClientProgram& program,
                             sim::Duration timeout, HistoryWriter& history, OnEnd on_end)
    : simulation_(simulation),
      program_(program),
      timeout_(timeout),
      history_(history),
      on_end_(std::move(on_end)),
      memory_(program.memory()) {
  const std::size_t count = history.seating().threads;
  for (std::size_t i = 0; i < count; ++i) threads_.push_back({static_cast<std::int64_t>(i)});
  simulation_.add_clients(count);
  if (!simulation.network().faults_clients()) return;
  for (std::size_t i = 0; i < count; ++i) host(i).resend_requests(kResends);
}

sim::Host& ClientThreads::host(std::size_t thread) {
  return simulation_.host(sim::NodeId::client(static_cast<std::uint32_t>(thread)));
}

Client ClientThreads::client(std::size_t thread) {
  const Thread& own = threads_[thread];
  return {host(thread), history_.seating().node_of(own.process), timeout_, own.process, own.phase,
          memory_.get()};
}

void ClientThreads::begin(std::size_t thread, const PlannedOperation& operation, Phase phase,
                          std::uint32_t step) {
  ensure(thread < threads_.size() && !threads_[thread].is_busy, "the thread is there, and free");
  Thread& own = threads_[thread];
  own.is_busy = true;
  own.phase = phase;
  ++outstanding_;
  history_.invocation(static_cast<std::uint32_t>(thread), own.process, phase, operation);
  sim::Host& client = host(thread);
  simulation_.happen(sim::OperationBegan{{phase, operation.id, step}, client.id()}, [&] {
    client.spawn([this, thread, &operation] { return perform(thread, operation); });
  });
}

sim::Task<void> ClientThreads::perform(std::size_t thread, const PlannedOperation& operation) {
  const Client own = client(thread);
  auto task = program_.invoke(own, operation);
  Outcome outcome = co_await task;
  end(thread, operation, completion_of(std::move(outcome), operation.value, rule_of(operation.f)));
}

// Of a request that is sent again, or doubled, an error is the answer to one copy: another may have
// been carried out.
ErrorRule ClientThreads::rule_of(std::string_view f) const {
  const ErrorRule rule = program_.error_rule(f);
  const bool may_have_copies = simulation_.network().faults_clients();
  return rule == ErrorRule::by_code && may_have_copies ? ErrorRule::may_have_happened : rule;
}

void ClientThreads::end(std::size_t thread, const PlannedOperation& operation,
                        Completion completion) {
  Thread& own = threads_[thread];
  const checkers::OpType type = completion.type;
  history_.completion(own.process, own.phase, operation, std::move(completion));
  if (type == checkers::OpType::info) {
    if (memory_) memory_->forget(own.process);
    own.process += static_cast<std::int64_t>(threads_.size());
  }
  --outstanding_;
  own.is_busy = false;
  on_end_(thread, operation, type);
}

}  // namespace eddy::workloads
