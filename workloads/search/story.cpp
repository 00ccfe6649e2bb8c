#include "eddy/workloads/search/story.h"

#include <algorithm>
#include <set>
#include <utility>

#include "eddy/sim/causes.h"
#include "workloads/search/message_words.h"
#include "workloads/search/story_teller.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;
using sim::Event;
using sim::EventNumber;
using sim::MessageId;

constexpr std::size_t kMostCarriers = 12;  // that do not decide
constexpr std::size_t kMostChanges = 16;   // of nodes' states, to tell all of them

// Chooses what is told of a small run.
class Chooser {
 public:
  Chooser(const FailingScenario& failing, const RecordedRun& run) : failing_(failing), run_(run) {}

  Chosen choose() {
    chosen_.tells_all_states = count_changes() <= kMostChanges;
    if (has_died()) chosen_.death = failing_.ending.text;
    find_named();
    choose_carriers();
    follow_the_end();
    chosen_.why = evidence();
    return std::move(chosen_);
  }

 private:
  bool has_died() const { return failing_.ending.ways.front().checker == kOfProcess; }
  // Of the checker whose finding it is: others tell of what there was too little of.
  std::vector<std::string> evidence() const {
    if (has_died()) return {failing_.ending.text};
    for (const auto& [name, verdict] : run_.experiment.results.verdicts) {
      if (name == failing_.ending.ways.front().checker) return verdict.evidence;
    }
    return run_.experiment.results.evidence;
  }

  // Operations that the finding names, and their values. In the history of a run an operation's index
  // is its position.
  void find_named() {
    const auto& findings = run_.experiment.results.findings;
    if (findings.empty()) return;
    const auto& ops = run_.experiment.run.history.ops;
    for (const std::int64_t index : findings.front().finding.operations) {
      if (index < 0 || static_cast<std::size_t>(index) >= ops.size()) continue;
      const checkers::Op& op = ops[static_cast<std::size_t>(index)];
      chosen_.named.insert({op.process, op.f});
      chosen_.named_indices.insert(op.index);
      const json::value* value = value_of(op);
      auto& values = chosen_.values;
      if (value != nullptr && std::find(values.begin(), values.end(), *value) == values.end())
        values.push_back(*value);
    }
  }

  // Messages that carry such a value.
  void choose_carriers() {
    if (chosen_.values.empty()) return;
    std::set<MessageId> carriers;
    for (const Event& event : run_.events) {
      const auto* sent = event.get_if<sim::Sent>();
      if (sent == nullptr || is_of_client(sent->message)) continue;
      const json::value body = to_json(*sent->message.body);
      if (std::any_of(chosen_.values.begin(), chosen_.values.end(),
                      [&](const json::value& value) { return holds(body, value); }))
        carriers.insert(sent->message.id);
    }
    if (carriers.size() <= kMostCarriers) chosen_.messages = std::move(carriers);
  }

  // A run that ended where the finding is has led there by its last messages.
  void follow_the_end() {
    if (!ends_the_run(failing_.ending.ways.front().checker) || run_.events.empty()) return;
    const auto past = sim::causal_past(run_.events, end_of_run());
    const std::set<EventNumber> led_there(past.begin(), past.end());
    std::size_t left = kMostCarriers;
    for (auto event = run_.events.rbegin(); event != run_.events.rend() && left > 0; ++event) {
      const auto* arrival = event->get_if<sim::Delivered>();
      if (arrival == nullptr || !led_there.contains(event->number) ||
          is_of_client(arrival->message))
        continue;
      if (chosen_.last.insert(arrival->message.id).second) --left;
    }
  }
  // The failure, or the last event.
  EventNumber end_of_run() const {
    for (const Event& event : run_.events) {
      if (event.is<sim::NodeFailed>()) return event.number;
    }
    return run_.events.back().number;
  }

  // Once the nodes are ready.
  std::size_t count_changes() const {
    const EventNumber ready = load_began(run_.events);
    return static_cast<std::size_t>(
        std::count_if(run_.states.begin(), run_.states.end(),
                      [ready](const StateChange& change) { return change.after > ready; }));
  }

  const FailingScenario& failing_;
  const RecordedRun& run_;
  Chosen chosen_;
};

}  // namespace

Story story_of(const FailingScenario& failing, const RecordedRun& run,
               const DecidingMessages& deciding) {
  return tell(run, Chooser(failing, run).choose(), deciding);
}

}  // namespace eddy::workloads
