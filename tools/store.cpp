#include "tools/store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <ostream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "tools/results_json.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
using checkers::BadInput;

std::string text_of(const workloads::Scenario& scenario) {
  return pretty(to_json(scenario), Doubles::stay);
}

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw BadInput(
      fmt::format("cannot write results to {}: {}; choose another place with --store "
                  "DIR, or none with --no-store",
                  path.string(), why));
}

constexpr std::string_view kUnfinished = ".unfinished-";
constexpr const char* kScenarioFile = "scenario.json";
constexpr const char* kTraceFile = "trace.jsonl";
constexpr const char* kPageFile = "report.html";
constexpr const char* kNodes = "nodes";

// Nothing where there is no such file.
std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Removes what runs that were killed have left behind: the process stands in the name.
void sweep(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> abandoned;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kUnfinished)) continue;
    const int process = std::atoi(name.c_str() + kUnfinished.size());
    if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH) abandoned.push_back(entry.path());
  }
  for (const fs::path& path : abandoned) fs::remove_all(path, ignored);
}

}  // namespace

Store::Store(fs::path directory, const std::string& workload)
    : directory_(std::move(directory)), of_workload_(directory_ / workload) {
  std::error_code error;
  fs::create_directories(of_workload_, error);
  if (error) refuse(of_workload_, error.message());
  if (::access(of_workload_.c_str(), W_OK | X_OK) != 0)
    refuse(of_workload_, std::generic_category().message(errno));
  sweep(directory_);
  sweep(of_workload_);
}

RunFolder::RunFolder(const Store& store) : store_(store) {
  std::string pattern = store_.of_workload() / fmt::format("{}{}-XXXXXX", kUnfinished, ::getpid());
  if (::mkdtemp(pattern.data()) == nullptr)
    refuse(store_.of_workload(), std::generic_category().message(errno));
  unfinished_ = pattern;
  std::error_code ignored;
  // mkdtemp keeps others out; results are for whoever may read what is beside them.
  fs::permissions(unfinished_, fs::status(store_.of_workload(), ignored).permissions(), ignored);
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  trace_.close();
  fs::remove_all(unfinished_, ignored);
}

std::ostream& RunFolder::open_trace() {
  trace_.open(unfinished_ / kTraceFile);
  if (!trace_) refuse(unfinished_ / kTraceFile, "it cannot be opened");
  return trace_;
}

fs::path RunFolder::make_nodes() const {
  std::error_code error;
  fs::path nodes = fs::absolute(unfinished_ / kNodes, error);
  if (!error) fs::create_directory(nodes, error);
  if (error) refuse(nodes, error.message());
  return nodes;
}

// They are looked for beside the results.
void RunFolder::keep_inputs() const {
  std::error_code ignored;
  std::vector<fs::path> inputs;
  for (const auto& entry : fs::directory_iterator(unfinished_ / kNodes, ignored)) {
    if (entry.path().extension() == ".stdin") inputs.push_back(entry.path());
  }
  for (const fs::path& input : inputs) fs::rename(input, unfinished_ / input.filename());
}

void RunFolder::write(const fs::path& name, const std::string& text) const {
  write(name, [&](std::ostream& out) { out << text; });
}

void RunFolder::write(const fs::path& name, const std::function<void(std::ostream&)>& text) const {
  std::ofstream file(unfinished_ / name, std::ios::binary);
  text(file);
  file.close();
  if (!file) refuse(unfinished_ / name, "writing failed (is the disk full?)");
}

void RunFolder::write_all(const RunOutcome& outcome, const std::string& scenario) {
  const workloads::Experiment& experiment = outcome.experiment;
  const auto& history = experiment.run.history;
  write("results.json", pretty(to_json(experiment, experiment.reproduce)));
  write("history.jsonl", [&](std::ostream& out) { write_json_lines(out, history); });
  write("history.txt", [&](std::ostream& out) { write_text(out, history); });
  write(kScenarioFile, scenario);
  for (const auto& [name, verdict] : experiment.results.verdicts) {
    for (const checkers::Drawing& drawing : verdict.drawings) write(drawing.name, drawing.text);
  }
  if (!outcome.node_logs.empty()) fs::create_directory(unfinished_ / "node-logs");
  for (const auto& [node, log] : outcome.node_logs)
    write(fs::path("node-logs") / (node.name() + ".log"), log);
  keep_inputs();
  if (!trace_.is_open()) return;
  trace_.close();
  if (!trace_) refuse(unfinished_ / kTraceFile, "writing failed (is the disk full?)");
}

// The fingerprint does not tell by what criteria a run was judged: the scenario does. Whoever else
// stores the same run may be about to replace the folder: then there is no scenario to read.
fs::path RunFolder::place_of(const RunOutcome& outcome) const {
  return place_of(outcome, text_of(outcome.experiment.scenario));
}

fs::path RunFolder::place_of(const RunOutcome& outcome, const std::string& scenario) const {
  const workloads::Experiment& experiment = outcome.experiment;
  const std::string name =
      fmt::format("{}-{}", experiment.scenario.options.run.seed, hex(experiment.run.fingerprint));
  fs::path place = store_.of_workload() / name;
  for (int i = 2;; ++i) {
    const std::string there = contents(place / kScenarioFile);
    if (there.empty() || there == scenario) return place;
    place = store_.of_workload() / fmt::format("{}-{}", name, i);
  }
}

// Trace and page of an earlier run of the same scenario are as good as those of this.
void RunFolder::keep_made(const fs::path& earlier) const {
  std::error_code ignored;
  for (const char* file : {kTraceFile, kPageFile})
    fs::create_hard_link(earlier / file, unfinished_ / file, ignored);
}

// Whoever stores the same run at the same time may be faster: the last one stays. Another run is
// never replaced.
fs::path RunFolder::settle(const RunOutcome& outcome, const std::string& scenario) const {
  constexpr int kMostTries = 1000;
  std::error_code error;
  fs::path place;
  for (int i = 0; i < kMostTries; ++i) {
    place = place_of(outcome, scenario);
    keep_made(place);
    fs::rename(unfinished_, place, error);
    if (!error) return place;
    if (error != std::errc::directory_not_empty && error != std::errc::file_exists) break;
    const std::string there = contents(place / kScenarioFile);
    std::error_code ignored;
    if (there.empty() || there == scenario) fs::remove_all(place, ignored);
  }
  refuse(place, error.message());
}

// A symbolic link is replaced in one step, so that it always points somewhere.
void RunFolder::point(const fs::path& link, const fs::path& target) const {
  const fs::path fresh = link.parent_path() / unfinished_.filename();
  fs::create_symlink(target, fresh);
  fs::rename(fresh, link);
}

fs::path RunFolder::commit(const RunOutcome& outcome) {
  const fs::path& of_workload = store_.of_workload();
  try {
    const std::string scenario = text_of(outcome.experiment.scenario);
    write_all(outcome, scenario);
    fs::path place = settle(outcome, scenario);
    point(of_workload / "latest", place.filename());
    point(store_.directory() / "latest", of_workload.filename() / place.filename());
    return place;
  } catch (const fs::filesystem_error& error) {
    refuse(of_workload, error.code().message());
  }
}

}  // namespace eddy::tools
