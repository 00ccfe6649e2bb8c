#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "checkers/evidence.h"
#include "eddy/sim/format.h"
#include "eddy/workloads/search/ending.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"
#include "workloads/search/scene_neighbours.h"
#include "workloads/search/scene_parts.h"

namespace eddy::workloads {
namespace {

constexpr std::size_t kMostFollowed = 16;     // operations
constexpr std::size_t kMostToldOfScene = 12;  // messages
constexpr std::size_t kMostOfEnd = 40;        // messages that led to the end
constexpr std::size_t kMostLines = 40;

class OperationScene {
 public:
  OperationScene(Scene& scene, const SceneParts& parts) : scene_(scene), parts_(parts) {}

  void fill() {
    // What shows it comes first, then what came shortly before it.
    std::vector<std::size_t> order(scene_.bad.begin(), scene_.bad.end());
    for (const std::size_t operation : scene_.operations | std::views::reverse) {
      if (!scene_.bad.contains(operation)) order.push_back(operation);
    }
    if (order.size() > kMostFollowed) order.resize(kMostFollowed);
    if (!scene_.bad.empty()) widen(*scene_.bad.begin());
    for (const std::size_t other : neighbours_of(scene_, parts_)) {
      scene_.operations.insert(other);
      order.push_back(other);
      widen(other);
    }
    for (const std::size_t operation : order) {
      for (const std::size_t place : parts_.index.past_of_operation(operation)) add_at(place);
    }
    add_future(order);
    parts_.close(scene_);
    tell_story();
  }

 private:
  // The time in which what shows it, and what was under way with it, was done.
  void widen(std::size_t operation) {
    const RunIndex::Operation& one = parts_.index.operations()[operation];
    if (one.began == RunIndex::kNone || one.answer == RunIndex::kNone) return;
    first_ = std::min(first_, one.began);
    last_ = std::max(last_, parts_.end_of(one.answer));
  }
  void add_at(std::size_t place) {
    const std::size_t message = parts_.index.message_at(place);
    if (message == RunIndex::kNone || is_of_client(parts_.index.sending(message))) return;
    if (scene_.messages.contains(message)) return;
    if (scene_.messages.size() < kMostOfScene) {
      scene_.messages.insert(message);
    } else if (left_out_.insert(message).second) {
      ++scene_.left_out;
    }
  }
  // What they caused by messages, until the last of them ended: others learn of a write so.
  void add_future(const std::vector<std::size_t>& operations) {
    std::size_t first = RunIndex::kNone;
    std::size_t last = 0;
    std::set<std::size_t> beginnings;
    for (const std::size_t operation : operations) {
      const RunIndex::Operation& one = parts_.index.operations()[operation];
      if (one.began == RunIndex::kNone) continue;
      beginnings.insert(one.began);
      first = std::min(first, one.began);
      const std::size_t end = one.answer == RunIndex::kNone ? one.request : one.answer;
      last = std::max(last, end == RunIndex::kNone ? one.began : parts_.end_of(end));
    }
    if (first == RunIndex::kNone) return;
    const auto& events = parts_.run.events;
    std::vector<bool> caused(last - first + 1);
    for (std::size_t place = first; place <= last; ++place) {
      const sim::Event& event = events[place];
      const bool is_message = event.message() != nullptr;
      const auto cause = sim::place_in(events, event.cause);
      caused[place - first] = beginnings.contains(place) ||
                              (is_message && cause && *cause >= first && caused[*cause - first]);
      if (caused[place - first] && event.is<sim::Sent>()) add_at(place);
    }
  }

  // In a cluster that should agree, by what its node had.
  bool was_answered_alone(std::size_t operation) const {
    const bool should_agree = scene_.kind == "not-linearizable";
    if (!should_agree || parts_.run.experiment.run.options.node_count < 2) return false;
    if (parts_.index.operations()[operation].answer == RunIndex::kNone) return false;
    for (const std::size_t place : parts_.index.past_of_operation(operation)) {
      const std::size_t message = parts_.index.message_at(place);
      if (message != RunIndex::kNone && !is_of_client(parts_.index.sending(message))) return false;
    }
    return true;
  }

  void tell_story() {
    Chosen chosen = parts_.chosen_for(scene_);
    if (first_ <= last_) parts_.show_changes(scene_, first_, last_, chosen);
    parts_.show_states(scene_, chosen);
    for (const std::size_t operation : scene_.bad) {
      if (was_answered_alone(operation)) {
        chosen.remarks[operation] =
            fmt::format("; {} answered without asking anybody", parts_.node_of(operation));
      }
    }
    std::vector<std::size_t> lost;
    for (const std::size_t message : scene_.messages) {
      if (parts_.loss_of(message) != nullptr) lost.push_back(message);
    }
    const bool are_few = scene_.messages.size() <= kMostToldOfScene;
    for (const std::size_t message : scene_.messages) {
      const bool is_lost = parts_.loss_of(message) != nullptr;
      if (are_few || (is_lost && lost.size() <= kMostToldOfScene))
        chosen.messages.insert(parts_.index.sending(message).id);
    }
    scene_.story = abridged(tell(parts_.run, chosen, {}), kMostLines);
    scene_.story.why = why_of(scene_);
  }

