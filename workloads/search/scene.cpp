#include "eddy/workloads/search/scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "eddy/workloads/search/ending.h"
#include "workloads/search/message_words.h"
#include "workloads/search/scene_parts.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostSlow = 8;
constexpr std::size_t kMostOfKind = checkers::kMostFindings;  // about operations

class Maker {
 public:
  Maker(const RecordedRun& run, const RunIndex& index) : parts_(run, index) {}

  Scenes make() {
    Scenes made;
    const Results& results = parts_.run.experiment.results;
    for (const auto& found : results.findings) {
      const std::size_t number = of_kind_[found.finding.kind]++;
      if (make(found, number)) continue;
      ++made.left_out;
    }
    made.are_of_findings = !order_.empty();
    if (made.are_of_findings) {
      made.scenes = in_order();
    } else {
      made.scenes = slowest(kMostSlow);
    }
    group(made);
    return made;
  }

 private:
  // Values that are asked for once, and are what such a run is about.
  bool spreads() const {
    const std::string& workload = parts_.run.experiment.scenario.options.plan.workload;
    return workload == "broadcast" || workload == "g-set";
  }
  // As checkers name their drawings: one for each of the first few findings of a kind.
  static std::string drawing_of(const std::string& kind, std::size_t number) {
    return fmt::format("{}-{}.svg", kind == "not-linearizable" ? "linearizable" : kind, number);
  }

  // False: there are too many.
  bool make(const checkers::ReportedFinding& found, std::size_t number) {
    if (order_.size() >= kMostScenes) return false;
    Scene scene = parts_.begin(found);
    scene.drawing = drawing_of(found.finding.kind, number);
    if (ends_the_run(found.checker)) {
      fill_with_the_end(scene, parts_);
    } else if (want_values(scene)) {
      return true;
    } else if (!scene.operations.empty()) {
      if (number >= kMostOfKind) return false;
      fill_with_operations(scene, parts_);
    } else {
      show_slowest(scene);
    }
    order_.push_back({false, others_.size()});
    others_.push_back(std::move(scene));
    return true;
  }
  std::vector<Scene> slowest(std::size_t most) const {
    ValueScenes values(parts_);
    std::vector<Scene> slow = values.make(values.slowest(most));
    return slow.empty() ? slowest_operations(parts_, most) : slow;
  }
  // Of a criterion that was missed: what took the longest.
  void show_slowest(Scene& scene) {
    if (!slowest_) slowest_ = slowest(1);
    if (slowest_->empty()) {
      parts_.close(scene);
      return;
    }
    Scene shown = slowest_->front();
    shown.note = std::exchange(shown.title, scene.title);
    shown.checker = scene.checker;
    shown.kind = scene.kind;
    shown.text = scene.text;
    shown.story.why = why_of(scene);
    scene = std::move(shown);
  }
  // One scene for each value, also of several findings.
  bool want_values(const Scene& scene) {
    if (!spreads()) return false;
    bool has_values = false;
    for (const std::size_t operation : scene.operations) {
      const json::value* value = value_of(parts_.asked(operation));
      if (value == nullptr) continue;
      has_values = true;
      const auto [known, is_new] = by_value_.try_emplace(json::serialize(*value), wanted_.size());
      if (is_new) {
        order_.push_back({true, wanted_.size()});
        wanted_.push_back({*value, scene});
        continue;
      }
      Scene& other = wanted_[known->second].scene;
      other.operations.insert(scene.operations.begin(), scene.operations.end());
      other.named.insert(scene.named.begin(), scene.named.end());
      if (other.text.find(scene.text) == std::string::npos) other.text += '\n' + scene.text;
    }
    return has_values;
  }

  std::vector<Scene> in_order() {
    std::vector<Scene> of_values = ValueScenes(parts_).make(std::move(wanted_));
    std::vector<Scene> scenes;
    for (const Place& place : order_)
      scenes.push_back(std::move((place.is_of_value ? of_values : others_)[place.number]));
    return scenes;
  }

  std::string title_of(const Scene& scene, bool are_of_findings) const {
    if (!are_of_findings) return scene.kind;
    // What was lost beside an operation, or of what was slow, need not be why it failed.
    const bool is_of_value = scene.value && !scene.named.empty();
    std::string cause = is_of_value ? cause_of(scene, parts_) : "";
    return cause.empty() ? fmt::format("{}: {}", scene.checker, scene.kind) : cause;
  }
  // Those of one cause stand together, in the order of their first ones.
  void group(Scenes& made) const {
    std::vector<std::pair<std::string, std::vector<std::size_t>>> groups;
    for (std::size_t i = 0; i < made.scenes.size(); ++i) {
      const std::string title = title_of(made.scenes[i], made.are_of_findings);
      const auto known = std::find_if(groups.begin(), groups.end(),
                                      [&](const auto& group) { return group.first == title; });
      if (known == groups.end()) {
        groups.push_back({title, {i}});
      } else {
        known->second.push_back(i);
      }
    }
    std::vector<Scene> scenes;
    for (auto& [title, places] : groups) {
      made.groups.push_back(
          {places.size() == 1 ? title : fmt::format("{} × {}", places.size(), title), scenes.size(),
           places.size()});
      for (const std::size_t place : places) scenes.push_back(std::move(made.scenes[place]));
    }
    made.scenes = std::move(scenes);
  }

  struct Place {
    bool is_of_value;
    std::size_t number;  // among those wanted, or the others
  };

  const SceneParts parts_;
  std::vector<Place> order_;
  std::vector<ValueScenes::Wanted> wanted_;
  std::vector<Scene> others_;
  std::map<std::string, std::size_t> by_value_;
  std::map<std::string, std::size_t> of_kind_;
  std::optional<std::vector<Scene>> slowest_;  // one, where it was asked for
};

// A run that is small is told whole, with what decides.
void tell_whole(Scene& scene, const RecordedRun& run, const RunIndex& index,
                const DecidingMessages& deciding) {
  const FailingScenario failing{run.experiment.scenario, ending_of(run.experiment)};
  if (failing.ending.ways.empty()) return;
  const SceneParts parts(run, index);
  scene.story = abridged(story_of(failing, run, deciding));
  std::set<std::size_t> told;
  for (const StoryLine& line : scene.story.lines) {
    for (const sim::EventNumber event : line.events) {
      const auto place = sim::place_in(run.events, event);
      if (place) told.insert(*place);
    }
  }
  for (std::size_t i = 0; i < index.operations().size(); ++i) {
    if (told.contains(index.operations()[i].began)) scene.operations.insert(i);
  }
  std::size_t all = 0;
  std::set<std::size_t> others;
  for (std::size_t message = 0; message < index.messages().size(); ++message) {
    if (is_of_client(index.sending(message))) continue;
    ++all;
    const RunIndex::Message& one = index.messages()[message];
    const bool is_told =
        told.contains(one.sent) || told.contains(one.end) || told.contains(one.copy_end);
    if (!is_told) {
      others.insert(message);
    } else if (scene.messages.size() < kMostOfScene) {
      scene.messages.insert(message);
    }
  }
  // All of them, where they are few.
  if (all <= kMostOfScene) scene.messages.insert(others.begin(), others.end());
  scene.left_out = all - std::min(all, scene.messages.size());
  parts.close(scene);
}

}  // namespace

Scenes scenes_of(const RecordedRun& run, const RunIndex& index, const DecidingMessages* deciding) {
  Scenes scenes = Maker(run, index).make();
  if (deciding != nullptr && scenes.are_of_findings)
    tell_whole(scenes.scenes.front(), run, index, *deciding);
  return scenes;
}

}  // namespace eddy::workloads
