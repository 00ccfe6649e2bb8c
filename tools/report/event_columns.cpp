#include "tools/report/event_columns.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/mp11/algorithm.hpp>
#include <map>
#include <optional>
#include <utility>

#include "base/overloaded.h"
#include "eddy/base/named_enum.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/sim/loss_cause.h"
#include "eddy/sim/wire_id.h"
#include "tools/report/message_ranks.h"
#include "tools/report/named_nodes.h"
#include "workloads/search/befallen.h"
#include "workloads/search/message_words.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using sim::Event;
using sim::NodeId;
using workloads::RunIndex;

// An id as the page shows it: 0, as where there is none, if a script cannot count so far.
std::uint64_t page_id(std::uint64_t id) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 50U;
  const std::uint64_t written = sim::written_id(id);
  return written <= kMost ? written : 0;
}

// In the handling of which others happen.
bool is_handled(const Event& event) {
  return std::visit(
      Overloaded{[](const sim::Sent&) { return false; }, [](const sim::Lost&) { return false; },
                 [](const sim::NodeFailed&) { return false; },
                 [](const sim::NodeDown&) { return false; },
                 [](const sim::NodePaused&) { return false; },
                 [](const auto& /*others*/) { return true; }},
      event.what);
}

// Whose event it is; nothing: nobody's.
std::optional<NodeId> actor_of(const Event& event) {
  return std::visit(
      Overloaded{[](const sim::Delivered& e) { return std::optional(e.message.dest); },
                 [](const sim::TimerFired& e) { return std::optional(e.timer.owner); },
                 [](const sim::OperationBegan& e) { return std::optional(e.client); },
                 [](const sim::NodeUp& e) { return std::optional(e.node); },
                 [](const sim::NodeResumed& e) { return std::optional(e.node); },
                 [](const auto& /*others*/) { return std::optional<NodeId>(); }},
      event.what);
}

