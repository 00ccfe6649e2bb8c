#include "eddy/workloads/search/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "checkers/evidence.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/sim/causes.h"
#include "eddy/sim/format.h"
#include "eddy/workloads/search/concerning.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;
using sim::Event;
using sim::EventNumber;
using sim::MessageId;
using sim::NodeId;

constexpr std::size_t kMostCarriers = 12;  // that do not decide
constexpr std::size_t kMostState = 100;    // bytes
constexpr std::size_t kMostChanges = 16;   // of nodes' states, to tell all of them
constexpr std::size_t kMostValues = 2;     // to say what became of each

// One thing to tell, before what is alike is put together.
struct Part {
  sim::Time at;
  std::string what;     // of all that are alike
  std::string outcome;  // "arrives", "cut by …"; empty: it has none
  EventNumber event = 0;
  StoryWeight weight = StoryWeight::end;
  std::optional<sim::FaultId> fault = {};
  bool decides = false;
  std::string beneath = {};  // the state that came of it
};

class Teller {
 public:
  Teller(const FailingScenario& failing, const RecordedRun& run, const DecidingMessages& deciding)
      : failing_(failing), run_(run), deciding_(deciding) {
    for (const StateChange& change : run.states) states_[change.after] = &change;
    tells_all_states_ = count_changes() <= kMostChanges;
    find_named();
    choose_carriers();
    follow_the_end();
  }

