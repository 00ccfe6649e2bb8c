#include "workloads/search/scene_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/overloaded.h"
#include "base/text.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/sim/format.h"
#include "workloads/search/befallen.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"

namespace eddy::workloads {
namespace {

using sim::NodeId;

constexpr std::size_t kMostTitle = 110;  // bytes

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

SceneParts::SceneParts(const RecordedRun& recorded, const RunIndex& run_index)
    : run(recorded), index(run_index) {
  const Run& made = run.experiment.run;
  std::map<std::tuple<Phase, std::uint64_t, std::uint32_t>, std::size_t> last;
  for (std::size_t i = 0; i < made.invocations.size(); ++i) {
    const Invocation& invocation = made.invocations[i];
    by_index_[made.history.ops[invocation.position].index] = i;
    const std::size_t completion = index.operations()[i].completion;
    if (completion != RunIndex::kNone) by_index_[made.history.ops[completion].index] = i;
    if (invocation.phase == Phase::last)
      last[{invocation.phase, invocation.operation, invocation.thread}] = i;
  }
  for (const auto& [which, place] : last) last_reads_.push_back(place);
  std::sort(last_reads_.begin(), last_reads_.end());
  for (std::size_t place = 0; place < run.events.size(); ++place) {
    const sim::Event& event = run.events[place];
    if (const auto* began = event.get_if<sim::FaultBegan>())
      faults_.push_back({began->id, &began->fault, place, RunIndex::kNone});
    const auto* ended = event.get_if<sim::FaultEnded>();
    if (ended == nullptr) continue;
    for (FaultSpan& span : faults_) {
      if (span.id == ended->id && span.end == RunIndex::kNone) span.end = place;
    }
  }
}

std::optional<std::size_t> SceneParts::operation_of(std::int64_t history_index) const {
  const auto found = by_index_.find(history_index);
  if (found == by_index_.end()) return std::nullopt;
  return found->second;
}

const checkers::Op& SceneParts::asked(std::size_t operation) const {
  const Run& made = run.experiment.run;
  return made.history.ops[made.invocations[operation].position];
}

const checkers::Op* SceneParts::ended(std::size_t operation) const {
  const std::size_t completion = index.operations()[operation].completion;
  return completion == RunIndex::kNone ? nullptr : &run.experiment.run.history.ops[completion];
}

NodeId SceneParts::node_of(std::size_t operation) const {
  return run.experiment.run.seating.node_of(asked(operation).process);
}

const sim::Lost* SceneParts::loss_of(std::size_t message) const {
  const std::size_t end = index.messages()[message].end;
  return end == RunIndex::kNone ? nullptr : run.events[end].get_if<sim::Lost>();
}

std::size_t SceneParts::end_of(std::size_t message) const {
  const RunIndex::Message& one = index.messages()[message];
  return one.end == RunIndex::kNone ? one.sent : one.end;
}

Scene SceneParts::begin(const checkers::ReportedFinding& found) const {
  const checkers::Finding& finding = found.finding;
  Scene scene{.title = shortened(first_line(finding.text), kMostTitle),
              .checker = found.checker,
              .kind = finding.kind,
              .text = finding.text};
  for (const std::int64_t named : finding.operations) {
    const auto operation = operation_of(named);
    if (!operation) continue;
    if (scene.operations.empty()) scene.bad.insert(*operation);
    scene.operations.insert(*operation);
  }
  for (const std::string& name : finding.nodes) {
    if (const auto node = NodeId::parse(name)) scene.nodes.push_back(*node);
  }
  return scene;
}

void SceneParts::close(Scene& scene) const {
  add_nodes(scene);
  set_window(scene);
  add_faults(scene);
}

void SceneParts::add_nodes(Scene& scene) const {
  std::set<NodeId> nodes(scene.nodes.begin(), scene.nodes.end());
  for (const std::size_t message : scene.messages) {
    nodes.insert(index.sending(message).id.sender);
    nodes.insert(index.sending(message).dest);
  }
  for (const std::size_t operation : scene.operations) nodes.insert(node_of(operation));
  std::erase_if(nodes, [](NodeId node) { return node.is_client(); });
  scene.nodes.assign(nodes.begin(), nodes.end());
}

void SceneParts::set_window(Scene& scene) const {
  std::size_t first = run.events.empty() ? 0 : run.events.size() - 1;
  std::size_t last = 0;
  const auto widen = [&](std::size_t place) {
    if (place == RunIndex::kNone) return;
    first = std::min(first, place);
    last = std::max(last, place);
  };
  for (const std::size_t message : scene.messages) {
    const RunIndex::Message& one = index.messages()[message];
    for (const std::size_t place : {one.sent, one.end, one.copy_end}) widen(place);
  }
  for (const std::size_t operation : scene.operations) {
    const RunIndex::Operation& one = index.operations()[operation];
    widen(one.began);
    for (const std::size_t message : {one.request, one.answer}) {
      if (message == RunIndex::kNone) continue;
      widen(index.messages()[message].sent);
      widen(index.messages()[message].end);
    }
  }
  scene.window = first <= last ? std::pair(first, last)
                               : std::pair<std::size_t, std::size_t>(
                                     0, run.events.empty() ? 0 : run.events.size() - 1);
}

void SceneParts::add_faults(Scene& scene) const {
  std::set<sim::FaultId> ids;
  for (const std::size_t message : scene.messages) {
    const sim::Lost* lost = loss_of(message);
    if (lost != nullptr && lost->fault) ids.insert(*lost->fault);
  }
  for (const FaultSpan& span : faults_) {
    const bool overlaps = span.begin <= scene.window.second && span.end >= scene.window.first;
    if (!overlaps) continue;
    for (const NodeId node : befallen_by(*span.fault)) {
      const bool takes_part =
          std::find(scene.nodes.begin(), scene.nodes.end(), node) != scene.nodes.end();
      if (takes_part) ids.insert(span.id);
    }
  }
  for (const FaultSpan& span : faults_) {
    if (ids.contains(span.id)) scene.faults.push_back(span.id);
  }
}

Chosen SceneParts::chosen_for(const Scene& scene) const {
  Chosen chosen;
  chosen.operations = scene.operations;
  chosen.faults = std::set<sim::FaultId>(scene.faults.begin(), scene.faults.end());
  chosen.nodes = std::set<NodeId>(scene.nodes.begin(), scene.nodes.end());
  for (const std::size_t operation : scene.bad) {
    const checkers::Op& op = asked(operation);
    chosen.named.insert({op.process, op.f});
  }
  for (const std::size_t operation : scene.operations)
    chosen.named_indices.insert(asked(operation).index);
  return chosen;
}

void SceneParts::show_states(const Scene& scene, Chosen& chosen) const {
  for (const std::size_t operation : scene.operations) {
    const RunIndex::Operation& one = index.operations()[operation];
    if (one.began == RunIndex::kNone || one.answer == RunIndex::kNone) continue;
    const sim::EventNumber answered = run.events[index.messages()[one.answer].sent].number;
    const NodeId node = index.sending(one.answer).id.sender;
    const StateChange* then = nullptr;
    const auto after = std::upper_bound(
        run.states.begin(), run.states.end(), answered,
        [](sim::EventNumber number, const StateChange& change) { return number < change.after; });
    for (auto change = after; then == nullptr && change != run.states.begin();) {
      if ((--change)->node == node) then = &*change;
    }
    if (then != nullptr) chosen.beneath[run.events[one.began].number] = state_words(*then);
  }
}

std::string cause_of(const Scene& scene, const SceneParts& parts) {
  std::map<std::optional<sim::FaultId>, std::pair<std::size_t, std::string>> causes;
  for (const std::size_t message : scene.messages) {
    const sim::Lost* lost = parts.loss_of(message);
    if (lost == nullptr) continue;
    auto& [count, words] = causes[lost->fault];
    if (count++ > 0) continue;
    ActiveFaults active;
    for (const FaultSpan& span : parts.faults()) {
      if (lost->fault == span.id) active.begin({span.id, *span.fault});
    }
    words = loss_words(*lost, active);
    if (lost->fault && lost->why == sim::LossCause::loss && !active.faults().empty())
      words = "lost by " + checkers::name_of_fault(describe(active.faults().front().fault));
  }
  const auto most = std::max_element(
      causes.begin(), causes.end(),
      [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  return most == causes.end() ? "" : most->second.second;
}

std::set<sim::EventNumber> events_of(const Scene& scene, const RecordedRun& run,
                                     const RunIndex& index) {
  std::set<sim::EventNumber> events;
  const auto add = [&](std::size_t place) {
    if (place != RunIndex::kNone) events.insert(run.events[place].number);
  };
  for (const std::size_t message : scene.messages) {
    const RunIndex::Message& one = index.messages()[message];
    for (const std::size_t place : {one.sent, one.end, one.copy_end}) add(place);
  }
  for (const std::size_t operation : scene.operations) {
    const RunIndex::Operation& one = index.operations()[operation];
    add(one.began);
    if (one.request != RunIndex::kNone) add(index.messages()[one.request].sent);
    if (one.answer != RunIndex::kNone) add(index.messages()[one.answer].sent);
  }
  const std::set<sim::FaultId> faults(scene.faults.begin(), scene.faults.end());
  const std::set<NodeId> nodes(scene.nodes.begin(), scene.nodes.end());
  for (std::size_t place = 0; place < run.events.size(); ++place) {
    const bool is_within = place >= scene.window.first && place <= scene.window.second;
    const bool is_shown = std::visit(
        Overloaded{[&](const sim::FaultBegan& e) { return faults.contains(e.id); },
                   [&](const sim::FaultEnded& e) { return faults.contains(e.id); },
                   [&](const sim::NodeFailed& e) { return is_within && nodes.contains(e.node); },
                   [&](const sim::NodeDown& e) { return is_within && nodes.contains(e.node); },
                   [&](const sim::NodeUp& e) { return is_within && nodes.contains(e.node); },
                   [](const auto& /*is one of its own, or none*/) { return false; }},
        run.events[place].what);
    if (is_shown) add(place);
  }
  return events;
}

}  // namespace eddy::workloads
