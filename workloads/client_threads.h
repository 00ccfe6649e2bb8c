// The threads of a run's clients. A thread does one operation at a time, as a process of the
// history. After an indefinite outcome it goes on as process p + threads, Jepsen's convention.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/workloads/client_program.h"
#include "eddy/workloads/phase.h"
#include "eddy/workloads/scenario.h"
#include "workloads/history_writer.h"

namespace eddy::workloads {

class ClientThreads {
 public:
  // Told when an operation has ended: it is in the history, and its thread is free.
  using OnEnd = std::function<void(std::size_t thread, const PlannedOperation& operation,
                                   checkers::OpType type)>;

  // Adds the clients to the simulation, one for each thread of `history`'s seating. All that is
  // referred to must outlive the threads. `timeout` is that of each request.
  ClientThreads(sim::Simulation& simulation, const ClientProgram& program, sim::Duration timeout,
                HistoryWriter& history, OnEnd on_end);
  ClientThreads(const ClientThreads&) = delete;
  ClientThreads& operator=(const ClientThreads&) = delete;

  // The operation must stay where it is until it has ended. `step`: see sim::OperationId.
  void begin(std::size_t thread, const PlannedOperation& operation, Phase phase,
             std::uint32_t step = 0);
  bool is_busy(std::size_t thread) const { return threads_[thread].is_busy; }
  // A reserved thread is busy without an operation.
  void reserve(std::size_t thread) { threads_[thread].is_busy = true; }
  void release(std::size_t thread) { threads_[thread].is_busy = false; }

  // Operations that have begun and not ended.
  std::size_t outstanding() const { return outstanding_; }
  sim::Host& host(std::size_t thread);
  // As it does its operation, or would do the next one.
  Client client(std::size_t thread);

 private:
  // Of each request, where messages of clients may be lost.
  static constexpr std::uint32_t kResends = 4;

  struct Thread {
    std::int64_t process;
    Phase phase = Phase::load;  // of its last operation
    bool is_busy = false;
  };

  ErrorRule rule_of(std::string_view f) const;
  sim::Task<void> perform(std::size_t thread, const PlannedOperation& operation);
  void end(std::size_t thread, const PlannedOperation& operation, Completion completion);

  sim::Simulation& simulation_;
  const ClientProgram& program_;
  sim::Duration timeout_;
  HistoryWriter& history_;
  OnEnd on_end_;
  std::vector<Thread> threads_;
  std::unique_ptr<ClientMemory> memory_;
  std::size_t outstanding_ = 0;
};

}  // namespace eddy::workloads
