#include "tools/store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ostream>
#include <string_view>
#include <system_error>
#include <vector>

#include "checkers/bad_input.h"
#include "tools/results_json.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
using checkers::BadInput;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw BadInput(
      fmt::format("cannot write results to {}: {}; choose another place with --store "
                  "DIR, or none with --no-store",
                  path.string(), why));
}

// A symbolic link is replaced in one step, so that it always points somewhere.
void point(const fs::path& link, const fs::path& target) {
  const fs::path fresh = link.string() + fmt::format(".{}", ::getpid());
  fs::remove(fresh);
  fs::create_symlink(target, fresh);
  fs::rename(fresh, link);
}

constexpr std::string_view kUnfinished = ".unfinished-";

// Removes what runs that were killed have left behind.
void sweep(const fs::path& of_workload) {
  std::error_code ignored;
  std::vector<fs::path> abandoned;
  for (const auto& entry : fs::directory_iterator(of_workload, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kUnfinished)) continue;
    const int process = std::atoi(name.c_str() + kUnfinished.size());
    if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH) abandoned.push_back(entry.path());
  }
  for (const fs::path& path : abandoned) fs::remove_all(path, ignored);
}

}  // namespace

Store::Store(const fs::path& directory, const std::string& workload)
    : directory_(directory),
      of_workload_(directory / workload),
      unfinished_(of_workload_ / fmt::format("{}{}", kUnfinished, ::getpid())) {
  std::error_code error;
  sweep(of_workload_);
  fs::remove_all(unfinished_, error);
  fs::create_directories(unfinished_, error);
  if (error) refuse(of_workload_, error.message());
}

Store::~Store() {
  std::error_code ignored;
  trace_.close();
  fs::remove_all(unfinished_, ignored);
}

void Store::open_trace() {
  trace_.open(unfinished_ / "trace.jsonl");
  if (!trace_) refuse(unfinished_ / "trace.jsonl", "it cannot be opened");
}

void Store::write(const fs::path& name, const std::string& text) const {
  write(name, [&](std::ostream& out) { out << text; });
}

void Store::write(const fs::path& name, const std::function<void(std::ostream&)>& text) const {
  std::ofstream file(unfinished_ / name, std::ios::binary);
  text(file);
  file.close();
  if (!file) refuse(unfinished_ / name, "writing failed (is the disk full?)");
}

fs::path Store::commit(const workloads::Experiment& experiment, const std::string& results,
                       const std::map<sim::NodeId, std::string>& node_logs) {
  try {
    write("results.json", results);
    const auto& history = experiment.run.history;
    write("history.jsonl", [&](std::ostream& out) { write_json_lines(out, history); });
    write("history.txt", [&](std::ostream& out) { write_text(out, history); });
    write("scenario.json", pretty(to_json(experiment.scenario)));
    for (const auto& [name, verdict] : experiment.results.verdicts) {
      for (const checkers::Drawing& drawing : verdict.drawings) write(drawing.name, drawing.text);
    }
    if (!node_logs.empty()) fs::create_directory(unfinished_ / "node-logs");
    for (const auto& [node, log] : node_logs) {
      write(fs::path("node-logs") / (node.name() + ".log"), log);
    }
    if (trace_.is_open()) {
      trace_.close();
      if (!trace_) refuse(unfinished_ / "trace.jsonl", "writing failed (is the disk full?)");
    }
    const fs::path name =
        fmt::format("{}-{}", experiment.scenario.options.run.seed, hex(experiment.run.fingerprint));
    fs::remove_all(of_workload_ / name);
    fs::rename(unfinished_, of_workload_ / name);
    point(of_workload_ / "latest", name);
    point(directory_ / "latest", of_workload_.filename() / name);
    return of_workload_ / name;
  } catch (const fs::filesystem_error& error) {
    refuse(of_workload_, error.code().message());
  }
}

}  // namespace eddy::tools
