// What the makers of scenes have in common: who asked for what, which faults were active when, and
// how a scene is closed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eddy/checkers/same_failure.h"
#include "eddy/workloads/search/scene.h"
#include "workloads/search/story_teller.h"

namespace eddy::workloads {

// A fault as it came about.
struct FaultSpan {
  sim::FaultId id;
  const sim::Fault* fault;
  std::size_t begin;  // places
  std::size_t end;    // RunIndex::kNone: it did not end
};

class SceneParts {
 public:
  SceneParts(const RecordedRun& run, const RunIndex& index);

  const RecordedRun& run;
  const RunIndex& index;
  const std::vector<FaultSpan>& faults() const { return faults_; }
  // Nothing: the history has no operation of that index, or it is none of a client.
  std::optional<std::size_t> operation_of(std::int64_t history_index) const;
  const checkers::Op& asked(std::size_t operation) const;
  const checkers::Op* ended(std::size_t operation) const;  // null: it did not
  sim::NodeId node_of(std::size_t operation) const;
  // What was asked last: each thread's last round.
  const std::vector<std::size_t>& last_reads() const { return last_reads_; }
  // Null: it was not lost.
  const sim::Lost* loss_of(std::size_t message) const;
  // The place where it came to its end, or was sent where it did not.
  std::size_t end_of(std::size_t message) const;

  // Adds the faults that lost something of it or befell a node of it, its nodes, and its window.
  void close(Scene& scene) const;
  // What the finding is about, in words and by its operations.
  Scene begin(const checkers::ReportedFinding& found) const;
  // What a story of the scene tells at first.
  Chosen chosen_for(const Scene& scene) const;
  // What nodes of the scene became in between, where that is not much: first and last are places.
  void show_changes(const Scene& scene, std::size_t first, std::size_t last, Chosen& chosen) const;
  // Where an operation is answered, the state in which its node did so, and not elsewhere.
  void show_states(const Scene& scene, Chosen& chosen) const;

 private:
  void add_nodes(Scene& scene) const;
  void add_faults(Scene& scene) const;
  void set_window(Scene& scene) const;
  std::pair<std::size_t, std::size_t> busy_window(const Scene& scene) const;

  std::vector<FaultSpan> faults_;
  std::map<std::int64_t, std::size_t> by_index_;
  std::vector<std::size_t> last_reads_;
};

// "cut by partition bridge n1 n4 | n2 n3": what lost most of it; empty: nothing was lost.
std::string cause_of(const Scene& scene, const SceneParts& parts);

// What the finding says, line by line, without what the title says.
std::vector<std::string> why_of(const Scene& scene);

// Scenes of the values that findings are about, or that were the slowest to spread.
class ValueScenes {
 public:
  explicit ValueScenes(const SceneParts& parts) : parts_(parts) {}

  struct Wanted {
    boost::json::value value;
    Scene scene;  // as it begins
  };
  std::vector<Scene> make(std::vector<Wanted> wanted);
  // By how long they took to reach all nodes, the slowest first.
  std::vector<Wanted> slowest(std::size_t most) const;

 private:
  const SceneParts& parts_;
};

// Of the operations that the scene begins with; or of what led to the end of the run.
void fill_with_operations(Scene& scene, const SceneParts& parts);
void fill_with_the_end(Scene& scene, const SceneParts& parts);
// Those that took longest.
std::vector<Scene> slowest_operations(const SceneParts& parts, std::size_t most);

}  // namespace eddy::workloads
