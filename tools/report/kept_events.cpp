#include "tools/report/kept_events.h"

#include <algorithm>
#include <set>

#include "eddy/sim/causes.h"
#include "tools/report/named_nodes.h"

namespace eddy::tools {

using sim::Event;
using sim::NodeId;

KeptEvents::KeptEvents(const workloads::RecordedRun& run, const workloads::RunIndex& index,
                       const std::optional<std::vector<bool>>& kept)
    : run_(run), index_(index) {
  positions_.assign(run.events.size(), kNone);
  std::size_t next = 0;
  const auto is_kept = [&](std::size_t place) { return !kept || (*kept)[place]; };
  for (std::size_t place = 0; place < run.events.size(); ++place) {
    const std::size_t message = index.message_at(place);
    // What becomes of a message is told where its sending is.
    const bool is_whole = message == kNone || is_kept(index.messages()[message].sent);
    const bool is_of_none = message == kNone && run.events[place].message() != nullptr;
    if (is_kept(place) && is_whole && !is_of_none) positions_[place] = next++;
    const auto* began = run.events[place].get_if<sim::FaultBegan>();
    if (began != nullptr) faults_.push_back(began->id);
  }
  messages_.assign(index.messages().size(), kNone);
  next = 0;
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    if (position(index.messages()[i].sent)) messages_[i] = next++;
  }
  operations_.assign(index.operations().size(), kNone);
  next = 0;
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    const std::size_t began = index.operations()[i].began;
    if (began != kNone && position(began)) operations_[i] = next++;
  }
  number_processes();
}

void KeptEvents::number_processes() {
  std::set<NodeId> others;
  const auto note = [&](NodeId id) {
    if (id.kind() != NodeId::Kind::node || id.index() >= run_.experiment.run.options.node_count)
      others.insert(id);
  };
  for (const Event& event : run_.events) {
    if (const sim::Message* message = event.message()) {
      note(message->id.sender);
      note(message->dest);
    } else if (const auto* began = event.get_if<sim::OperationBegan>()) {
      note(began->client);
    } else if (const auto* fired = event.get_if<sim::TimerFired>()) {
      note(fired->timer.owner);
    } else if (const auto* fault = event.get_if<sim::FaultBegan>()) {
      for (const NodeId id : named_by(fault->fault)) note(id);
    } else {
      std::visit(
          [&](const auto& what) {
            if constexpr (requires { what.node; }) note(what.node);
          },
          event.what);
    }
  }
  for (const auto& change : run_.states) note(change.node);
  for (const auto& line : run_.logs) note(line.node);
  for (const auto& learned : run_.experiment.run.learned) note(learned.node);
  for (std::uint32_t i = 0; i < run_.experiment.run.options.node_count; ++i)
    processes_.emplace(NodeId::node(i), processes_.size());
  for (const auto kind : {NodeId::Kind::node, NodeId::Kind::service, NodeId::Kind::client}) {
    for (const NodeId id : others) {
      if (id.kind() == kind) processes_.emplace(id, processes_.size());
    }
  }
}

std::vector<std::string> KeptEvents::names() const {
  std::vector<std::string> names(processes_.size());
  for (const auto& [id, number] : processes_) names[number] = id.name();
  return names;
}

std::optional<std::size_t> KeptEvents::place_of(sim::EventNumber number) const {
  // What is told before the first event belongs to it.
  const auto place =
      number == 0 ? std::optional<std::size_t>(0) : sim::place_in(run_.events, number);
  return place && position(*place) ? place : std::nullopt;
}

std::optional<std::size_t> KeptEvents::position_of(sim::EventNumber number) const {
  const auto place = place_of(number);
  return place ? position(*place) : std::nullopt;
}

std::optional<std::size_t> KeptEvents::fault(sim::FaultId id) const {
  const auto found = std::find(faults_.begin(), faults_.end(), id);
  if (found == faults_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - faults_.begin());
}

std::size_t KeptEvents::from(std::size_t place) const {
  for (std::size_t i = place; i < positions_.size(); ++i) {
    if (positions_[i] != kNone) return positions_[i];
  }
  return until(place);
}

std::size_t KeptEvents::until(std::size_t place) const {
  for (std::size_t i = std::min(place + 1, positions_.size()); i-- > 0;) {
    if (positions_[i] != kNone) return positions_[i];
  }
  return 0;
}

boost::json::array KeptEvents::ranges() const {
  boost::json::array ranges;
  std::size_t expected = kNone;
  for (std::size_t place = 0; place < positions_.size(); ++place) {
    if (positions_[place] == kNone) continue;
    if (place != expected) ranges.push_back(boost::json::array{positions_[place], place + 1});
    expected = place + 1;
  }
  return ranges;
}

}  // namespace eddy::tools
