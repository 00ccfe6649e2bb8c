#include "tools/report/perfetto.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/overloaded.h"
#include "base/text.h"
#include "checkers/evidence.h"
#include "eddy/sim/format.h"
#include "eddy/sim/wire_id.h"
#include "eddy/workloads/search/run_index.h"
#include "tools/report/plain_text.h"
#include "tools/report/shown_events.h"
#include "tools/results_json.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using sim::Event;
using sim::NodeId;
using workloads::RunIndex;

constexpr std::int64_t kSlice = 1'000;      // ns
constexpr std::size_t kMostArgument = 240;  // bytes

// The groups of tracks, which the format calls processes, in the order in which they are seen.
enum class TrackGroup : std::uint8_t { faults = 1, nodes, services, clients };
constexpr std::pair<TrackGroup, std::string_view> kGroups[] = {
    {TrackGroup::faults, "faults and phases"},
    {TrackGroup::nodes, "nodes"},
    {TrackGroup::services, "services"},
    {TrackGroup::clients, "clients"}};

TrackGroup group_of(NodeId process) {
  if (process.is_client()) return TrackGroup::clients;
  return process.is_service() ? TrackGroup::services : TrackGroup::nodes;
}

// A track, which the format calls a thread. No two have one number.
struct Track {
  TrackGroup group;
  std::uint32_t number;
};
constexpr std::uint32_t kFirstTrack = 101;  // beyond the numbers of the groups

// From when to when it is drawn, in ns.
struct Span {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

std::string microseconds(std::int64_t ns) {
  constexpr std::int64_t kMicrosecond = 1'000;
  return fmt::format("{}.{:03}", ns / kMicrosecond, ns % kMicrosecond);
}

json::string json_text(std::string_view text) {
  return json::string(shortened(plain_text(text), kMostArgument));
}

std::string json_name(std::string_view text) {
  return json::serialize(json::value(json_text(text)));
}

class PerfettoTrace {
 public:
  PerfettoTrace(std::ostream& out, const workloads::RecordedRun& run,
                const std::set<sim::EventNumber>* events)
      : out_(out), run_(run), index_(run), is_whole_(events == nullptr) {
    shown_ = shown_events(run.events, events);
    std::erase_if(shown_, [](const Event* e) { return e->is<sim::OperationDue>(); });
    next_track_ = kFirstTrack;
    for (const NodeId process : processes_in(shown_))
      tracks_[process] = {group_of(process), next_track_++};
    for (const workloads::StateChange& change : run.states)
      states_[{change.after, change.node}] = &change.state;
    place_in_time();
  }

  void write() {
    const auto& run = run_.experiment.run;
    out_ << R"({"displayTimeUnit":"ns","otherData":)"
         << json::serialize(json::object{{"program", json_text(run.options.program)},
                                         {"seed", to_string(run.options.name())},
                                         {"fingerprint", hex(run.fingerprint)}})
         << ",\n\"traceEvents\":[";
    write_names();
    write_faults();
    write_phases();
    write_operations();
    write_events();
    out_ << "\n]}\n";
  }

 private:
  // One behind the other. What is handled lasts until its last sending.
  void place_in_time() {
    spans_.resize(shown_.size());
    std::int64_t free_from = 0;
    std::optional<std::size_t> handled;
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      const Event& event = *shown_[i];
      spans_[i].begin = std::max(sim::nanoseconds(event.at), free_from);
      free_from = spans_[i].end = spans_[i].begin + kSlice;
      row_of_[event.number] = i;
      if (event.is<sim::Sent>()) {
        const bool is_within = handled && shown_[*handled]->number == event.cause &&
                               process_of(*shown_[*handled]) == process_of(event);
        if (is_within) spans_[*handled].end = spans_[i].end;
      } else if (!event.is<sim::Lost>()) {
        handled = i;
      }
    }
  }

