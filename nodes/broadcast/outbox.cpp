#include "nodes/broadcast/outbox.h"

#include <algorithm>

namespace eddy::nodes {

void Outbox::sent(std::span<const Number> numbers, sim::Time now) {
  for (const Number number : numbers) unacknowledged_.insert_or_assign(number, now);
  oldest_ = std::min(oldest_, now);
}

void Outbox::acknowledge(std::span<const Number> numbers) {
  for (const Number number : numbers) unacknowledged_.erase(number);
  if (unacknowledged_.empty()) oldest_ = sim::Time::max();
}

std::optional<sim::Time> Outbox::due() const {
  if (unacknowledged_.empty()) return std::nullopt;
  return oldest_ + patience_.wait();
}

std::vector<Outbox::Number> Outbox::take_overdue(sim::Time now) {
  std::vector<Number> overdue;
  const sim::Time latest = now - patience_.wait();
  oldest_ = sim::Time::max();
  for (auto& [number, sent] : unacknowledged_) {
    if (sent <= latest) {
      overdue.push_back(number);
      sent = now;
    }
    oldest_ = std::min(oldest_, sent);
  }
  if (!overdue.empty()) patience_.unanswered();
  return overdue;
}

}  // namespace eddy::nodes
