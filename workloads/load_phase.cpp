#include "workloads/load_phase.h"

#include <algorithm>

#include "eddy/base/ensure.h"

namespace eddy::workloads {

LoadPhase::LoadPhase(sim::Simulation& simulation, const Scenario& scenario, ClientThreads& threads)
    : simulation_(simulation),
      operations_(scenario.operations),
      threads_(threads),
      thread_count_(scenario.clients.count),
      group_size_(scenario.clients.group_size),
      follows_up_(scenario.clients.count, false) {
  ensure(group_size_ > 0, "a group has a thread");
  waiting_.resize(thread_count_ / group_size_ + 1);
}

void LoadPhase::begin() {
  begin_ = simulation_.now();
  schedule(0);
}

void LoadPhase::schedule(std::size_t operation) {
  if (operation >= operations_.size()) return;
  simulation_.at(begin_ + operations_[operation].at.time_since_epoch(), [this, operation] {
    schedule(operation + 1);
    simulation_.happen(sim::OperationDue{{Phase::load, operations_[operation].id, 0}},
                       [this, operation] { dispatch(operation); });
  });
}

void LoadPhase::dispatch(std::size_t operation) {
  if (has_ended_ || thread_count_ == 0) return;
  const PlannedOperation& planned = operations_[operation];
  const std::size_t wanted = planned.thread % thread_count_;
  const std::size_t group = wanted / group_size_;
  const std::size_t first = group * group_size_;
  const std::size_t size = std::min(group_size_, thread_count_ - first);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t thread = first + (wanted - first + i) % size;
    if (!threads_.is_busy(thread)) {
      begin_planned(thread, planned);
      return;
    }
  }
  if (!follows_up_[wanted]) waiting_[group].push_back(operation);
}

void LoadPhase::begin_planned(std::size_t thread, const PlannedOperation& operation) {
  ++begun_;
  threads_.begin(thread, operation, Phase::load);
}

void LoadPhase::on_end(std::size_t thread, const PlannedOperation& operation,
                       checkers::OpType type) {
  if (has_ended_) return;
  if (operation.then && type != checkers::OpType::fail) {
    follow_up(thread, operation);
  } else {
    begin_waiting(thread);
  }
}

void LoadPhase::follow_up(std::size_t thread, const PlannedOperation& operation) {
  threads_.reserve(thread);
  follows_up_[thread] = true;
  const FollowUp& then = *operation.then;
  const PlannedOperation& next = follow_ups_.emplace_back(
      PlannedOperation{{}, operation.thread, then.f, then.value, {}, operation.id});
  simulation_.at(simulation_.now() + then.after, [this, thread, &next] {
    if (has_ended_) return;
    threads_.release(thread);
    follows_up_[thread] = false;
    threads_.begin(thread, next, Phase::load, 1);
  });
}

void LoadPhase::begin_waiting(std::size_t thread) {
  auto& waiting = waiting_[thread / group_size_];
  if (waiting.empty()) return;
  const std::size_t next = waiting.front();
  waiting.pop_front();
  begin_planned(thread, operations_[next]);
}

void LoadPhase::end() {
  has_ended_ = true;
  for (auto& group : waiting_) group.clear();
  for (std::size_t thread = 0; thread < thread_count_; ++thread) {
    if (follows_up_[thread]) threads_.release(thread);
  }
}

}  // namespace eddy::workloads