  Scene& scene_;
  const SceneParts& parts_;
  std::set<std::size_t> left_out_;
  std::size_t first_ = RunIndex::kNone;
  std::size_t last_ = 0;
};

// What nodes of the scene sent shortly before, of the types that led to the end: a vote that was
// given before is no cause of one that is given again.
void add_alike(Scene& scene, const SceneParts& parts, std::size_t end) {
  constexpr std::size_t kMostAlike = 12;
  std::set<std::string_view> types;
  std::set<sim::NodeId> nodes;
  for (const std::size_t message : scene.messages) {
    const sim::Message& sent = parts.index.sending(message);
    types.insert(sent.body->type().name);
    nodes.insert(sent.id.sender);
    nodes.insert(sent.dest);
  }
  std::size_t added = 0;
  for (std::size_t message = parts.index.messages().size(); message-- > 0 && added < kMostAlike;) {
    const sim::Message& sent = parts.index.sending(message);
    const bool is_before = parts.index.messages()[message].sent < end;
    const bool is_alike = types.contains(sent.body->type().name) &&
                          (nodes.contains(sent.id.sender) || nodes.contains(sent.dest));
    if (is_before && is_alike && !is_of_client(sent) && scene.messages.insert(message).second)
      ++added;
  }
}

// Where the failure is that the finding tells of; else the last event.
std::size_t end_of_run(const Scene& scene, const RecordedRun& run) {
  for (std::size_t place = 0; place < run.events.size(); ++place) {
    const auto* failed = run.events[place].get_if<sim::NodeFailed>();
    if (failed == nullptr) continue;
    const bool is_it = scene.nodes.empty() || std::find(scene.nodes.begin(), scene.nodes.end(),
                                                        failed->node) != scene.nodes.end();
    if (is_it) return place;
  }
  return run.events.size() - 1;
}

}  // namespace

void fill_with_operations(Scene& scene, const SceneParts& parts) {
  OperationScene(scene, parts).fill();
}

void fill_with_the_end(Scene& scene, const SceneParts& parts) {
  if (parts.run.events.empty()) return;
  const std::size_t end = end_of_run(scene, parts.run);
  const std::vector<std::size_t> past = parts.index.past_of(end);
  for (const std::size_t place : past | std::views::reverse) {
    const std::size_t message = parts.index.message_at(place);
    if (message == RunIndex::kNone || is_of_client(parts.index.sending(message))) continue;
    if (scene.messages.size() < kMostOfEnd || scene.messages.contains(message)) {
      scene.messages.insert(message);
    } else if (parts.run.events[place].is<sim::Delivered>()) {
      ++scene.left_out;
    }
  }
  if (scene.checker == "invariants") add_alike(scene, parts, end);
  // The operation in whose course it came, where it came of one.
  for (std::size_t i = 0; i < parts.index.operations().size(); ++i) {
    const std::size_t began = parts.index.operations()[i].began;
    if (std::binary_search(past.begin(), past.end(), began)) scene.operations.insert(i);
  }
  const bool is_alone = scene.messages.empty() && scene.operations.empty();
  parts.close(scene);
  if (is_alone) scene.window.first = end;
  scene.window.second = end;
  Chosen chosen = parts.chosen_for(scene);
  std::size_t told = 0;
  for (const std::size_t message : scene.messages | std::views::reverse) {
    if (told++ < kMostToldOfScene) chosen.last.insert(parts.index.sending(message).id);
  }
  if (scene.checker == kOfProcess) chosen.death = on_one_line(scene.text);
  scene.story = abridged(tell(parts.run, chosen, {}));
  scene.story.why = why_of(scene);
}

std::vector<Scene> slowest_operations(const SceneParts& parts, std::size_t most) {
  struct Slow {
    std::int64_t time;
    std::size_t operation;
  };
  std::vector<Slow> all;
  const auto& invocations = parts.run.experiment.run.invocations;
  for (std::size_t i = 0; i < invocations.size(); ++i) {
    const checkers::Op* end = parts.ended(i);
    if (end == nullptr || end->type != checkers::OpType::ok) continue;
    if (invocations[i].phase == Phase::load) all.push_back({end->time - parts.asked(i).time, i});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Slow& a, const Slow& b) { return a.time > b.time; });
  std::vector<Scene> scenes;
  for (const Slow& slow : all) {
    if (scenes.size() == most) break;
    const checkers::Op& op = parts.asked(slow.operation);
    Scene scene{.title = fmt::format("{} took {}", op.f, duration_words(sim::Duration(slow.time))),
                .note = fmt::format("op {} at {}", op.index, parts.node_of(slow.operation)),
                .kind = "slowest operations"};
    scene.operations = {slow.operation};
    scene.named = {op.index};
    fill_with_operations(scene, parts);
    scene.story.why.clear();
    scenes.push_back(std::move(scene));
  }
  return scenes;
}

}  // namespace eddy::workloads