  void write_names() {
    for (const auto& [group, name] : kGroups) {
      write_line(R"({{"ph":"M","name":"process_name","pid":{},"args":{{"name":"{}"}}}})",
                 static_cast<int>(group), name);
      write_line(
          R"({{"ph":"M","name":"process_sort_index","pid":{0},"args":{{"sort_index":{0}}}}})",
          static_cast<int>(group));
    }
    for (const auto& [process, track] : tracks_) name_track(track, process.name());
  }
  void name_track(const Track& track, std::string_view name) {
    write_line(R"({{"ph":"M","name":"thread_name",{},"args":{{"name":{}}}}})", place_of(track),
               json_name(name));
    write_line(R"({{"ph":"M","name":"thread_sort_index",{},"args":{{"sort_index":{}}}}})",
               place_of(track), track.number);
  }

  // Those that overlap stand on different tracks.
  void write_faults() {
    struct Lane {
      Track track;
      std::int64_t free_from = 0;
    };
    std::vector<Lane> lanes;
    for (const auto& [began, ended] : shown_faults()) {
      const std::int64_t begin = sim::nanoseconds(began->at);
      const std::int64_t end =
          std::max(ended != nullptr ? sim::nanoseconds(ended->at)
                                    : sim::nanoseconds(run_.experiment.run.end),
                   begin + kSlice);
      auto lane = std::find_if(lanes.begin(), lanes.end(),
                               [&](const Lane& each) { return each.free_from <= begin; });
      if (lane == lanes.end()) {
        lanes.push_back({{TrackGroup::faults, next_track_++}, 0});
        lane = std::prev(lanes.end());
        name_track(lane->track, "faults");
      }
      lane->free_from = end;
      const auto& fault = *began->get_if<sim::FaultBegan>();
      write_slice("fault", describe(fault.fault), lane->track, {begin, end},
                  {{"kind", name(fault.fault)},
                   {"id", static_cast<std::uint32_t>(fault.id)},
                   {"event", began->number}});
    }
  }
  // In the order of their beginnings; null: it has not ended.
  std::vector<std::pair<const Event*, const Event*>> shown_faults() const {
    std::vector<std::pair<const Event*, const Event*>> faults;
    std::map<sim::FaultId, std::size_t> open;
    for (const Event& event : run_.events) {
      if (const auto* began = event.get_if<sim::FaultBegan>()) {
        open[began->id] = faults.size();
        faults.emplace_back(&event, nullptr);
      } else if (const auto* ended = event.get_if<sim::FaultEnded>()) {
        const auto found = open.find(ended->id);
        if (found != open.end()) faults[found->second].second = &event;
      }
    }
    std::erase_if(faults, [&](const auto& fault) {
      const bool is_shown = row_of_.contains(fault.first->number) ||
                            (fault.second != nullptr && row_of_.contains(fault.second->number));
      return !is_shown;
    });
    return faults;
  }

  void write_phases() {
    std::vector<const Event*> begun;
    for (const Event& event : run_.events) {
      if (event.is<sim::PhaseBegan>()) begun.push_back(&event);
    }
    if (!is_whole_ || begun.empty()) return;  // a cut is a small part of a phase
    const Track track{TrackGroup::faults, next_track_++};
    name_track(track, "phases");
    for (std::size_t i = 0; i < begun.size(); ++i) {
      const std::int64_t begin = sim::nanoseconds(begun[i]->at);
      const std::int64_t end =
          sim::nanoseconds(i + 1 < begun.size() ? begun[i + 1]->at : run_.experiment.run.end);
      if (end == begin) continue;
      write_slice("phase", name_of(begun[i]->get_if<sim::PhaseBegan>()->phase), track, {begin, end},
                  {{"event", begun[i]->number}});
    }
  }

