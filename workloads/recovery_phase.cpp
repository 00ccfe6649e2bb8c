#include "workloads/recovery_phase.h"

namespace eddy::workloads {

void RecoveryPhase::begin() {
  begin_ = simulation_.now();
  aftermath_.recovery_begins = history_.position();
  schedule(0);
}

void RecoveryPhase::schedule(std::size_t first) {
  simulation_.at(begin_ + operations_[first].at.time_since_epoch(),
                 [this, first] { begin_round(first); });
}

void RecoveryPhase::begin_round(std::size_t first) {
  aftermath_.rounds.push_back(history_.position());
  std::size_t next = first;
  for (; next < operations_.size() && operations_[next].at == operations_[first].at; ++next) {
    const PlannedOperation& operation = operations_[next];
    if (!threads_.is_busy(operation.thread)) {
      threads_.begin(operation.thread, operation, Phase::recovery);
    }
  }
  due_ = next;
  if (next < operations_.size()) {
    schedule(next);
  } else {
    on_end();
  }
}

void RecoveryPhase::on_end() {
  if (due_ == operations_.size() && threads_.outstanding() == 0) over_();
}

}  // namespace eddy::workloads