// Nothing: messages overtake one another too much.
std::optional<std::vector<std::uint64_t>> ranks_of_ends(const KeptEvents& kept) {
  constexpr std::size_t kMostSteps = 64;  // of an end, on average
  MessageRanks ranks;
  std::vector<std::uint64_t> all;
  const sim::Recording& events = kept.run().events;
  std::size_t steps = 0;
  std::size_t sent = 0;
  for (std::size_t place = 0; place < events.size(); ++place) {
    const sim::Message* message = events[place].message();
    if (message == nullptr || !kept.position(place)) continue;
    if (events[place].is<sim::Sent>()) {
      ranks.send(workloads::is_of_client(*message));
      ++sent;
      continue;
    }
    const std::size_t number = *kept.message(kept.index().message_at(place));
    const auto* arrival = events[place].get_if<sim::Delivered>();
    const auto* loss = events[place].get_if<sim::Lost>();
    if (arrival != nullptr ? arrival->is_copy : loss->is_copy) {
      all.push_back(sent - number);
      continue;
    }
    const std::size_t rank = ranks.end(number);
    steps += rank;
    if (steps > kMostSteps * (all.size() + 10'000)) return std::nullopt;
    all.push_back(rank * 2 + (workloads::is_of_client(*message) ? 1 : 0));
  }
  return all;
}

class Writer {
 public:
  Writer(const KeptEvents& kept, Columns& columns, StringTable& strings, BodyTable& bodies,
         std::vector<std::uint64_t>& bodies_of)
      : kept_(kept),
        events_(kept.run().events),
        strings_(strings),
        bodies_(bodies),
        bodies_of_(bodies_of),
        ranks_(ranks_of_ends(kept)),
        kind_(columns.add("kind")),
        time_(columns.add("time")),
        cause_(columns.add("cause")),
        timer_node_(columns.add("timer.node")),
        node_(columns.add("node.node")),
        node_text_(columns.add("node.text")),
        client_(columns.add("began.client")),
        fault_(columns.add("fault")),
        phase_(columns.add("phase")),
        src_(columns.add("m.src")),
        dest_(columns.add("m.dest")),
        body_(columns.add("m.body")),
        id_(columns.add("m.id")),
        reply_(columns.add("m.reply")),
        end_message_(columns.add("end.message")),
        end_copy_(columns.add("end.copy")),
        why_(columns.add("lost.why")),
        by_fault_(columns.add("lost.fault")) {}

  void write() {
    for (std::size_t place = 0; place < events_.size(); ++place) {
      const auto position = kept_.position(place);
      if (!position) continue;
      const Event& event = events_[place];
      kind_.add(event.what.index());
      time_.add_rise(static_cast<std::uint64_t>(sim::nanoseconds(event.at)) / 1'000);
      const bool has_own =
          event.is<sim::Delivered>() || event.is<sim::Lost>() || event.is<sim::TimerFired>();
      if (!has_own) write_cause(event);
      std::visit([&](const auto& what) { write(place, what); }, event.what);
      if (is_handled(event)) handled_ = static_cast<std::int64_t>(*position);
    }
  }

  bool are_ranked() const { return ranks_.has_value(); }

 private:
  void write_cause(const Event& event) {
    const auto cause = event.cause == 0 ? std::nullopt : kept_.position_of(event.cause);
    cause_.add(cause ? 1 + zigzag(handled_ - static_cast<std::int64_t>(*cause)) : 0);
  }

  void write(std::size_t place, const sim::Sent& sent) {
    ++sent_;
    const sim::Message& message = sent.message;
    const NodeId src = message.id.sender;
    const auto cause = sim::place_in(events_, events_[place].cause);
    const bool is_there = cause && kept_.position(*cause);
    const auto actor = is_there ? actor_of(events_[*cause]) : std::nullopt;
    src_.add(actor == src ? 0 : 1 + kept_.process(src));
    dest_.add(kept_.process(message.dest));
    // The message in whose handling it is sent.
    const sim::Message* told =
        is_there && events_[*cause].is<sim::Delivered>() ? events_[*cause].message() : nullptr;
    BodyTable::Context context{src.raw(), {}, EventColumns::page_time(events_[place].at)};
    if (told != nullptr)
      context.answers = bodies_of_[*kept_.message(kept_.index().message_at(*cause))];
    const BodyTable::Place body = bodies_.add(message.body, context);
    body_.add(body.code);
    bodies_of_.push_back(body.number);
    if (message.msg_id == 0) {
      id_.add(0);
    } else {
      std::uint64_t& last = last_id_[src];
      const std::uint64_t id = page_id(message.msg_id);
      id_.add(1 + zigzag(static_cast<std::int64_t>(id - last)));
      last = id;
    }
    const bool answers_it = told != nullptr && message.in_reply_to == told->msg_id;
    reply_.add(message.in_reply_to == 0 ? 0 : answers_it ? 1 : page_id(message.in_reply_to) + 2);
  }
  void write(std::size_t place, const sim::Delivered& delivered) {
    write_end(place, delivered.is_copy);
  }
  void write(std::size_t place, const sim::Lost& lost) {
    write_end(place, lost.is_copy);
    why_.add(static_cast<std::uint64_t>(lost.why));
    const auto fault = lost.fault ? kept_.fault(*lost.fault) : std::nullopt;
    by_fault_.add(fault ? 1 + *fault : 0);
  }
  void write_end(std::size_t place, bool is_copy) {
    end_message_.add(ranks_ ? (*ranks_)[ends_++]
                            : sent_ - *kept_.message(kept_.index().message_at(place)));
    end_copy_.add(is_copy ? 1 : 0);
  }
  void write(std::size_t /*place*/, const sim::TimerFired& fired) {
    timer_node_.add(kept_.process(fired.timer.owner));
  }
  void write(std::size_t /*place*/, const sim::OperationDue& /*due*/) {}
  void write(std::size_t /*place*/, const sim::OperationBegan& began) {
    client_.add(kept_.process(began.client));
  }
  void write(std::size_t /*place*/, const sim::FaultBegan& e) { fault_.add(*kept_.fault(e.id)); }
  void write(std::size_t /*place*/, const sim::FaultEnded& e) {
    fault_.add(kept_.fault(e.id).value_or(0));
  }
  void write(std::size_t /*place*/, const sim::PhaseBegan& e) {
    phase_.add(static_cast<std::uint64_t>(e.phase));
  }
  void write(std::size_t /*place*/, const sim::NodeFailed& e) {
    node_.add(kept_.process(e.node));
    node_text_.add(strings_.add(e.text));
  }
  void write(std::size_t /*place*/, const auto& of_node) { node_.add(kept_.process(of_node.node)); }

  const KeptEvents& kept_;
  const sim::Recording& events_;
  StringTable& strings_;
  BodyTable& bodies_;
  std::vector<std::uint64_t>& bodies_of_;
  const std::optional<std::vector<std::uint64_t>> ranks_;
  Column &kind_, &time_, &cause_, &timer_node_, &node_, &node_text_, &client_, &fault_, &phase_;
  Column &src_, &dest_, &body_, &id_, &reply_, &end_message_, &end_copy_, &why_, &by_fault_;
  std::int64_t handled_ = -1;
  std::size_t sent_ = 0;
  std::size_t ends_ = 0;
  std::map<NodeId, std::uint64_t> last_id_;
};

}  // namespace

EventColumns::EventColumns(const KeptEvents& kept, Columns& columns, StringTable& strings,
                           BodyTable& bodies)
    : kept_(kept) {
  Writer writer(kept, columns, strings, bodies, bodies_of_);
  writer.write();
  are_ranked_ = writer.are_ranked();
}

std::uint64_t EventColumns::process_code(std::size_t place, NodeId process) const {
  return actor_of(kept_.run().events[place]) == process ? 0 : 1 + kept_.process(process);
}

std::optional<std::uint64_t> EventColumns::body_told(std::size_t place) const {
  if (!kept_.run().events[place].is<sim::Delivered>()) return std::nullopt;
  return bodies_of_[*kept_.message(kept_.index().message_at(place))];
}

json::array EventColumns::kinds() {
  json::array names;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, sim::Happening>>(
      [&]<class T>(boost::mp11::mp_identity<T> /*of*/) { names.push_back(json::string(T::name)); });
  return names;
}

json::array EventColumns::loss_causes() {
  json::array names;
  for (const sim::LossCause cause : kValuesOf<sim::LossCause>)
    names.push_back(json::string(name_of(cause)));
  return names;
}

json::array EventColumns::faults() const {
  const auto numbers = [&](const std::vector<NodeId>& nodes) {
    json::array all;
    for (const NodeId node : nodes) all.push_back(kept_.process(node));
    return all;
  };
  const sim::Recording& events = kept_.run().events;
  const auto position = [&](std::size_t place) {
    const auto there = kept_.position(place);
    return there ? static_cast<std::int64_t>(*there) : -1;
  };
  json::array faults;
  std::map<sim::FaultId, std::size_t> place_of;
  for (std::size_t place = 0; place < events.size(); ++place) {
    if (const auto* began = events[place].get_if<sim::FaultBegan>()) {
      json::array groups;
      if (can_be_told_apart(groups_of(began->fault))) {
        for (const auto& group : groups_of(began->fault)) groups.push_back(numbers(group));
      }
      place_of[began->id] = faults.size();
      faults.push_back({{"id", static_cast<std::uint64_t>(began->id)},
                        {"kind", json::string(sim::name(began->fault))},
                        {"text", checkers::name_of_fault(describe(began->fault))},
                        {"begin", position(place)},
                        {"end", -1},
                        {"beginTime", page_time(events[place].at)},
                        {"endTime", sim::nanoseconds(kept_.run().experiment.run.end)},
                        {"nodes", numbers(workloads::befallen_by(began->fault))},
                        {"groups", std::move(groups)}});
    }
    const auto* ended = events[place].get_if<sim::FaultEnded>();
    if (ended == nullptr || !place_of.contains(ended->id)) continue;
    json::object& fault = faults[place_of[ended->id]].get_object();
    fault["end"] = position(place);
    fault["endTime"] = page_time(events[place].at);
  }
  return faults;
}

json::array EventColumns::phases() const {
  json::array phases;
  const sim::Recording& events = kept_.run().events;
  for (std::size_t place = 0; place < events.size(); ++place) {
    const auto* began = events[place].get_if<sim::PhaseBegan>();
    const auto position = kept_.position(place);
    if (began == nullptr || !position) continue;
    phases.push_back({{"name", json::string(name_of(began->phase))}, {"event", *position}});
  }
  return phases;
}

}  // namespace eddy::tools
