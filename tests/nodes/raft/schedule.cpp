#include "tests/nodes/raft/schedule.h"

#include <algorithm>

#include "base/overloaded.h"

namespace eddy::nodes::raft {

Schedule::Schedule(std::uint64_t seed, std::size_t count, CoreFactory make)
    : random_(seed, sim::Purpose::test, count), make_(std::move(make)) {
  for (std::uint32_t i = 0; i < count; ++i) ids_.push_back(sim::NodeId::node(i));
  places_.resize(count);
  for (std::size_t i = 0; i < count; ++i) start(i);
}

void Schedule::start(std::size_t i) {
  Place& place = places_[i];
  place.core = make_(ids_[i], ids_, place.disk);
  invariants_.restarted(ids_[i]);
  place.applied.clear();
  const auto actions = place.core->start();
  carry_out(i, actions, actions.size());
}

void Schedule::run(std::size_t steps, const Weather& weather) {
  for (std::size_t k = 0; k < steps; ++k) {
    const std::size_t i = random_.below(places_.size());
    const std::uint64_t drawn = random_.below(1000);
    const bool crashes = random_.below(1000) < weather.restart;
    if (drawn < weather.timeout) {
      step(i, TimedOut{}, crashes);
    } else if (drawn < weather.timeout + 100) {
      propose(i);
    } else if (!network_.empty()) {
      // Now and then an old one, mostly one of the latest: else nothing would get on.
      const std::size_t window =
          random_.below(10) == 0 ? network_.size() : std::min<std::size_t>(network_.size(), 8);
      const std::size_t which = network_.size() - 1 - random_.below(window);
      if (random_.below(1000) < weather.loss) {
        network_.erase(network_.begin() + static_cast<std::ptrdiff_t>(which));
      } else {
        deliver(which, random_.below(1000) < weather.duplication, crashes);
      }
    }
  }
}

bool Schedule::settles(std::size_t steps) {
  const auto newest_is_everywhere = [this](std::uint64_t serial) {
    return std::all_of(places_.begin(), places_.end(), [serial](const Place& place) {
      return !place.applied.empty() && place.applied.back().serial == serial;
    });
  };
  std::uint64_t serial = 0;
  for (std::size_t k = 0; k < steps; ++k) {
    if (serial != 0 && newest_is_everywhere(serial)) return true;
    if (!network_.empty()) {
      deliver(0, false, false);
      continue;
    }
    const std::size_t i = random_.below(places_.size());
    step(i, TimedOut{}, false);
    if (places_[i].core->leads()) {
      propose(i);
      serial = proposed_;
    }
  }
  return false;
}

void Schedule::deliver(std::size_t which, bool keeps_a_copy, bool crashes) {
  InFlight arrived = network_[which];
  if (!keeps_a_copy) network_.erase(network_.begin() + static_cast<std::ptrdiff_t>(which));
  step(arrived.to.index(), Received{arrived.from, std::move(arrived.message)}, crashes);
}

void Schedule::propose(std::size_t i) {
  Command command;
  command.origin = ids_[i];
  command.serial = ++proposed_;
  step(i, Proposal{proposed_, std::move(command)}, false);
}

void Schedule::step(std::size_t i, const Event& event, bool crashes) {
  const bool led = places_[i].core->leads();
  const std::vector<Action> actions = places_[i].core->step(event);
  if (!led && places_[i].core->leads()) ++elections_;
  invariants_.observe(*places_[i].core);
  if (!crashes) {
    carry_out(i, actions, actions.size());
    return;
  }
  carry_out(i, actions, random_.below(actions.size() + 1));
  ++restarts_;
  start(i);
}

void Schedule::carry_out(std::size_t i, const std::vector<Action>& actions, std::size_t count) {
  Place& place = places_[i];
  const Overloaded carry{
      [&](const Persist& persist) {
        place.disk.term = persist.term;
        place.disk.vote = persist.vote;
        place.disk.log.replace(persist.first, persist.entries);
      },
      [&](const Send& sent) {
        network_.push_back({ids_[i], sent.to, sent.message});
      },
      [](const SetTimer& /*action*/) {},  // timers fire when the schedule says so
      [&](const Apply& apply) {
        place.applied.push_back(apply.command);
        if (apply.ticket) ++answered_;
      },
      [](const Refuse& /*action*/) {},
      [](const Abandon& /*action*/) {}};
  for (const Action& action : std::span(actions).first(count)) std::visit(carry, action);
}

}  // namespace eddy::nodes::raft