  // From its beginning to what its client did last for it.
  void write_operations() {
    std::map<NodeId, std::vector<std::size_t>> rows;  // by client
    for (std::size_t i = 0; i < shown_.size(); ++i) {
      const auto process = process_of(*shown_[i]);
      if (process && process->is_client()) rows[*process].push_back(i);
    }
    for (const RunIndex::Operation& operation : index_.operations()) {
      if (operation.began == RunIndex::kNone) continue;
      const Event& began = run_.events[operation.began];
      const auto row = row_of_.find(began.number);
      if (row == row_of_.end()) continue;
      const auto& own = rows.at(*process_of(began));
      const auto first = std::lower_bound(own.begin(), own.end(), row->second);
      write_operation(operation, began, span_of(operation, {first, own.end()}));
    }
  }
  Span span_of(const RunIndex::Operation& operation, std::span<const std::size_t> rows) const {
    const auto& ops = run_.experiment.run.history.ops;
    const bool has_ended = operation.completion != RunIndex::kNone;
    const std::int64_t ended = has_ended ? ops[operation.completion].time : 0;
    Span span = spans_[rows.front()];
    std::optional<std::int64_t> next;  // when the client does something else
    for (const std::size_t row : rows) {
      const Event& event = *shown_[row];
      const bool is_later = has_ended && sim::nanoseconds(event.at) > ended;
      const bool is_another = event.is<sim::OperationBegan>() && row != rows.front();
      if (is_later || is_another) {
        next = spans_[row].begin;
        break;
      }
      span.end = std::max(span.end, spans_[row].end);
    }
    const std::int64_t wanted = has_ended ? ended : sim::nanoseconds(run_.experiment.run.end);
    span.end = std::max(span.end, next ? std::min(wanted, *next) : wanted);
    return span;
  }
  void write_operation(const RunIndex::Operation& operation, const Event& began, Span span) {
    const auto& run = run_.experiment.run;
    const auto number = static_cast<std::size_t>(&operation - index_.operations().data());
    const checkers::Op& asked = run.history.ops[run.invocations[number].position];
    const checkers::Op* end =
        operation.completion == RunIndex::kNone ? nullptr : &run.history.ops[operation.completion];
    const std::string_view outcome = end != nullptr ? to_string(end->type) : "no answer";
    write_slice("operation", fmt::format("{} {}", asked.f, outcome), track_of(began), span,
                {{"outcome", outcome},
                 {"value", json_text(checkers::excerpt(asked.value))},
                 {"answer", json_text(workloads::answer_words(run.history, asked, end))},
                 {"node", run.seating.node_of(asked.process).name()},
                 {"process", asked.process},
                 {"index", asked.index},
                 {"time", to_string(began.at)},
                 {"event", began.number}});
  }

