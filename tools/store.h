// Where results go: DIR/WORKLOAD/SEED-FINGERPRINT/, with DIR/latest and DIR/WORKLOAD/latest
// pointing to the last one.
//
// Everything is written into a hidden directory beside, which takes its name only when it is whole:
// an interrupted run leaves nothing that looks like a result. The same run goes to the same place.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "checkers/verdict.h"
#include "sim/node_id.h"
#include "workloads/experiment.h"

namespace eddy::tools {

class Store {
 public:
  // Makes the hidden directory. Throws BadInput when it cannot be written.
  Store(const std::filesystem::path& directory, const std::string& workload);
  // Removes what was not committed.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Open for writing until commit().
  std::ostream& trace() { return trace_; }
  void open_trace();

  // Writes results.json, history.jsonl, history.txt, scenario.json, drawings and node-logs/, and
  // gives the directory its name, which it returns. Throws BadInput when that fails.
  std::filesystem::path commit(const workloads::Experiment& experiment, const std::string& results,
                               const std::map<sim::NodeId, std::string>& node_logs);

 private:
  void write(const std::filesystem::path& name, const std::string& text) const;
  void write(const std::filesystem::path& name,
             const std::function<void(std::ostream&)>& text) const;

  std::filesystem::path directory_;
  std::filesystem::path of_workload_;
  std::filesystem::path unfinished_;
  std::ofstream trace_;
};

}  // namespace eddy::tools
