#include "tools/report/mermaid.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/overloaded.h"
#include "base/text.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/sim/format.h"
#include "tools/report/plain_text.h"
#include "tools/report/shown_events.h"
#include "workloads/search/message_words.h"

namespace eddy::tools {
namespace {

using sim::Event;
using sim::NodeId;

constexpr std::size_t kMostMessageText = 80;  // bytes
constexpr std::size_t kMostNoteText = 140;
constexpr std::size_t kMostTitleText = 140;
constexpr std::size_t kMostDiagram = 48'000;  // GitHub's limit, less what the last line takes

// What ends a line or begins a comment, an entity, a formula or a tag.
constexpr std::string_view kMeansSomething = "#;:%<>&$@`\\";

class SequenceDiagram {
 public:
  SequenceDiagram(const sim::Recording& recording, const std::set<sim::EventNumber>& events,
                  const std::vector<DiagramNote>& notes, const std::string& title)
      : recording_(recording), title_(title) {
    for (const DiagramNote& note : notes) notes_[note.event] = note.text;
    shown_ = shown_events(recording, &events);
    std::erase_if(shown_, [&](const Event* event) { return !is_drawn(*event); });
    processes_ = processes_in(shown_);
  }

  std::string text() {
    out_ = "sequenceDiagram\n";
    if (!title_.empty())
      add_line("title " + mermaid_text(shortened(on_one_line(title_), kMostTitleText)));
    if (processes_.empty()) add_line("participant p0 as run");
    for (std::size_t i = 0; i < processes_.size(); ++i)
      add_line(fmt::format("participant p{} as {}", i, mermaid_text(processes_[i].name())));
    add_events();
    add_what_is_under_way();
    if (left_out_ > 0) {
      out_ += fmt::format("    Note over {}: … {} more lines, which are more than GitHub draws\n",
                          all(), left_out_);
    }
    return std::move(out_);
  }

 private:
  // What nobody has something to say of.
  bool is_drawn(const Event& event) const {
    const bool is_silent =
        event.is<sim::TimerFired>() || event.is<sim::OperationDue>() || event.is<sim::PhaseBegan>();
    return !is_silent || notes_.contains(event.number);
  }

  // All events of the run pass by, for the faults that are active.
  void add_events() {
    std::size_t next = 0;
    for (const Event& event : recording_) {
      if (next == shown_.size()) break;
      if (const auto* began = event.get_if<sim::FaultBegan>()) active_.begin(*began);
      if (&event == shown_[next]) {
        add(event);
        ++next;
      }
      if (const auto* ended = event.get_if<sim::FaultEnded>()) active_.end(*ended);
    }
  }

  void add(const Event& event) {
    std::visit(Overloaded{[&](const sim::Sent& e) { under_way_[e.message.id] = &event; },
                          [&](const sim::Delivered& e) { add_arrival(event, e); },
                          [&](const sim::Lost& e) { add_loss(event, e); },
                          [&](const sim::FaultBegan& e) { add_fault(event, e.fault, "begins"); },
                          [&](const sim::FaultEnded& e) { add_fault(event, e.fault, "ends"); },
                          [&](const auto& /*a note says it*/) {}},
               event.what);
    const auto note = notes_.find(event.number);
    const bool is_message = event.message() != nullptr;
    const bool is_fault = event.is<sim::FaultBegan>() || event.is<sim::FaultEnded>();
    if (note == notes_.end() && (is_message || is_fault)) return;
    const std::string words = note != notes_.end() ? note->second : sim::to_text(event.what);
    const auto process = process_of(event);
    add_note(event, process ? name_of(*process) : all(), words);
  }

  void add_arrival(const Event& event, const sim::Delivered& arrival) {
    under_way_.erase(arrival.message.id);
    add_message(event, arrival.message, "->>", arrival.is_copy ? " (a copy)" : "");
  }
  void add_loss(const Event& event, const sim::Lost& loss) {
    under_way_.erase(loss.message.id);
    add_message(event, loss.message, "-x",
                fmt::format(" ({}{})", loss.is_copy ? "a copy, " : "", loss_words(loss, active_)));
  }
  void add_fault(const Event& event, const sim::Fault& fault, std::string_view what) {
    if (notes_.contains(event.number)) return;  // which says it
    add_note(event, all(), fmt::format("{} {}", checkers::name_of_fault(describe(fault)), what));
  }
  void add_what_is_under_way() {
    std::vector<const Event*> left;
    for (const auto& [id, event] : under_way_) left.push_back(event);
    std::sort(left.begin(), left.end(),
              [](const Event* a, const Event* b) { return a->number < b->number; });
    for (const Event* event : left) {
      const sim::Message& message = *event->message();
      add_line(fmt::format("{}--){}: {}", name_of(message.id.sender), name_of(message.dest),
                           mermaid_text(workloads::body_words(message, kMostMessageText) +
                                        " (still under way at the end)")));
    }
  }

  void add_message(const Event& event, const sim::Message& message, std::string_view arrow,
                   const std::string& outcome) {
    add_line(fmt::format("{}{}{}: {}{}", name_of(message.id.sender), arrow, name_of(message.dest),
                         time_of(event),
                         mermaid_text(workloads::body_words(message, kMostMessageText) + outcome)));
  }
  void add_note(const Event& event, const std::string& over, const std::string& words) {
    add_line(fmt::format("Note over {}: {}{}", over, time_of(event),
                         mermaid_text(shortened(on_one_line(words), kMostNoteText))));
  }
  void add_line(const std::string& line) {
    if (left_out_ > 0 || out_.size() + line.size() > kMostDiagram) {
      ++left_out_;
      return;
    }
    out_ += "    " + line + '\n';
  }

  // Where it is another one than above.
  std::string time_of(const Event& event) {
    if (time_above_ == event.at) return "";
    time_above_ = event.at;
    return workloads::time_words(event.at) + "  ";
  }
  // Names of ours: a service's has a dash, which is an arrow's beginning.
  std::string name_of(NodeId process) const {
    const auto place = std::find(processes_.begin(), processes_.end(), process);
    return fmt::format("p{}", place - processes_.begin());
  }
  std::string all() const {
    return processes_.size() < 2 ? "p0" : fmt::format("p0,p{}", processes_.size() - 1);
  }

  const sim::Recording& recording_;
  const std::string& title_;
  std::map<sim::EventNumber, std::string> notes_;
  std::vector<const Event*> shown_;
  std::vector<NodeId> processes_;
  std::map<sim::MessageId, const Event*> under_way_;
  workloads::ActiveFaults active_;
  std::optional<sim::Time> time_above_;
  std::string out_;
  std::size_t left_out_ = 0;
};

}  // namespace

std::string mermaid_text(std::string_view text) {
  std::string out;
  for (const char c : plain_text(text)) {
    if (kMeansSomething.find(c) != kMeansSomething.npos) {
      out += fmt::format("#{};", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string mermaid_diagram(const sim::Recording& recording,
                            const std::set<sim::EventNumber>& events,
                            const std::vector<DiagramNote>& notes, const std::string& title) {
  return SequenceDiagram(recording, events, notes, title).text();
}

}  // namespace eddy::tools
