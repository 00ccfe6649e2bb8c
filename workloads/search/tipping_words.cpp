#include "workloads/search/tipping_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/overloaded.h"
#include "checkers/evidence.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/sim/format.h"
#include "workloads/search/message_words.h"

namespace eddy::workloads {
namespace {

using sim::Event;
using sim::Recording;

// "n1's tell 12 to n2".
std::string whose(const sim::Message& message) {
  return fmt::format("{}'s {} to {}", message.id.sender, body_words(message, 40), message.dest);
}

// What became of a message that was sent there.
std::string fate_of(const Recording& recording, const sim::Message& message) {
  const auto is_copy_of_it = [&](const Event& event) {
    const auto* arrival = event.get_if<sim::Delivered>();
    return arrival != nullptr && arrival->is_copy && arrival->message.id == message.id;
  };
  if (std::any_of(recording.begin(), recording.end(), is_copy_of_it))
    return fmt::format("that {} arrived twice", whose(message));
  for (const Event& event : recording) {
    if (event.message() == nullptr || event.message()->id != message.id) continue;
    if (const auto* lost = event.get_if<sim::Lost>())
      return fmt::format("the loss of {} ({})", whose(message), loss_words(*lost, {}));
    if (event.is<sim::Delivered>()) {
      constexpr double kMillisecond = 1e6;
      const double taken = static_cast<double>((event.at - message.id.sent).count()) / kMillisecond;
      return fmt::format("that {} took {:.1f} ms", whose(message), taken);
    }
  }
  return fmt::format("what became of {}", whose(message));
}

// What a node did in the handling of an event: what it sent.
std::string done_in(const Recording& recording, const Event& cause) {
  std::vector<std::string> done;
  std::set<std::string> types;
  constexpr std::size_t kMostTold = 3;
  std::size_t more = 0;
  for (const Event& event : recording) {
    const auto* sent = event.get_if<sim::Sent>();
    if (sent == nullptr || event.cause != cause.number) continue;
    if (!types.insert(body_words(sent->message, 40)).second) continue;
    if (done.size() == kMostTold) {
      ++more;
      continue;
    }
    done.push_back(fmt::format("{} to {}", body_words(sent->message, 40), sent->message.dest));
  }
  if (done.empty()) return "";
  return fmt::format(", in which it sent {}{}", fmt::join(done, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

const PlannedOperation* find_operation(const Scenario& scenario, const sim::OperationId& id) {
  const auto found =
      std::find_if(scenario.operations.begin(), scenario.operations.end(),
                   [&](const PlannedOperation& operation) { return operation.id == id.number; });
  return id.phase != Phase::load || found == scenario.operations.end() ? nullptr : &*found;
}

}  // namespace

std::string drawn_after(const Recording& recording, std::uint64_t event, const Scenario& scenario) {
  const Event& here = recording[event - 1];
  const Event& next = recording[event];
  if (const auto* began = next.get_if<sim::FaultBegan>())
    return "the start of " + checkers::name_of_fault(describe(began->fault));
  if (const auto* ended = next.get_if<sim::FaultEnded>())
    return "the end of " + checkers::name_of_fault(describe(ended->fault));
  return std::visit(
      Overloaded{[&](const sim::Sent& sent) { return fate_of(recording, sent.message); },
                 [&](const sim::Delivered& delivered) {
                   return fmt::format("what {} did with {}{}", delivered.message.dest,
                                      whose(delivered.message), done_in(recording, here));
                 },
                 [&](const sim::TimerFired& fired) {
                   return fmt::format("a timer of {}{}", fired.timer.owner,
                                      done_in(recording, here));
                 },
                 [&](const sim::OperationDue& due) {
                   const PlannedOperation* operation = find_operation(scenario, due.operation);
                   return operation == nullptr
                              ? to_text(sim::Happening(due))
                              : fmt::format("operation {}, {}", operation->id, operation->f);
                 },
                 [&](const auto& other) { return to_text(sim::Happening(other)); }},
      here.what);
}

std::string operation_after(const Recording& recording, std::uint64_t event,
                            const Scenario& scenario) {
  for (std::size_t place = event; place < recording.size(); ++place) {
    const auto* began = recording[place].get_if<sim::OperationBegan>();
    if (began == nullptr) continue;
    const PlannedOperation* operation = find_operation(scenario, began->operation);
    if (operation == nullptr) return to_text(began->operation);
    return fmt::format("operation {}, {}{} at n{}", operation->id, operation->f,
                       operation->value.is_null() ? "" : ' ' + checkers::excerpt(operation->value),
                       began->client.index() % scenario.options.run.node_count);
  }
  return "";
}

}  // namespace eddy::workloads
