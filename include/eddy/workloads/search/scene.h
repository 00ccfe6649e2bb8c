// Of a recorded run, what a person needs to see of one finding: a page, a diagram and a story show
// the same.
//
// * A finding about values that spread has a scene for each value: what brought it to each node
//   first, what was lost of it, who was asked for it last.
// * Any other finding has one scene: its operations, what led to their answers and, after it, what
//   they caused; or what led to the end of the run.
// * A run without findings has scenes of what was slowest.
// * A scene has so many messages at most; what is left out is counted.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/node_id.h"
#include "eddy/workloads/search/deciding_messages.h"
#include "eddy/workloads/search/run_index.h"
#include "eddy/workloads/search/story.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

inline constexpr std::size_t kMostOfScene = 120;  // messages
inline constexpr std::size_t kMostScenes = 200;

// Operations number as Run::invocations, messages and places as in RunIndex.
struct Scene {
  std::string title = {};    // "value 127 did not reach every node"
  std::string note = {};     // "never on n1 and n2"; may be empty
  std::string checker = {};  // whose finding it is; empty: nobody's
  std::string kind = {};
  std::string text = {};  // the finding's, may have several lines
  std::optional<boost::json::value> value = {};
  std::vector<sim::NodeId> nodes = {};  // that take part; none: all
  std::set<sim::NodeId> lacking = {};   // that told they had the value, and do not have it
  std::set<std::size_t> operations = {};
  std::set<std::size_t> bad = {};                            // that show what is wrong
  std::set<std::int64_t> named = {};                         // by the finding: their indices
  std::vector<std::pair<std::size_t, std::string>> notes{};  // of operations: "127 missing"
  std::set<std::size_t> messages = {};
  std::size_t left_out = 0;
  std::vector<sim::FaultId> faults = {};
  std::string drawing = {};  // the name of what the checker drew of it, if it has drawn it
  std::pair<std::size_t, std::size_t> window{};  // the places of its first and its last event
  Story story = {};
};

// Scenes that have one cause: "cut by partition bridge n1 n4 | n2 n3".
struct SceneGroup {
  std::string title;
  std::size_t first = 0;  // its place among the scenes
  std::size_t count = 0;
};

struct Scenes {
  std::vector<Scene> scenes;
  std::vector<SceneGroup> groups;
  bool are_of_findings = false;  // else of what was slowest
  std::size_t left_out = 0;      // findings without a scene: there are too many
};

// `deciding`: of a run that is small enough to ask; it is told as story_of tells it.
Scenes scenes_of(const RecordedRun& run, const RunIndex& index,
                 const DecidingMessages* deciding = nullptr);

// The events of a scene: of its messages, the operations that its story tells, its faults and its
// nodes.
std::set<sim::EventNumber> events_of(const Scene& scene, const RecordedRun& run,
                                     const RunIndex& index);

}  // namespace eddy::workloads
