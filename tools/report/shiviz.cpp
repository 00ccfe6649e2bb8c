#include "tools/report/shiviz.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/overloaded.h"
#include "base/text.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/sim/format.h"
#include "eddy/workloads/search/run_index.h"
#include "tools/report/plain_text.h"
#include "tools/report/shown_events.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"

namespace eddy::tools {
namespace {

using sim::Event;
using sim::NodeId;
using workloads::RunIndex;

constexpr std::string_view kShivizExpression =
    R"((?<time>[0-9.]+ s)  (?<event>.*)\n(?<host>\S+) (?<clock>\{.*\}))";
constexpr std::size_t kMostEventText = 200;  // bytes
constexpr std::string_view kFaultsHost = "faults";

class ShivizLog {
 public:
  ShivizLog(std::ostream& out, const workloads::RecordedRun& run,
            const std::set<sim::EventNumber>* events)
      : out_(out), run_(run), index_(run), is_whole_(events == nullptr) {
    shown_ = shown_events(run.events, events);
    names_.emplace_back(kFaultsHost);
    for (const NodeId process : processes_in(shown_)) {
      host_of_[process] = names_.size();
      names_.push_back(process.name());
    }
    clocks_.assign(names_.size(), Clock(names_.size()));
    note_losses();
    note_operations();
  }

  void write() {
    out_ << kShivizExpression << "\n\n";
    for (const Event* event : shown_) write(*event);
  }

 private:
  using Clock = std::vector<std::uint32_t>;  // by host

  // All events of the run pass by, for the faults that are active.
  void note_losses() {
    workloads::ActiveFaults active;
    for (const Event& event : run_.events) {
      if (const auto* began = event.get_if<sim::FaultBegan>()) active.begin(*began);
      if (const auto* ended = event.get_if<sim::FaultEnded>()) active.end(*ended);
      const auto* lost = event.get_if<sim::Lost>();
      const std::size_t message =
          lost != nullptr ? index_.message_of(lost->message.id) : RunIndex::kNone;
      if (message == RunIndex::kNone) continue;
      losses_[message] +=
          fmt::format("; {}{}", lost->is_copy ? "a copy: " : "", loss_words(*lost, active));
    }
  }
  void note_operations() {
    const auto& operations = index_.operations();
    for (std::size_t i = 0; i < operations.size(); ++i) {
      if (operations[i].began != RunIndex::kNone)
        begun_[run_.events[operations[i].began].number] = i;
      if (operations[i].answer != RunIndex::kNone) answered_[operations[i].answer] = i;
    }
  }

  void write(const Event& event) {
    std::visit(Overloaded{[&](const sim::Sent& e) { write_sending(event, e.message); },
                          [&](const sim::Delivered& e) { write_arrival(event, e); },
                          [&](const sim::Lost& e) { forget(e.message); },
                          [&](const sim::OperationBegan& e) {
                            write(event, host_of_.at(e.client), question(event));
                          },
                          [&](const sim::FaultBegan& e) { write_fault(event, e.fault, "begins"); },
                          [&](const sim::FaultEnded& e) { write_fault(event, e.fault, "ends"); },
                          [&](const auto& /*of a node, or of the run*/) {
                            const auto process = process_of(event);
                            const bool is_noise = is_whole_ && event.is<sim::TimerFired>();
                            if (process && !is_noise)
                              write(event, host_of_.at(*process), sim::to_text(event.what));
                          }},
               event.what);
  }

