// What a person is shown of a finding.
#include "eddy/workloads/search/scene.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>
#include <string>

#include "eddy/workloads/plan.h"
#include "tests/workloads/search_runner.h"

namespace eddy::testing {
namespace TEST_FILE {

using workloads::RecordedRun;
using workloads::RunIndex;
using workloads::Scene;
using workloads::Scenes;

// What holds of every scene.
void check_sound(const Scenes& scenes, const RecordedRun& run, const RunIndex& index) {
  std::size_t grouped = 0;
  for (const auto& group : scenes.groups) {
    CHECK(group.first == grouped);
    CHECK_FALSE(group.title.empty());
    grouped += group.count;
  }
  CHECK(grouped == scenes.scenes.size());
  for (const Scene& scene : scenes.scenes) {
    CAPTURE(scene.title);
    CHECK_FALSE(scene.title.empty());
    CHECK(scene.title.find('\n') == std::string::npos);
    CHECK(scene.messages.size() <= workloads::kMostOfScene);
    CHECK(scene.window.first <= scene.window.second);
    CHECK(scene.window.second < run.events.size());
    CHECK_FALSE(scene.story.lines.empty());
    for (const std::size_t message : scene.messages) {
      REQUIRE(message < index.messages().size());
      const sim::Message& sent = index.sending(message);
      CHECK_FALSE(sent.id.sender.is_client());
      CHECK_FALSE(sent.dest.is_client());
      CHECK(index.messages()[message].sent >= scene.window.first);
    }
    for (const std::size_t bad : scene.bad) CHECK(scene.operations.contains(bad));
    for (const auto& line : scene.story.lines) {
      for (const sim::EventNumber event : line.events)
        CHECK(sim::place_in(run.events, event).has_value());
    }
    for (const sim::EventNumber event : events_of(scene, run, index))
      CHECK(sim::place_in(run.events, event).has_value());
  }
}

Scenes scenes_of_first_failing(const char* program, workloads::Options options,
                               const SearchRunner& search, RecordedRun& run) {
  CAPTURE(program);
  const auto failing = search.first_failing(std::move(options));
  REQUIRE(failing.has_value());
  run = search.runner().watch(failing->scenario);
  const RunIndex index(run);
  Scenes scenes = scenes_of(run, index);
  REQUIRE(scenes.are_of_findings);
  REQUIRE_FALSE(scenes.scenes.empty());
  check_sound(scenes, run, index);
  return scenes;
}

TEST_CASE("scene: a lost value has the messages that were lost, the fault, and who missed it") {
  const SearchRunner search("broadcast-flood");
  workloads::Options options = search.options();
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  RecordedRun run;
  const Scenes scenes = scenes_of_first_failing("broadcast-flood", options, search, run);
  const RunIndex index(run);
  const Scene& scene = scenes.scenes.front();
  REQUIRE(scene.value.has_value());
  CHECK(scene.title.starts_with("value "));
  CHECK(scene.note.starts_with("never on n"));
  CHECK(scene.faults.size() == 1);
  CHECK_FALSE(scene.bad.empty());
  CHECK(scenes.groups.front().title.find("cut by partition") != std::string::npos);
  CHECK(std::any_of(scene.messages.begin(), scene.messages.end(), [&](std::size_t message) {
    return run.events[index.messages()[message].end].is<sim::Lost>();
  }));
  const auto& remarks = scene.story.remarks;
  CHECK(std::any_of(remarks.begin(), remarks.end(), [](const std::string& remark) {
    return remark.starts_with("nothing with ") || remark.starts_with("no node sent");
  }));
  // Each value has a scene of its own.
  for (std::size_t i = 1; i < scenes.scenes.size(); ++i) {
    const bool is_same = scenes.scenes[i].value == scenes.scenes[i - 1].value &&
                         scenes.scenes[i].kind == scenes.scenes[i - 1].kind;
    CHECK_FALSE(is_same);
  }
}

TEST_CASE("scene: a stale read shows the operations, and the state of the node that answered") {
  const SearchRunner search("lin-kv-raft-stale");
  workloads::Options options = search.options();
  RecordedRun run;
  const Scenes scenes = scenes_of_first_failing("lin-kv-raft-stale", options, search, run);
  const Scene& scene = scenes.scenes.front();
  CHECK(scene.kind == "not-linearizable");
  CHECK(scene.operations.size() > 1);
  CHECK(scene.bad.size() == 1);
  CHECK_FALSE(scene.messages.empty());
  const auto& lines = scene.story.lines;
  CHECK(std::any_of(lines.begin(), lines.end(), [](const workloads::StoryLine& line) {
    return line.text.find(" then: ") != std::string::npos &&
           line.text.find("\"commit\"") != std::string::npos;
  }));
}

TEST_CASE("scene: a run that ends where it fails shows what led there") {
  const SearchRunner search("lin-kv-raft-unsynced-vote");
  workloads::Options options = search.options();
  options.run.node_count = 3;
  options.plan.nemesis.kinds = {sim::FaultKind::kill};
  const auto failing = search.first_failing(options, 60);
  if (!failing) return;
  const RecordedRun run = search.runner().watch(failing->scenario);
  const RunIndex index(run);
  const Scenes scenes = scenes_of(run, index);
  check_sound(scenes, run, index);
  CHECK_FALSE(scenes.scenes.front().messages.empty());
}

TEST_CASE("scene: a run that is valid shows what was slowest") {
  for (const char* program : {"broadcast-gossip", "lin-kv-raft", "echo"}) {
    CAPTURE(program);
    const SearchRunner search(program);
    const RecordedRun run = search.runner().watch(plan(search.options(), *search.workload));
    REQUIRE(run.experiment.results.validity == checkers::Validity::valid);
    const RunIndex index(run);
    const Scenes scenes = scenes_of(run, index);
    CHECK_FALSE(scenes.are_of_findings);
    REQUIRE(scenes.scenes.size() == 8);
    REQUIRE(scenes.groups.size() == 1);
    CHECK(scenes.groups.front().title.find("slowest") != std::string::npos);
    check_sound(scenes, run, index);
    const bool spreads = std::string(program) == "broadcast-gossip";
    CHECK(scenes.scenes.front().value.has_value() == spreads);
  }
}

TEST_CASE("scene: a story under many faults still has its operations") {
  const SearchRunner search("broadcast-flood");
  workloads::Options options = search.options();
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::kill,
                                sim::FaultKind::pause, sim::FaultKind::loss};
  options.plan.nemesis.interval = std::chrono::seconds(1);
  RecordedRun run;
  const Scenes scenes = scenes_of_first_failing("broadcast-flood", options, search, run);
  for (const Scene& scene : scenes.scenes) {
    if (!scene.value) continue;
    CAPTURE(scene.title);
    const auto& lines = scene.story.lines;
    CHECK(std::any_of(lines.begin(), lines.end(), [](const workloads::StoryLine& line) {
      return line.text.find(" asks n") != std::string::npos;
    }));
  }
}

TEST_CASE("scene: each value has one scene, whatever has found it") {
  const SearchRunner search("g-set-larger");
  RecordedRun run;
  const Scenes scenes = scenes_of_first_failing("g-set-larger", search.options(), search, run);
  std::set<std::string> values;
  for (const Scene& scene : scenes.scenes) {
    if (scene.value) CHECK(values.insert(boost::json::serialize(*scene.value)).second);
    // Nodes that do not say what they learn may have had it for a while.
    CHECK(scene.note.find("never") == std::string::npos);
  }
  CHECK(values.size() > 3);
}

TEST_CASE("scene: a drawing belongs to the finding that it was drawn of") {
  const SearchRunner search("txn-list-append-lost-updates");
  RecordedRun run;
  const Scenes scenes =
      scenes_of_first_failing("txn-list-append-lost-updates", search.options(), search, run);
  std::map<std::string, std::size_t> of_kind;
  std::map<std::string, std::string> drawing_of;  // by the finding's text
  for (const auto& found : run.experiment.results.findings) {
    const std::size_t number = of_kind[found.finding.kind]++;
    drawing_of[found.finding.text] = found.finding.kind + '-' + std::to_string(number) + ".svg";
  }
  for (const Scene& scene : scenes.scenes) CHECK(scene.drawing == drawing_of[scene.text]);
}

TEST_CASE("scene: a small run is told whole, with what decides") {
  const SearchRunner search("broadcast-flood");
  workloads::Options options = search.options();
  options.run.network.loss = sim::Probability::percent(5);
  options.plan.nemesis.kinds = {};
  const auto failing = search.first_failing(options);
  REQUIRE(failing.has_value());
  const auto minimal = workloads::minimise(*failing, *search.workload, search.runner(), {});
  const RecordedRun run = search.runner().watch(minimal.smallest.scenario);
  const auto deciding = deciding_messages(minimal.smallest, run.events, search.runner());
  const RunIndex index(run);
  const Scenes scenes = scenes_of(run, index, &deciding);
  check_sound(scenes, run, index);
  const Scene& whole = scenes.scenes.front();
  for (const auto& line : whole.story.lines) {
    for (const sim::EventNumber event : line.events) {
      const auto place = *sim::place_in(run.events, event);
      const bool is_fault =
          run.events[place].is<sim::FaultBegan>() || run.events[place].is<sim::FaultEnded>();
      CHECK((is_fault || (place >= whole.window.first && place <= whole.window.second)));
    }
  }
  const auto& lines = scenes.scenes.front().story.lines;
  CHECK(std::any_of(lines.begin(), lines.end(), [](const auto& line) { return line.decides; }));
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