  // All events of the run pass by, for the faults that are active.
  void write_events() {
    std::size_t row = 0;
    for (const Event& event : run_.events) {
      if (row == shown_.size()) break;
      if (const auto* began = event.get_if<sim::FaultBegan>()) active_.begin(*began);
      if (&event == shown_[row]) {
        write_event(event, spans_[row]);
        ++row;
      }
      if (const auto* ended = event.get_if<sim::FaultEnded>()) active_.end(*ended);
    }
  }
  void write_event(const Event& event, Span span) {
    json::object arguments{{"time", to_string(event.at)}, {"event", event.number}};
    const auto process = process_of(event);
    if (const auto state = process ? states_.find({event.number, *process}) : states_.end();
        state != states_.end())
      arguments["state"] = json_text(json::serialize(*state->second));
    std::visit(Overloaded{[&](const sim::Sent& e) {
                            arguments["to"] = e.message.dest.name();
                            write_message(event, "send", span, std::move(arguments));
                          },
                          [&](const sim::Delivered& e) {
                            arguments["from"] = e.message.id.sender.name();
                            if (e.is_copy) arguments["copy"] = true;
                            write_message(event, "receive", span, std::move(arguments));
                          },
                          [&](const sim::Lost& e) {
                            arguments["from"] = e.message.id.sender.name();
                            arguments["cause"] = json_text(loss_words(e, active_));
                            if (e.is_copy) arguments["copy"] = true;
                            write_message(event, "lost", span, std::move(arguments));
                          },
                          [&](const sim::TimerFired& /*e*/) {
                            write_slice("timer", "timer", track_of(event), span, arguments);
                          },
                          [&](const auto& /*of a node, or drawn elsewhere*/) {
                            if (process && !process->is_client())
                              write_instant(event, span, arguments);
                          }},
               event.what);
  }
  void write_message(const Event& event, std::string_view what, Span span, json::object arguments) {
    const sim::Message& message = *event.message();
    arguments["body"] = json_text(workloads::body_words(message, kMostArgument));
    if (message.msg_id != 0) arguments["msg_id"] = sim::written_id(message.msg_id);
    if (message.in_reply_to != 0) arguments["in_reply_to"] = sim::written_id(message.in_reply_to);
    write_slice(event.is<sim::Lost>() ? "loss" : "message",
                fmt::format("{} {}", what, message.body->type().name), track_of(event), span,
                arguments);
    if (event.is<sim::Sent>()) return;
    const std::size_t number = index_.message_of(message.id);
    if (number == RunIndex::kNone) return;
    const Event& sent = run_.events[index_.messages()[number].sent];
    // A flow is of the slice that has just begun there: both stand behind theirs, at its time.
    write_flow("s", sent, spans_[row_of_.at(sent.number)], event.number);
    write_flow("f", event, span, event.number);
  }
  void write_flow(std::string_view which, const Event& at, Span span, sim::EventNumber id) {
    write_line(R"({{"ph":"{}","cat":"message","name":"message","id":{},{},"ts":{}{}}})", which, id,
               place_of(track_of(at)), microseconds(span.begin),
               which == "f" ? R"(,"bp":"e")" : "");
  }
  void write_instant(const Event& event, Span span, const json::object& arguments) {
    write_line(R"({{"ph":"i","s":"t","cat":"lifecycle","name":{},{},"ts":{},"args":{}}})",
               json_name(on_one_line(sim::to_text(event.what))), place_of(track_of(event)),
               microseconds(span.begin), json::serialize(arguments));
  }
  void write_slice(std::string_view category, std::string_view name, const Track& track, Span span,
                   const json::object& arguments) {
    write_line(R"({{"ph":"X","cat":"{}","name":{},{},"ts":{},"dur":{},"args":{}}})", category,
               json_name(name), place_of(track), microseconds(span.begin),
               microseconds(span.end - span.begin), json::serialize(arguments));
  }

  // REQUIRES: it is of a process.
  Track track_of(const Event& event) const { return tracks_.at(*process_of(event)); }
  static std::string place_of(const Track& track) {
    return fmt::format(R"("pid":{},"tid":{})", static_cast<int>(track.group), track.number);
  }
  template <class... Arguments>
  void write_line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    line_.clear();
    fmt::format_to(std::back_inserter(line_), format, std::forward<Arguments>(arguments)...);
    out_ << separator_ << line_;
    separator_ = ",\n";
  }

  std::ostream& out_;
  const workloads::RecordedRun& run_;
  const RunIndex index_;
  const bool is_whole_;
  std::vector<const Event*> shown_;
  std::vector<Span> spans_;  // by row: the place among those that are shown
  boost::unordered_flat_map<sim::EventNumber, std::size_t> row_of_;
  std::map<NodeId, Track> tracks_;
  std::uint32_t next_track_ = 0;
  std::map<std::pair<sim::EventNumber, NodeId>, const json::value*> states_;
  workloads::ActiveFaults active_;
  std::string_view separator_ = "\n";
  std::string line_;
};

}  // namespace

void write_perfetto(std::ostream& out, const workloads::RecordedRun& run,
                    const std::set<sim::EventNumber>* events) {
  PerfettoTrace(out, run, events).write();
}

}  // namespace eddy::tools
