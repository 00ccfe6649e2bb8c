#include "eddy/workloads/search/scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <utility>

#include "eddy/checkers/surroundings.h"
#include "eddy/sim/format.h"
#include "eddy/workloads/search/ending.h"
#include "workloads/search/message_words.h"
#include "workloads/search/scene_parts.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostSlow = 8;
constexpr std::size_t kMostOfOperations = 40;  // findings about operations

class Maker {
 public:
  Maker(const RecordedRun& run, const RunIndex& index) : parts_(run, index) {}

  Scenes make() {
    Scenes made;
    const Results& results = parts_.run.experiment.results;
    for (const auto& found : results.findings) make(found);
    made.are_of_findings = !order_.empty();
    if (made.are_of_findings) {
      made.scenes = in_order();
    } else {
      ValueScenes values(parts_);
      made.scenes = values.make(values.slowest(kMostSlow));
      if (made.scenes.empty()) made.scenes = slowest_operations(parts_, kMostSlow);
    }
    group(made);
    return made;
  }

 private:
  // Values that are asked for once, and are what such a run is about.
  bool spreads() const {
    const std::string& workload = parts_.run.experiment.scenario.options.plan.workload;
    return workload == "broadcast" || workload == "g-set" || workload == "kafka";
  }

  void make(const checkers::ReportedFinding& found) {
    if (order_.size() >= kMostScenes) return;
    Scene scene = parts_.begin(found);
    const bool is_of_end =
        found.checker == "nodes" || found.checker == "invariants" || found.checker == kOfProcess;
    if (is_of_end) {
      fill_with_the_end(scene, parts_);
    } else if (want_values(scene)) {
      return;
    } else if (!scene.operations.empty()) {
      if (++of_operations_ > kMostOfOperations) return;
      fill_with_operations(scene, parts_);
    } else {
      parts_.close(scene);
      scene.story = tell(parts_.run, parts_.chosen_for(scene), {});
      scene.story.why = {scene.text};
    }
    order_.push_back({false, others_.size()});
    others_.push_back(std::move(scene));
  }
  // One scene for each value, also of several findings.
  bool want_values(const Scene& scene) {
    if (!spreads()) return false;
    bool has_values = false;
    for (const std::size_t operation : scene.operations) {
      const json::value* value = value_of(parts_.asked(operation));
      if (value == nullptr) continue;
      has_values = true;
      const std::string key = scene.checker + scene.kind + json::serialize(*value);
      const auto [known, is_new] = by_value_.try_emplace(key, wanted_.size());
      if (is_new) {
        order_.push_back({true, wanted_.size()});
        wanted_.push_back({*value, scene});
        continue;
      }
      auto& operations = wanted_[known->second].scene.operations;
      operations.insert(scene.operations.begin(), scene.operations.end());
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
    std::string cause = cause_of(scene, parts_);
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
  std::size_t of_operations_ = 0;
};

// A run that is small is told whole, with what decides.
void tell_whole(Scene& scene, const RecordedRun& run, const RunIndex& index,
                const DecidingMessages& deciding) {
  const FailingScenario failing{run.experiment.scenario, ending_of(run.experiment)};
  if (failing.ending.ways.empty()) return;
  scene.story = abridged(story_of(failing, run, deciding));
  for (std::size_t message = 0; message < index.messages().size(); ++message) {
    const sim::Message& sent = index.sending(message);
    const bool has_room = scene.messages.size() < kMostOfScene;
    if (!is_of_client(sent) && (has_room || deciding.has(sent.id))) scene.messages.insert(message);
  }
  scene.left_out = 0;
  for (std::size_t message = 0; message < index.messages().size(); ++message) {
    const bool is_left = !is_of_client(index.sending(message)) && !scene.messages.contains(message);
    scene.left_out += is_left ? 1 : 0;
  }
}

}  // namespace

Scenes scenes_of(const RecordedRun& run, const RunIndex& index, const DecidingMessages* deciding) {
  Scenes scenes = Maker(run, index).make();
  if (deciding != nullptr && scenes.are_of_findings)
    tell_whole(scenes.scenes.front(), run, index, *deciding);
  return scenes;
}

}  // namespace eddy::workloads