  Story tell() {
    for (const Event& event : run_.events) {
      const std::size_t before = parts_.size();
      std::visit([&](const auto& what) { hear(event, what); }, event.what);
      if (parts_.size() == before && tells_all_states_) show_state(event);
    }
    if (has_died() && !run_.events.empty()) {
      const Event& last = run_.events.back();
      parts_.push_back({last.at, "the process ends: " + failing_.ending.text, "", last.number,
                        StoryWeight::end});
    }
    std::stable_sort(parts_.begin(), parts_.end(),
                     [](const Part& a, const Part& b) { return a.event < b.event; });
    Story story;
    story.asked = deciding_.asked;
    story.not_asked = deciding_.left_out;
    fold(story);
    story.why = evidence();
    remark(story);
    return story;
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

  // What did not happen.
  void remark(Story& story) const {
    const std::size_t nodes = run_.experiment.run.options.node_count;
    const bool spreads = nodes > 1 && !run_.experiment.run.learned.empty();
    if (!spreads || values_.size() > kMostValues) return;
    for (const json::value& value : values_) {
      for (std::string& remark : concerning(run_, {.value = value}).remarks)
        story.remarks.push_back(std::move(remark));
    }
  }

  // Operations that the finding names: by their positions in the history. And their values.
  void find_named() {
    const auto& findings = run_.experiment.results.findings;
    if (findings.empty()) return;
    const auto& ops = run_.experiment.run.history.ops;
    for (const std::int64_t index : findings.front().finding.operations) {
      if (index < 0 || static_cast<std::size_t>(index) >= ops.size()) continue;
      const checkers::Op& op = ops[static_cast<std::size_t>(index)];
      named_.insert({op.process, op.f});
      named_indices_.insert(op.index);
      const json::value* value = value_of(op);
      if (value != nullptr && std::find(values_.begin(), values_.end(), *value) == values_.end())
        values_.push_back(*value);
    }
  }

  // What it is about: "broadcast 12"; "send [["send","3",12]]", which ends as [["send","3",[0,12]]].
  static const json::value* value_of(const checkers::Op& op) {
    if (!op.value.is_structured()) return op.value.is_null() ? nullptr : &op.value;
    const auto* parts = op.value.if_array();
    if (op.f != "send" || parts == nullptr || parts->size() != 1) return nullptr;
    const auto* part = parts->front().if_array();
    const bool is_send = part != nullptr && part->size() == 3 && (*part)[0] == "send";
    if (!is_send) return nullptr;
    const json::value* sent = &(*part)[2];
    const auto* at_offset = sent->if_array();
    if (at_offset != nullptr && at_offset->size() == 2) sent = &at_offset->back();
    return sent->is_structured() ? nullptr : sent;
  }

  // Messages that carry such a value.
  void choose_carriers() {
    if (values_.empty()) return;
    std::set<MessageId> carriers;
    for (const Event& event : run_.events) {
      const auto* sent = event.get_if<sim::Sent>();
      if (sent == nullptr || is_of_client(sent->message)) continue;
      const json::value body = to_json(*sent->message.body);
      if (std::any_of(values_.begin(), values_.end(),
                      [&](const json::value& value) { return holds(body, value); }))
        carriers.insert(sent->message.id);
    }
    if (carriers.size() <= kMostCarriers) carriers_ = std::move(carriers);
  }

  // A run that ended where the finding is has led there by its last messages.
  void follow_the_end() {
    const std::string& checker = failing_.ending.ways.front().checker;
    const bool has_ended_there =
        checker == "invariants" || checker == "nodes" || checker == kOfProcess;
    if (!has_ended_there || run_.events.empty()) return;
    const auto past = sim::causal_past(run_.events, end_of_run());
    const std::set<EventNumber> led_there(past.begin(), past.end());
    std::size_t left = kMostCarriers;
    for (auto event = run_.events.rbegin(); event != run_.events.rend() && left > 0; ++event) {
      const auto* arrival = event->get_if<sim::Delivered>();
      if (arrival == nullptr || !led_there.contains(event->number) ||
          is_of_client(arrival->message))
        continue;
      if (last_.insert(arrival->message.id).second) --left;
    }
  }
  // The failure, or the last event.
  EventNumber end_of_run() const {
    for (const Event& event : run_.events) {
      if (event.is<sim::NodeFailed>()) return event.number;
    }
    return run_.events.back().number;
  }

  bool is_told(const sim::Message& message) const {
    return !is_of_client(message) && (deciding_.has(message.id) || carriers_.contains(message.id) ||
                                      last_.contains(message.id));
  }

  void add(const Event& event, StoryWeight weight, std::string what, std::string outcome = "",
           std::optional<sim::FaultId> fault = {}) {
    const sim::Message* message = event.message();
    const bool decides = message != nullptr && deciding_.has(message->id);
    Part part{event.at, std::move(what), std::move(outcome), event.number, weight, fault, decides};
    if (const auto state = states_.find(event.number); state != states_.end()) {
      part.beneath = state_words(*state->second);
    }
    parts_.push_back(std::move(part));
  }

  // Once the nodes are ready.
  std::size_t count_changes() const {
    const EventNumber ready = load_began();
    return static_cast<std::size_t>(
        std::count_if(run_.states.begin(), run_.states.end(),
                      [ready](const StateChange& change) { return change.after > ready; }));
  }
  EventNumber load_began() const {
    for (const Event& event : run_.events) {
      const auto* phase = event.get_if<sim::PhaseBegan>();
      if (phase != nullptr && phase->phase == Phase::load) return event.number;
    }
    return 0;
  }
  // What an event that is not told has changed.
  void show_state(const Event& event) {
    const auto state = states_.find(event.number);
    if (state == states_.end() || event.number <= load_began()) return;
    parts_.push_back({event.at, state_words(*state->second), "", event.number, StoryWeight::state});
  }
  static std::string state_words(const StateChange& change) {
    return fmt::format("{} then: {}", change.node,
                       shortened(json::serialize(change.state), kMostState));
  }

  void hear(const Event& event, const sim::OperationBegan& began) {
    const auto& ops = run_.experiment.run.history.ops;
    // They are recorded in the order in which they begin.
    const auto& invocations = run_.experiment.run.invocations;
    const Invocation& invocation = invocations.at(next_invocation_++);
    const checkers::Op& op = ops[invocation.position];
    const bool is_last = began.operation.phase == Phase::last;
    if (is_last && !named_.contains({op.process, op.f})) return;
    if (is_last && !is_of_last_round(invocation, invocations)) return;
    const checkers::History& history = run_.experiment.run.history;
    const checkers::Op* end = end_of(history, invocation.position);
    const NodeId node = run_.experiment.run.seating.node_of(op.process);
    const bool is_named_so = named_indices_.contains(op.index);
    std::string outcome = answer_words(history, op, end, is_named_so ? &op : end);
    const bool has_timed_out = end != nullptr && end->time > op.time &&
                               end->type == checkers::OpType::info && is_answered_by_nobody(event);
    if (has_timed_out) outcome += fmt::format("; it reached {}, which sent no answer", node);
    const bool is_named = named_.contains({op.process, op.f});
    add(event, is_named ? StoryWeight::named : StoryWeight::client,
        question_words(began.client, node, op), outcome);
  }
  // Did what the operation asked arrive, and was nothing sent for it?
  bool is_answered_by_nobody(const Event& began) const {
    const sim::Message* request = nullptr;
    bool has_arrived = false;
    for (const Event& event : run_.events) {
      if (const auto* sent = event.get_if<sim::Sent>()) {
        if (request == nullptr && event.cause == began.number && sent->message.msg_id != 0)
          request = &sent->message;
        if (request != nullptr && sent->message.in_reply_to == request->msg_id &&
            sent->message.dest == request->id.sender)
          return false;
      }
      if (request != nullptr && event.is<sim::Delivered>() && event.message()->id == request->id)
        has_arrived = true;
    }
    return has_arrived;
  }
  void hear(const Event& event, const sim::Delivered& delivered) {
    const sim::Message& message = delivered.message;
    if (!is_told(message)) return;
    std::string outcome = delivered.is_copy ? "arrives a second time" : "arrives";
    const sim::Duration under_way = event.at - message.id.sent;
    if (under_way > std::chrono::milliseconds(50))
      outcome += ", sent at " + time_words(message.id.sent);
    add(event, weight_of(message), link(message), outcome);
  }
  void hear(const Event& event, const sim::Lost& lost) {
    if (!is_told(lost.message)) return;
    add(event, weight_of(lost.message), link(lost.message), loss_words(lost, active_));
  }
  StoryWeight weight_of(const sim::Message& message) const {
    if (last_.contains(message.id)) return StoryWeight::end;
    return deciding_.has(message.id) ? StoryWeight::decides : StoryWeight::message;
  }
  static std::string link(const sim::Message& message) {
    return fmt::format("{} → {}  {}", message.id.sender, message.dest, body_words(message));
  }

  void hear(const Event& event, const sim::FaultBegan& began) {
    active_.begin(began);
    add(event, StoryWeight::fault, checkers::name_of_fault(describe(began.fault)) + " begins", "",
        began.id);
  }
  void hear(const Event& event, const sim::FaultEnded& ended) {
    active_.end(ended);
    add(event, StoryWeight::fault, checkers::name_of_fault(describe(ended.fault)) + " ends", "",
        ended.id);
  }
  void hear(const Event& event, const sim::NodeFailed& failed) {
    add(event, StoryWeight::end,
        fmt::format("{} fails: {}", failed.node, on_one_line(failed.text)));
  }
  void hear(const Event& event, const sim::NodeUp& up) {
    add(event, StoryWeight::client, fmt::format("{} is back, its memory is gone", up.node));
  }
  void hear(const Event& /*event*/, const auto& /*tells nothing*/) {}

  // What is alike and follows one another becomes one line.
  void fold(Story& story) const {
    for (std::size_t first = 0; first < parts_.size();) {
      std::size_t end = first + 1;
      while (end < parts_.size() && !parts_[first].outcome.empty() &&
             parts_[end].what == parts_[first].what &&
             parts_[end].outcome == parts_[first].outcome && parts_[end].beneath.empty())
        ++end;
      const Part& part = parts_[first];
      const std::size_t count = end - first;
      StoryLine line{part.at, part.what, {}, false, part.weight, part.fault};
      if (count > 1) line.text += fmt::format(", {} ×", count);
      if (!part.outcome.empty())
        line.text += fmt::format(": {}{}", count > 1 ? "each " : "", part.outcome);
      for (; first < end; ++first) {
        line.events.push_back(parts_[first].event);
        line.weight = std::max(line.weight, parts_[first].weight);
        line.decides |= parts_[first].decides;
      }
      story.lines.push_back(std::move(line));
      if (!part.beneath.empty())
        story.lines.push_back({part.at,
                               "  " + part.beneath,
                               {part.event},
                               false,
                               part.weight == StoryWeight::end ? part.weight : StoryWeight::state});
    }
  }

  const FailingScenario& failing_;
  const RecordedRun& run_;
  const DecidingMessages& deciding_;
  std::map<EventNumber, const StateChange*> states_;
  bool tells_all_states_ = false;
  std::set<std::pair<std::int64_t, std::string>> named_;
  std::set<std::int64_t> named_indices_;
  std::vector<json::value> values_;
  std::set<MessageId> carriers_;
  std::set<MessageId> last_;  // that led to a finding which ended the run
  ActiveFaults active_;
  std::size_t next_invocation_ = 0;
  std::vector<Part> parts_;
};

}  // namespace

Story story_of(const FailingScenario& failing, const RecordedRun& run,
               const DecidingMessages& deciding) {
  return Teller(failing, run, deciding).tell();
}

}  // namespace eddy::workloads
