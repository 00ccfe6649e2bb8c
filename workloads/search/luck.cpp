#include "eddy/workloads/search/luck.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/overloaded.h"
#include "eddy/sim/hash.h"
#include "eddy/sim/network.h"
#include "eddy/workloads/phase.h"

namespace eddy::workloads {
namespace {

using sim::Duration;
using sim::Fate;
using sim::MessageException;
using sim::MessageId;
using sim::NodeId;
using sim::Time;

bool is_weather(const sim::Fault& fault) {
  switch (sim::kind_of(fault)) {
    case sim::FaultKind::loss:
    case sim::FaultKind::duplicate:
    case sim::FaultKind::slow:
    case sim::FaultKind::flaky:
      return true;
    default:
      return false;
  }
}

// What became of one message.
struct Course {
  NodeId dest;
  bool is_lost = false;
  std::optional<Time> first;
  std::optional<Time> copy;
};

std::map<MessageId, Course> courses_of(std::span<const sim::Event> recording) {
  std::map<MessageId, Course> courses;
  for (const sim::Event& event : recording) {
    std::visit(Overloaded{[&](const sim::Lost& lost) {
                            Course& course = courses[lost.message.id];
                            course.dest = lost.message.dest;
                            if (lost.why == sim::LossCause::loss) course.is_lost = true;
                          },
                          [&](const sim::Delivered& delivered) {
                            Course& course = courses[delivered.message.id];
                            course.dest = delivered.message.dest;
                            (delivered.is_copy ? course.copy : course.first) = event.at;
                          },
                          [](const auto& /*no message ends there*/) {}},
               event.what);
  }
  return courses;
}

// What was lost, and what came twice.
std::optional<MessageException> chance_of(const MessageId& message, const Course& course) {
  if (course.is_lost && !course.first) return MessageException{message, Fate::lost, {}};
  if (!course.first || !course.copy) return std::nullopt;
  const Duration later = std::max(*course.copy - *course.first, Duration(0));
  return MessageException{message, Fate::twice, later};
}

// Those that have an exception keep it.
void add_missing(Scenario& scenario, std::vector<MessageException> more) {
  std::set<MessageId> there;
  for (const MessageException& exception : scenario.exceptions) there.insert(exception.message);
  for (MessageException& exception : more) {
    if (there.insert(exception.message).second) scenario.exceptions.push_back(std::move(exception));
  }
}

sim::DrawKey key_of(const MessageId& message) {
  return {message.sent, message.number, message.incarnation};
}

}  // namespace

bool has_weather(const Scenario& scenario) {
  const sim::NetworkOptions& network = scenario.options.run.network;
  return !network.loss.never() || !network.duplicate.never() ||
         std::any_of(scenario.faults.begin(), scenario.faults.end(),
                     [](const PlannedFault& fault) { return is_weather(fault.fault); });
}

Scenario in_calm(const Scenario& scenario, const sim::Recording& recording) {
  Scenario calm = scenario;
  sim::NetworkOptions& network = calm.options.run.network;
  network.loss = network.duplicate = {};
  const bool is_slow =
      std::any_of(calm.faults.begin(), calm.faults.end(), [](const PlannedFault& fault) {
        const auto kind = sim::kind_of(fault.fault);
        return kind == sim::FaultKind::slow || kind == sim::FaultKind::flaky;
      });
  std::erase_if(calm.faults, [](const PlannedFault& fault) { return is_weather(fault.fault); });
  const sim::Network fair(calm.options.run.seed, network);
  std::vector<MessageException> luck;
  for (const auto& [message, course] : courses_of(recording)) {
    if (const auto chance = chance_of(message, course)) {
      luck.push_back(*chance);
    } else if (course.first && is_slow) {
      const auto usual = fair.send(message.sender, course.dest, key_of(message)).first;
      const Duration late = *course.first - message.sent - usual.value_or(Duration(0));
      if (late > Duration(0)) luck.push_back({message, Fate::later, late});
    }
  }
  add_missing(calm, std::move(luck));
  return calm;
}

Scenario calm_after(const Scenario& scenario, std::span<const sim::Event> events) {
  Scenario calm = scenario;
  calm.options.run.network.loss = calm.options.run.network.duplicate = {};
  std::vector<MessageException> luck;
  for (const auto& [message, course] : courses_of(events)) {
    if (const auto chance = chance_of(message, course)) luck.push_back(*chance);
  }
  add_missing(calm, std::move(luck));
  return calm;
}

Scenario with_constant_latency(const Scenario& scenario, Duration constant) {
  Scenario even = scenario;
  sim::NetworkOptions& network = even.options.run.network;
  network.hop = Duration(0);
  network.latency = {sim::LatencyDistribution::constant, constant};
  if (!network.client_latency.is_constant())
    network.client_latency.distribution = sim::LatencyDistribution::constant;
  return even;
}

Scenario with_drawn_delays(const Scenario& scenario, const sim::Recording& recording) {
  Scenario even = with_constant_latency(scenario, Duration(0));
  even.options.run.network.client_latency = {};
  const auto courses = courses_of(recording);
  std::vector<MessageException> delays;
  for (const auto& [message, course] : courses) {
    if (!course.first || *course.first <= message.sent) continue;
    delays.push_back({message, Fate::later, *course.first - message.sent});
  }
  // What an exception says of its delay says it of the drawn one: now of none.
  std::erase_if(even.exceptions, [](const MessageException& e) { return e.fate == Fate::later; });
  for (MessageException& exception : even.exceptions) {
    const auto course = courses.find(exception.message);
    if (exception.fate == Fate::twice && course != courses.end() && course->second.copy)
      exception.by = *course->second.copy - exception.message.sent;
  }
  add_missing(even, std::move(delays));
  return even;
}

MessageNames::MessageNames(const sim::Recording& recording) {
  using sim::mix;
  std::map<sim::EventNumber, std::uint64_t> names;                          // of the events
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> counts;  // by cause and kind
  for (const sim::Event& event : recording) {
    const auto cause = names.find(event.cause);
    const std::uint64_t of_cause = cause == names.end() ? 0 : cause->second;
    const std::uint64_t kind = event.what.index();
    const auto of_plan = [&](std::uint64_t phase, std::uint64_t number, std::uint64_t step) {
      return mix(mix(mix(kind, phase), number), step);
    };
    std::uint64_t name = std::visit(
        Overloaded{[&](const sim::OperationDue& due) {
                     const auto& id = due.operation;
                     return of_plan(static_cast<std::uint64_t>(id.phase), id.number, id.step);
                   },
                   [&](const sim::OperationBegan& began) {
                     const auto& id = began.operation;
                     const std::uint64_t own =
                         of_plan(static_cast<std::uint64_t>(id.phase), id.number, id.step);
                     return id.phase == Phase::last ? mix(own, began.client.raw()) : own;
                   },
                   [&](const sim::PhaseBegan& phase) {
                     return of_plan(static_cast<std::uint64_t>(phase.phase), 0, 0);
                   },
                   [&](const sim::FaultBegan& fault) {
                     return of_plan(0, static_cast<std::uint64_t>(fault.id), 0);
                   },
                   [&](const sim::FaultEnded& fault) {
                     return of_plan(0, static_cast<std::uint64_t>(fault.id), 0);
                   },
                   [&](const sim::Sent& sent) {
                     const std::uint64_t ends =
                         mix(mix(of_cause, sent.message.id.sender.raw()), sent.message.dest.raw());
                     return mix(mix(ends, kind), ++counts[{ends, kind}]);
                   },
                   [&](const sim::TimerFired& fired) {
                     const std::uint64_t owner = mix(of_cause, fired.timer.owner.raw());
                     return mix(mix(owner, kind), ++counts[{owner, kind}]);
                   },
                   [&](const auto& /*one for its cause*/) {
                     return mix(mix(of_cause, kind), ++counts[{of_cause, kind}]);
                   }},
        event.what);
    names.emplace(event.number, name);
    if (const auto* sent = event.get_if<sim::Sent>()) {
      names_.emplace(sent->message.id, name);
      messages_.emplace(name, sent->message.id);
    }
  }
}

const std::uint64_t* MessageNames::name_of(const MessageId& message) const {
  const auto found = names_.find(message);
  return found == names_.end() ? nullptr : &found->second;
}

const MessageId* MessageNames::message_of(std::uint64_t name) const {
  const auto found = messages_.find(name);
  return found == messages_.end() ? nullptr : &found->second;
}

Scenario with_same_messages(const Scenario& scenario, const MessageNames& names, Scenario changed,
                            const std::function<sim::Recording(const Scenario&)>& record) {
  constexpr int kMostRounds = 8;
  changed.exceptions.clear();
  if (scenario.exceptions.empty()) return changed;
  for (int round = 0; round < kMostRounds; ++round) {
    const MessageNames now(record(changed));
    std::vector<MessageException> befalling;
    for (MessageException exception : scenario.exceptions) {
      const std::uint64_t* name = names.name_of(exception.message);
      const MessageId* message = name == nullptr ? nullptr : now.message_of(*name);
      if (message == nullptr) continue;
      exception.message = *message;
      befalling.push_back(exception);
    }
    if (befalling == changed.exceptions) break;
    changed.exceptions = std::move(befalling);
  }
  return changed;
}

}  // namespace eddy::workloads
