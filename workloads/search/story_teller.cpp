#include "workloads/search/story_teller.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/sim/format.h"
#include "eddy/workloads/search/concerning.h"
#include "workloads/search/active_faults.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;
using sim::Event;
using sim::EventNumber;
using sim::NodeId;

constexpr std::size_t kMostState = 100;  // bytes
constexpr std::size_t kMostValues = 2;   // to say what became of each

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

template <class T>
bool has(const std::optional<std::set<T>>& set, const T& one) {
  return !set || set->contains(one);
}

class Teller {
 public:
  Teller(const RecordedRun& run, const Chosen& chosen, const DecidingMessages& deciding)
      : run_(run), chosen_(chosen), deciding_(deciding), load_began_(load_began(run.events)) {}

  Story tell() {
    for (const Event& event : run_.events) {
      const std::size_t before = parts_.size();
      std::visit([&](const auto& what) { hear(event, what); }, event.what);
      if (const auto aside = chosen_.asides.find(event.number); aside != chosen_.asides.end())
        parts_.push_back({event.at, aside->second, "", event.number, StoryWeight::state});
      const bool is_asked = chosen_.tells_all_states || chosen_.states.contains(event.number);
      if (parts_.size() == before && is_asked) show_state(event);
    }
    if (!chosen_.death.empty() && !run_.events.empty()) {
      const Event& last = run_.events.back();
      parts_.push_back(
          {last.at, "the process ends: " + chosen_.death, "", last.number, StoryWeight::end});
    }
    Story story;
    story.asked = deciding_.asked;
    story.not_asked = deciding_.left_out;
    fold(story);
    story.why = chosen_.why;
    remark(story);
    return story;
  }

 private:
  // What did not happen.
  void remark(Story& story) const {
    const std::size_t nodes = run_.experiment.run.options.node_count;
    const bool spreads = nodes > 1 && !run_.experiment.run.learned.empty();
    if (!spreads || chosen_.values.size() > kMostValues) return;
    for (const json::value& value : chosen_.values) {
      for (std::string& remark : concerning(run_, {.value = value}).remarks)
        story.remarks.push_back(std::move(remark));
    }
  }

  bool is_told(const sim::Message& message) const {
    return !is_of_client(message) &&
           (deciding_.has(message.id) || chosen_.messages.contains(message.id) ||
            chosen_.last.contains(message.id));
  }

  void add(const Event& event, StoryWeight weight, std::string what, std::string outcome = "",
           std::optional<sim::FaultId> fault = {}) {
    const sim::Message* message = event.message();
    const bool decides = message != nullptr && deciding_.has(message->id);
    Part part{event.at, std::move(what), std::move(outcome), event.number, weight, fault, decides};
    if (const StateChange* state = state_after(event.number)) part.beneath = state_words(*state);
    parts_.push_back(std::move(part));
  }

  // Null: that event has changed none.
  const StateChange* state_after(EventNumber number) const {
    const auto found = std::lower_bound(
        run_.states.begin(), run_.states.end(), number,
        [](const StateChange& change, EventNumber wanted) { return change.after < wanted; });
    return found == run_.states.end() || found->after != number ? nullptr : &*found;
  }

  // What an event that is not told has changed.
  void show_state(const Event& event) {
    const StateChange* state = state_after(event.number);
    if (state == nullptr || event.number <= load_began_) return;
    parts_.push_back({event.at, state_words(*state), "", event.number, StoryWeight::state});
  }

  void hear(const Event& event, const sim::OperationBegan& began) {
    // They are recorded in the order in which they begin.
    const std::size_t place = next_invocation_++;
    if (!has(chosen_.operations, place)) return;
    const auto& invocations = run_.experiment.run.invocations;
    const checkers::History& history = run_.experiment.run.history;
    const Invocation& invocation = invocations.at(place);
    const checkers::Op& op = history.ops[invocation.position];
    const bool is_named = chosen_.named.contains({op.process, op.f});
    if (!chosen_.operations && began.operation.phase == Phase::last &&
        !(is_named && is_of_last_round(invocation, invocations)))
      return;
    const checkers::Op* end = end_of(history, invocation.position);
    const NodeId node = run_.experiment.run.seating.node_of(op.process);
    const bool is_named_so = chosen_.named_indices.contains(op.index);
    const auto answer = chosen_.answers.find(place);
    std::string outcome = answer != chosen_.answers.end()
                              ? answer->second
                              : answer_words(history, op, end, is_named_so ? &op : end);
    if (const auto more = chosen_.remarks.find(place); more != chosen_.remarks.end())
      outcome += more->second;
    const bool has_timed_out = end != nullptr && end->time > op.time &&
                               end->type == checkers::OpType::info && is_answered_by_nobody(event);
    if (has_timed_out) outcome += fmt::format("; it reached {}, which sent no answer", node);
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
    if (chosen_.last.contains(message.id)) return StoryWeight::end;
    return deciding_.has(message.id) ? StoryWeight::decides : StoryWeight::message;
  }
  static std::string link(const sim::Message& message) {
    return fmt::format("{} → {}  {}", message.id.sender, message.dest, body_words(message));
  }

  void hear(const Event& event, const sim::FaultBegan& began) {
    active_.begin(began);
    add_fault(event, began, "begins");
  }
  void hear(const Event& event, const sim::FaultEnded& ended) {
    active_.end(ended);
    add_fault(event, ended, "ends");
    if (has(chosen_.faults, ended.id)) fault_ended_ = event.at;
  }
  void add_fault(const Event& event, const auto& change, std::string_view what) {
    if (!has(chosen_.faults, change.id)) return;
    add(event, StoryWeight::fault,
        fmt::format("{} {}", checkers::name_of_fault(describe(change.fault)), what), "", change.id);
  }
  void hear(const Event& event, const sim::NodeFailed& failed) {
    if (!has(chosen_.nodes, failed.node)) return;
    add(event, StoryWeight::end,
        fmt::format("{} fails: {}", failed.node, on_one_line(failed.text)));
  }
  void hear(const Event& event, const sim::NodeUp& up) {
    if (!has(chosen_.nodes, up.node)) return;
    // One that another fault has killed does not matter.
    if (chosen_.faults && fault_ended_ != event.at) return;
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

  const RecordedRun& run_;
  const Chosen& chosen_;
  const DecidingMessages& deciding_;
  const EventNumber load_began_;
  ActiveFaults active_;
  std::optional<sim::Time> fault_ended_;  // the last one that is told
  std::size_t next_invocation_ = 0;
  std::vector<Part> parts_;
};

}  // namespace

Story tell(const RecordedRun& run, const Chosen& chosen, const DecidingMessages& deciding) {
  return Teller(run, chosen, deciding).tell();
}

std::string state_words(const StateChange& change) {
  return fmt::format("{} then: {}", change.node,
                     shortened(json::serialize(change.state), kMostState));
}

const json::value* value_of(const checkers::Op& op) {
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

sim::EventNumber load_began(const sim::Recording& events) {
  for (const Event& event : events) {
    const auto* phase = event.get_if<sim::PhaseBegan>();
    if (phase != nullptr && phase->phase == Phase::load) return event.number;
  }
  return 0;
}

}  // namespace eddy::workloads
