#include "tools/report/shown_events.h"

#include <algorithm>

#include "base/overloaded.h"

namespace eddy::tools {

using sim::Event;
using sim::NodeId;

std::vector<const Event*> shown_events(const sim::Recording& recording,
                                       const std::set<sim::EventNumber>* events) {
  std::set<sim::MessageId> messages;
  if (events != nullptr) {
    for (const Event& event : recording) {
      const sim::Message* message = event.message();
      if (message != nullptr && events->contains(event.number)) messages.insert(message->id);
    }
  }
  const auto is_shown = [&](const Event& event) {
    if (events == nullptr) return true;
    const sim::Message* message = event.message();
    return message != nullptr ? messages.contains(message->id) : events->contains(event.number);
  };
  std::vector<const Event*> shown;
  for (const Event& event : recording) {
    if (is_shown(event)) shown.push_back(&event);
  }
  return shown;
}

std::optional<NodeId> process_of(const Event& event) {
  return std::visit(
      Overloaded{[](const sim::Sent& e) { return std::optional(e.message.id.sender); },
                 [](const sim::Delivered& e) { return std::optional(e.message.dest); },
                 [](const sim::Lost& e) { return std::optional(e.message.dest); },
                 [](const sim::TimerFired& e) { return std::optional(e.timer.owner); },
                 [](const sim::OperationBegan& e) { return std::optional(e.client); },
                 [](const sim::NodeFailed& e) { return std::optional(e.node); },
                 [](const sim::NodeDown& e) { return std::optional(e.node); },
                 [](const sim::NodeUp& e) { return std::optional(e.node); },
                 [](const sim::NodePaused& e) { return std::optional(e.node); },
                 [](const sim::NodeResumed& e) { return std::optional(e.node); },
                 [](const auto& /*of the run*/) { return std::optional<NodeId>(); }},
      event.what);
}

std::vector<NodeId> processes_in(const std::vector<const Event*>& events) {
  std::set<NodeId> found;
  for (const Event* event : events) {
    if (const auto process = process_of(*event)) found.insert(*process);
    if (const sim::Message* message = event->message()) {
      found.insert(message->id.sender);
      found.insert(message->dest);
    }
  }
  const auto place = [](NodeId process) {
    return process.is_client() ? 2 : process.is_service() ? 1 : 0;
  };
  std::vector<NodeId> processes(found.begin(), found.end());
  std::stable_sort(processes.begin(), processes.end(),
                   [&](NodeId a, NodeId b) { return place(a) < place(b); });
  return processes;
}

}  // namespace eddy::tools