  void write_sending(const Event& event, const sim::Message& message) {
    const std::size_t number = index_.message_of(message.id);
    const auto lost = losses_.find(number);
    const bool has_end =
        number != RunIndex::kNone && index_.messages()[number].end != RunIndex::kNone;
    const std::size_t host = host_of_.at(message.id.sender);
    write(
        event, host,
        fmt::format("send {} to {}{}", workloads::body_words(message, kMostEventText), message.dest,
                    lost != losses_.end() ? lost->second
                    : has_end             ? ""
                                          : "; still under way at the end"));
    under_way_[message.id] = {clocks_[host], copies_of(number)};
  }
  std::size_t copies_of(std::size_t number) const {
    if (number == RunIndex::kNone) return 0;
    return index_.messages()[number].copy_end == RunIndex::kNone ? 1 : 2;
  }
  void write_arrival(const Event& event, const sim::Delivered& arrival) {
    const sim::Message& message = arrival.message;
    const std::size_t host = host_of_.at(message.dest);
    if (const auto sent = under_way_.find(message.id); sent != under_way_.end()) {
      for (std::size_t i = 0; i < names_.size(); ++i)
        clocks_[host][i] = std::max(clocks_[host][i], sent->second.clock[i]);
    }
    write(event, host,
          fmt::format("receive {} from {}{}{}", workloads::body_words(message, kMostEventText),
                      message.id.sender, arrival.is_copy ? "; a copy" : "", answer(message)));
    forget(message);
  }
  // What is not under way any more.
  void forget(const sim::Message& message) {
    const auto sent = under_way_.find(message.id);
    if (sent != under_way_.end() && --sent->second.copies == 0) under_way_.erase(sent);
  }

  // "c1 asks n1: broadcast 135".
  std::string question(const Event& event) const {
    const auto found = begun_.find(event.number);
    if (found == begun_.end()) return sim::to_text(event.what);
    const checkers::Op& asked = asked_of(found->second);
    return workloads::question_words(event.get_if<sim::OperationBegan>()->client,
                                     run_.experiment.run.seating.node_of(asked.process), asked);
  }
  // "; read ends: ok [1,2] (op 12)".
  std::string answer(const sim::Message& message) const {
    const auto found = answered_.find(index_.message_of(message.id));
    if (found == answered_.end()) return "";
    const auto& history = run_.experiment.run.history;
    const checkers::Op& asked = asked_of(found->second);
    const std::size_t end = index_.operations()[found->second].completion;
    return fmt::format("; {} ends: {}", asked.f,
                       workloads::answer_words(
                           history, asked, end == RunIndex::kNone ? nullptr : &history.ops[end]));
  }
  const checkers::Op& asked_of(std::size_t operation) const {
    const auto& run = run_.experiment.run;
    return run.history.ops[run.invocations[operation].position];
  }

  void write_fault(const Event& event, const sim::Fault& fault, std::string_view what) {
    write(event, 0, fmt::format("{} {}", checkers::name_of_fault(describe(fault)), what));
  }
  // A line break would end the event's line.
  void write(const Event& event, std::size_t host, std::string_view what) {
    ++clocks_[host][host];
    line_ = fmt::format("{}  {}\n{} {{", workloads::time_words(event.at),
                        plain_text(on_one_line(what)), names_[host]);
    std::string_view comma;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (clocks_[host][i] == 0) continue;
      fmt::format_to(std::back_inserter(line_), "{}\"{}\":{}", comma, names_[i], clocks_[host][i]);
      comma = ",";
    }
    out_ << line_ << "}\n";
  }

  struct UnderWay {
    Clock clock;  // of its sender when it was sent
    std::size_t copies = 0;
  };

  std::ostream& out_;
  const workloads::RecordedRun& run_;
  const RunIndex index_;
  const bool is_whole_;
  std::vector<const Event*> shown_;
  std::vector<std::string> names_;  // of the hosts; the faults' first
  std::map<NodeId, std::size_t> host_of_;
  std::vector<Clock> clocks_;
  std::map<sim::MessageId, UnderWay> under_way_;
  boost::unordered_flat_map<std::size_t, std::string> losses_;      // by message
  boost::unordered_flat_map<sim::EventNumber, std::size_t> begun_;  // operations
  boost::unordered_flat_map<std::size_t, std::size_t> answered_;    // by message
  std::string line_;
};

}  // namespace

void write_shiviz(std::ostream& out, const workloads::RecordedRun& run,
                  const std::set<sim::EventNumber>* events) {
  ShivizLog(out, run, events).write();
}

}  // namespace eddy::tools
