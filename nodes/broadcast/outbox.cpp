#include "eddy/nodes/broadcast/outbox.h"

#include <algorithm>

namespace eddy::nodes {

void Outbox::sent(std::span<const Number> numbers, sim::Time now) {
  for (const Number number : numbers) {
    const auto place =
        std::ranges::lower_bound(unacknowledged_, number, {}, &Unacknowledged::number);
    if (place != unacknowledged_.end() && place->number == number) {
      place->sent = now;
    } else {
      unacknowledged_.insert(place, {number, now});
    }
  }
  oldest_ = std::min(oldest_, now);
}

std::size_t Outbox::acknowledge(std::span<const Number> numbers) {
  static constexpr sim::Time kAcknowledged = sim::Time::min();
  const std::size_t before = unacknowledged_.size();
  bool any = false;
  for (const Number number : numbers) {
    const auto place =
        std::ranges::lower_bound(unacknowledged_, number, {}, &Unacknowledged::number);
    if (place == unacknowledged_.end() || place->number != number) continue;
    place->sent = kAcknowledged;
    any = true;
  }
  if (!any) return 0;
  std::erase_if(unacknowledged_, [](const auto& one) { return one.sent == kAcknowledged; });
  if (unacknowledged_.empty()) oldest_ = sim::Time::max();
  return before - unacknowledged_.size();
}

std::optional<sim::Time> Outbox::due() const {
  if (unacknowledged_.empty()) return std::nullopt;
  return oldest_ + patience_.wait();
}

std::vector<Outbox::Number> Outbox::take_overdue(sim::Time now) {
  std::vector<Number> overdue;
  if (unacknowledged_.empty() || oldest_ + patience_.wait() > now) return overdue;
  const sim::Time latest = patience_.is_silent() ? now : now - patience_.wait();
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
