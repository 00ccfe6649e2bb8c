#include "workloads/final_phase.h"

#include <algorithm>
#include <utility>

namespace eddy::workloads {

FinalPhase::FinalPhase(sim::Simulation& simulation, const Scenario& scenario,
                       const ClientProgram& program, ClientThreads& threads,
                       std::size_t thread_count, HistoryWriter& history, Aftermath& aftermath,
                       std::function<void()> over)
    : simulation_(simulation),
      operations_(scenario.final_operations),
      most_rounds_(scenario.final_rounds),
      program_(program),
      threads_(threads),
      history_(history),
      aftermath_(aftermath),
      over_(std::move(over)),
      next_(thread_count, 0),
      begun_(thread_count * operations_.size(), 0) {}

void FinalPhase::begin() {
  aftermath_.final_begins = history_.position();
  first_round_ = simulation_.now();
  begin_round();
}

void FinalPhase::begin_round() {
  round_ = simulation_.now();
  aftermath_.rounds.push_back(history_.position());
  std::fill(next_.begin(), next_.end(), 0);
  for (std::size_t thread = 0; thread < next_.size(); ++thread) {
    begin_operation(thread, operations_.front());
  }
}

void FinalPhase::begin_operation(std::size_t thread, const PlannedOperation& operation) {
  const auto place = static_cast<std::size_t>(&operation - operations_.data());
  threads_.begin(thread, operation, Phase::last, begun_[thread * operations_.size() + place]++);
}

void FinalPhase::on_end(std::size_t thread, const PlannedOperation& operation) {
  if (const auto pause = program_.again(threads_.client(thread), operation)) {
    ++pausing_;
    simulation_.at(simulation_.now() + *pause, [this, thread, &operation] {
      --pausing_;
      begin_operation(thread, operation);
    });
    return;
  }
  const std::size_t next = ++next_[thread];
  if (next < operations_.size()) {
    begin_operation(thread, operations_[next]);
  } else if (threads_.outstanding() == 0 && pausing_ == 0) {
    end_round();
  }
}

void FinalPhase::end_round() {
  const sim::Time next = std::max(simulation_.now(), round_ + kBetweenRounds);
  const bool was_last = ++rounds_ >= most_rounds_ || next > first_round_ + kAllRounds;
  if (was_last || program_.has_settled(history_.history())) {
    over_();
    return;
  }
  history_.take_back_final(aftermath_.rounds.back());
  simulation_.at(next, [this] { begin_round(); });
}

}  // namespace eddy::workloads
