// Where results go: DIR/WORKLOAD/SEED-FINGERPRINT/, with DIR/latest and DIR/WORKLOAD/latest
// pointing to the last one.
//
// * A run is written into a hidden folder beside, which takes its name only when it is whole: an
//   interrupted run leaves nothing that looks like a result. The same scenario goes to the same
//   place; one that differs in its criteria alone has the same fingerprint, and gets a number, -2.
// * Each hidden folder has a name of its own: many runs of one process or of several may write at
//   once. Those of processes that were killed are swept away by the next one.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <ostream>
#include <string>

#include "tools/one_run.h"

namespace eddy::tools {

class Store {
 public:
  // Makes the way there, and sweeps. Throws BadInput when it cannot be written.
  Store(std::filesystem::path directory, const std::string& workload);

  const std::filesystem::path& directory() const { return directory_; }
  const std::filesystem::path& of_workload() const { return of_workload_; }

 private:
  std::filesystem::path directory_;
  std::filesystem::path of_workload_;
};

// The folder of one run.
class RunFolder {
 public:
  // Makes the hidden folder. Throws BadInput when it cannot be written.
  explicit RunFolder(const Store& store);
  // Removes what was not committed.
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  // Makes trace.jsonl, which is open for writing until commit().
  std::ostream& open_trace();

  // Makes nodes/, an absolute path, where the processes of a run work: what they leave there, commit()
  // keeps, and what each was given to read, n1.stdin, beside the results.
  std::filesystem::path make_nodes() const;

  // One more file of it, which commit() keeps.
  void add(const std::filesystem::path& name, const std::string& text) const { write(name, text); }

  // Where commit() puts it.
  std::filesystem::path place_of(const RunOutcome& outcome) const;

  // Writes results.json, history.jsonl, history.txt, scenario.json, drawings and node-logs/, and
  // gives the folder its name, which it returns. Throws BadInput when that fails.
  std::filesystem::path commit(const RunOutcome& outcome);

 private:
  void write(const std::filesystem::path& name, const std::string& text) const;
  void write(const std::filesystem::path& name,
             const std::function<void(std::ostream&)>& text) const;
  void write_all(const RunOutcome& outcome, const std::string& scenario);
  void keep_inputs() const;
  void keep_made(const std::filesystem::path& earlier) const;
  std::filesystem::path place_of(const RunOutcome& outcome, const std::string& scenario) const;
  std::filesystem::path settle(const RunOutcome& outcome, const std::string& scenario) const;
  void point(const std::filesystem::path& link, const std::filesystem::path& target) const;

  Store store_;
  std::filesystem::path unfinished_;
  std::ofstream trace_;
};

}  // namespace eddy::tools
