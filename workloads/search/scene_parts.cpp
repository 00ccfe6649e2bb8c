#include "workloads/search/scene_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>
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

constexpr std::size_t kMostTitle = 240;  // bytes
constexpr std::size_t kMostSearched = 2'000;

// The first line, without its moments: "n1 failed at 24.593148436 s: …" → "n1 failed: …".
std::string title_in(const std::string& text) {
  static const std::regex moment(" at [0-9]+\\.[0-9]{3,} s(?=[^0-9A-Za-z]|$)");
  return std::regex_replace(text.substr(0, std::min(text.find('\n'), kMostSearched)), moment, "");
}

}  // namespace

SceneParts::SceneParts(const RecordedRun& recorded, const RunIndex& run_index)
    : run(recorded), index(run_index) {
  const Run& made = run.experiment.run;
  std::map<std::pair<std::uint64_t, std::uint32_t>, std::size_t> last;  // operation and thread
  for (std::size_t i = 0; i < made.invocations.size(); ++i) {
    const Invocation& invocation = made.invocations[i];
    by_index_[made.history.ops[invocation.position].index] = i;
    const std::size_t completion = index.operations()[i].completion;
    if (completion != RunIndex::kNone) by_index_[made.history.ops[completion].index] = i;
    if (invocation.phase == Phase::last) last[{invocation.operation, invocation.thread}] = i;
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
  Scene scene{.title = shortened(title_in(finding.text), kMostTitle),
              .checker = found.checker,
              .kind = finding.kind,
              .text = finding.text};
  for (const std::int64_t named : finding.operations) {
    const auto operation = operation_of(named);
    if (!operation) continue;
    scene.named.insert(named);
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

// Without what was asked last, long after.
std::pair<std::size_t, std::size_t> SceneParts::busy_window(const Scene& scene) const {
  Scene busy{.messages = scene.messages};
  for (const std::size_t operation : scene.operations) {
    if (run.experiment.run.invocations[operation].phase == Phase::load)
      busy.operations.insert(operation);
  }
  if (busy.operations.empty() && busy.messages.empty()) return scene.window;
  set_window(busy);
  return busy.window;
}

void SceneParts::add_faults(Scene& scene) const {
  const auto [first, last] = busy_window(scene);
  std::set<sim::FaultId> ids(scene.faults.begin(), scene.faults.end());
  for (const std::size_t message : scene.messages) {
    const sim::Lost* lost = loss_of(message);
    if (lost != nullptr && lost->fault) ids.insert(*lost->fault);
  }
  for (const FaultSpan& span : faults_) {
    const bool overlaps = span.begin <= last && span.end >= first;
    if (!overlaps) continue;
    for (const NodeId node : befallen_by(*span.fault)) {
      const bool takes_part =
          std::find(scene.nodes.begin(), scene.nodes.end(), node) != scene.nodes.end();
      if (takes_part) ids.insert(span.id);
    }
  }
  scene.faults.clear();
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
  chosen.named_indices = scene.named;
  return chosen;
}

void SceneParts::show_changes(const Scene& scene, std::size_t first, std::size_t last,
                              Chosen& chosen) const {
  constexpr std::size_t kMostChanges = 8;
  const std::set<NodeId> nodes(scene.nodes.begin(), scene.nodes.end());
  std::set<sim::EventNumber> found;
  const sim::EventNumber from = run.events[first].number;
  const sim::EventNumber until = run.events[last].number;
  const auto begin = std::lower_bound(
      run.states.begin(), run.states.end(), from,
      [](const StateChange& change, sim::EventNumber number) { return change.after < number; });
  for (auto change = begin; change != run.states.end() && change->after <= until; ++change) {
    if (nodes.empty() || nodes.contains(change->node)) found.insert(change->after);
    if (found.size() > kMostChanges) return;
  }
  chosen.states = std::move(found);
}

void SceneParts::show_states(const Scene& scene, Chosen& chosen) const {
  std::set<const StateChange*> told;
  for (const std::size_t operation : scene.operations) {
    const RunIndex::Operation& one = index.operations()[operation];
    if (one.began == RunIndex::kNone || one.answer == RunIndex::kNone) continue;
    const sim::EventNumber answered = run.events[index.messages()[one.answer].sent].number;
    const bool is_known =
        run.has_all_states || (!run.states.empty() && answered <= run.states.back().after);
    if (!is_known) continue;
    const NodeId node = index.sending(one.answer).id.sender;
    const StateChange* then = nullptr;
    const auto after = std::upper_bound(
        run.states.begin(), run.states.end(), answered,
        [](sim::EventNumber number, const StateChange& change) { return number < change.after; });
    for (auto change = after; then == nullptr && change != run.states.begin();) {
      if ((--change)->node == node) then = &*change;
    }
    // One that did not change is told once.
    if (then == nullptr || !told.insert(then).second) continue;
    chosen.states.erase(then->after);
    chosen.asides[answered] = state_words(*then);
  }
}

std::vector<std::string> why_of(const Scene& scene) {
  std::vector<std::string> lines;
  const std::string& text = scene.text;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t first = text.find_first_not_of(' ', at);
    if (first < end) lines.push_back(text.substr(first, end - first));
    at = end + 1;
  }
  if (!lines.empty() && shortened(title_in(lines.front()), kMostTitle) == scene.title)
    lines.erase(lines.begin());
  return lines;
}

std::string cause_of(const Scene& scene, const SceneParts& parts) {
  std::map<std::pair<sim::LossCause, std::optional<sim::FaultId>>, std::size_t> losses;
  for (const std::size_t message : scene.messages) {
    const sim::Lost* lost = parts.loss_of(message);
    if (lost != nullptr) ++losses[{lost->why, lost->fault}];
  }
  const auto words_of_fault = [&](sim::FaultId id) {
    for (const FaultSpan& span : parts.faults()) {
      if (span.id == id) return checkers::name_of_fault(describe(*span.fault));
    }
    return std::string();
  };
  const auto most =
      std::max_element(losses.begin(), losses.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == losses.end()) {
    // Who had it forgot it.
    for (const sim::FaultId id : scene.faults) {
      if (!scene.lacking.empty()) return "gone after " + words_of_fault(id);
    }
    return "";
  }
  const auto& [why, fault] = most->first;
  switch (why) {
    case sim::LossCause::loss:
      return fault ? "lost by chance, " + words_of_fault(*fault) : "lost by chance";
    case sim::LossCause::partition:
      return fault ? "cut by " + words_of_fault(*fault) : "cut";
    case sim::LossCause::down:
      return fault ? "lost during " + words_of_fault(*fault) : "lost at nodes that were down";
    case sim::LossCause::failed:
      return "lost at nodes that had failed";
    case sim::LossCause::not_started:
      return "lost at nodes that had not started";
    case sim::LossCause::no_such_node:
      return "sent to nodes that are not there";
    case sim::LossCause::exception:
      return "lost by an exception";
  }
  return "";
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
  std::set<sim::EventNumber> told;
  for (const StoryLine& line : scene.story.lines)
    told.insert(line.events.begin(), line.events.end());
  for (const std::size_t operation : scene.operations) {
    const RunIndex::Operation& one = index.operations()[operation];
    if (one.began == RunIndex::kNone || !told.contains(run.events[one.began].number)) continue;
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
