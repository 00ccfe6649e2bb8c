// Drives the clients of a run: setup, load, recovery, final phase; and writes the history.
//
//   setup     every node is told init, then whatever the workload tells it
//   main      each operation at its planned time, by its thread or the next free one of its group
//             (Workload::group_size); if all are busy, by the first that becomes free; none is
//             begun after the time limit. A thread that waits for the time of a follow-up does
//             nothing else; what it was to do then is left out
//   recovery  all faults are healed, and the network's loss and duplication end. Every node is sent
//             an operation each second (recovery.h); of a run without faults, nothing, for as long
//             as Options::recovery_time
//   final     each thread's last operations; nodes that no thread talks to get a thread of their
//             own. The workload may ask for another round a second later (Workload::has_settled),
//             for a minute; only the last round is marked as final
//
// A thread has one outstanding operation. After an indefinite outcome it goes on as process
// p + concurrency (Jepsen's convention); threads of the recovery and the final phase alone count as
// concurrency here, so that no number is used twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checkers/history.h"
#include "sim/simulation.h"
#include "workloads/client_program.h"
#include "workloads/growing_answers.h"
#include "workloads/run.h"
#include "workloads/scenario.h"

namespace eddy::workloads {

class Load {
 public:
  Load(sim::Simulation& simulation, const Scenario& scenario, const ClientProgram& program);
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void start();
  bool is_done() const { return done_; }
  // About as much as the history holds; nobody else bounds what reads return.
  std::size_t history_bytes() const { return history_bytes_; }

  checkers::History take_history() { return std::move(history_); }
  Seating seating() const { return {threads_.size(), scenario_.options.run.node_count}; }
  // How many operations of the load there were.
  std::size_t begun() const { return begun_; }
  const Aftermath& aftermath() const { return aftermath_; }
  // Of the recovery phase, so far.
  sim::Traffic recovery_traffic() const;
  const std::vector<Misfit>& misfits() const { return misfits_; }
  const std::vector<std::string>& setup_failures() const { return setup_failures_; }

 private:
  struct Thread {
    std::int64_t process;
    bool busy = false;
    bool follows_up = false;  // and is busy: it waits to do so
  };

  sim::Host& client_of(std::size_t thread);
  Phase phase_of(std::size_t thread) const;
  Client client(std::size_t thread);

  sim::Task<void> set_up(sim::NodeId node, sim::BodyPtr shared);
  void begin_main();
  void schedule_faults();
  void schedule(std::size_t operation);
  void due(std::size_t operation);
  void begin(std::size_t thread, const PlannedOperation& operation);
  sim::Task<void> perform(std::size_t thread, const PlannedOperation& operation);
  void completed(std::size_t thread, const PlannedOperation& operation, Completion completion);
  void completed_final(std::size_t thread, const PlannedOperation& operation,
                       std::optional<sim::Duration> again);
  void follow_up(std::size_t thread, const PlannedOperation& operation);
  void next_waiting(std::size_t thread);
  void end_main();
  void begin_recovery();
  void schedule_recovery(std::size_t operation);
  void end_recovery();
  void begin_final();
  void begin_round();
  void end_round();
  void record(std::int64_t process, Phase phase, checkers::OpType type, const std::string& f,
              boost::json::value value, boost::json::value error = nullptr,
              std::optional<sim::GrowingList> list = {});
  void record_nemesis(std::string f, const std::string& value);

  static constexpr sim::Duration kBetweenRounds = std::chrono::seconds(1);
  static constexpr sim::Duration kAllRounds = std::chrono::minutes(1);
  static constexpr sim::Duration kSetupTimeout = std::chrono::seconds(10);

  sim::Simulation& simulation_;
  const Scenario& scenario_;
  const ClientProgram& program_;
  checkers::History history_;
  std::size_t history_bytes_ = 0;
  GrowingAnswers answers_;
  // Of the load, then those of the final phase alone, then those of the recovery.
  std::vector<Thread> threads_;
  std::size_t load_threads_;   // how many take part in the load
  std::size_t final_threads_;  // and in the final phase
  std::deque<PlannedOperation> follow_ups_;
  std::size_t group_size_;
  std::vector<std::deque<std::size_t>> waiting_;  // by group: operations that found no free thread
  sim::Duration timeout_;                         // of the clients' RPCs
  std::size_t outstanding_ = 0;          // operations begun and not completed; nodes being set up
  std::vector<std::size_t> next_final_;  // by thread: its next final operation
  sim::Time main_begin_;
  std::size_t begun_ = 0;
  Aftermath aftermath_;
  std::vector<Misfit> misfits_;
  std::size_t recovery_due_ = 0;  // operations of the recovery whose time has come
  sim::Traffic before_recovery_;
  std::optional<sim::Traffic> after_recovery_;
  sim::Time first_round_;
  sim::Time round_;
  bool main_over_ = false;  // the time limit has passed
  Phase phase_ = Phase::load;
  std::unique_ptr<ClientMemory> memory_;
  bool done_ = false;
  std::vector<std::string> setup_failures_;
};

}  // namespace eddy::workloads
