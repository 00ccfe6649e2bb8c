#include "eddy/workloads/search/deciding_messages.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "workloads/search/message_words.h"

namespace eddy::workloads {
namespace {

using sim::Fate;
using sim::MessageException;
using sim::MessageId;

// What would have been otherwise. Twice, or later: it would not.
std::vector<MessageException> alternatives_in(const Scenario& scenario,
                                              const sim::Recording& recording) {
  std::map<MessageId, Fate> fates;
  std::vector<MessageId> order;
  for (const sim::Event& event : recording) {
    const sim::Message* message = event.message();
    if (message == nullptr || is_of_client(*message)) continue;
    if (event.is<sim::Sent>()) order.push_back(message->id);
    if (event.is<sim::Delivered>()) fates[message->id] = Fate::lost;
    const auto* lost = event.get_if<sim::Lost>();
    const bool is_by_network = lost != nullptr && (lost->why == sim::LossCause::loss ||
                                                   lost->why == sim::LossCause::partition ||
                                                   lost->why == sim::LossCause::exception);
    if (is_by_network) fates.try_emplace(message->id, Fate::arrives);
  }
  std::vector<MessageException> alternatives;
  for (const MessageException& exception : scenario.exceptions) {
    if (exception.fate == Fate::twice || exception.fate == Fate::later)
      alternatives.push_back(exception);
  }
  for (const MessageId& message : order) {
    const auto fate = fates.find(message);
    if (fate != fates.end()) alternatives.push_back({message, fate->second, {}});
  }
  return alternatives;
}

Scenario with(const Scenario& scenario, const MessageException& exception) {
  Scenario other = scenario;
  std::erase_if(other.exceptions,
                [&](const MessageException& there) { return there.message == exception.message; });
  const bool is_taken_away = exception.fate == Fate::twice || exception.fate == Fate::later;
  if (!is_taken_away) other.exceptions.push_back(exception);
  return other;
}

}  // namespace

DecidingMessages deciding_messages(const FailingScenario& failing, const sim::Recording& recording,
                                   const ScenarioRunner& runner, std::size_t most_asked) {
  const Pursuit pursuit(failing.ending);
  std::vector<MessageException> alternatives = alternatives_in(failing.scenario, recording);
  DecidingMessages deciding;
  // What was lost comes first: there is less of it, and nothing else tells of it.
  std::stable_partition(alternatives.begin(), alternatives.end(),
                        [](const auto& other) { return other.fate != Fate::lost; });
  if (alternatives.size() > most_asked) {
    deciding.left_out = alternatives.size() - most_asked;
    alternatives.resize(most_asked);
  }
  for (std::size_t first = 0; first < alternatives.size();) {
    if (runner.is_asked_to_end && runner.is_asked_to_end()) {
      deciding.left_out += alternatives.size() - first;
      break;
    }
    const std::size_t count = std::min(runner.at_once, alternatives.size() - first);
    std::vector<Scenario> others;
    for (std::size_t i = 0; i < count; ++i)
      others.push_back(with(failing.scenario, alternatives[first + i]));
    const auto endings = runner.run(others, failing.ending.events * kMostTimesEvents);
    for (std::size_t i = 0; i < endings.size(); ++i) {
      const MessageException& other = alternatives[first + i];
      if (pursuit.is_met_by(endings[i])) continue;
      auto& list = other.fate == Fate::arrives ? deciding.lost
                   : other.fate == Fate::lost  ? deciding.arrived
                                               : deciding.altered;
      list.insert(other.message);
    }
    deciding.asked += endings.size();
    first += endings.size();
    if (endings.size() < count) {
      deciding.left_out += alternatives.size() - first;
      break;
    }
  }
  return deciding;
}

}  // namespace eddy::workloads
