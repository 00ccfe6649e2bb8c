#include "tools/test_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string_view>
#include <utility>

#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"
#include "tools/climates.h"
#include "tools/difference_text.h"
#include "tools/exit_status.h"
#include "tools/interruption.h"
#include "tools/one_run.h"
#include "tools/progress_line.h"
#include "tools/real_time.h"
#include "tools/report/page_bundle.h"
#include "tools/report/report_command.h"
#include "tools/report/store_index.h"
#include "tools/results_json.h"
#include "tools/run_program.h"
#include "tools/store.h"
#include "tools/summary.h"
#include "tools/terminal.h"

namespace eddy::tools {
namespace {

using Clock = std::chrono::steady_clock;
using checkers::Validity;

class TestRunner {
 public:
  // `options`: those that the runs have in common.
  TestRunner(const TestRequest& request, const workloads::Options& options,
             std::span<const nodes::ProgramEntry> programs, const Interruption& interruption)
      : request_(request),
        programs_(programs),
        interruption_(interruption),
        // Logs on the terminal and a line that is written over would be in one another's way.
        progress_(request.log_net_send || request.log_net_recv || request.log_stderr
                      ? ProgressLine::Terminal::none
                      : ProgressLine::Terminal::standard_error) {
    if (!request.no_store) store_.emplace(request.store_directory, options.plan.workload);
  }

  // How the program was called.
  void called_as(std::string call) { program_call_ = std::move(call); }
  // What is stored is reproduced by this command and the folder, not by the line of the run.
  void reproduce_from_store(std::string command) { replays_ = std::move(command); }

  // In the index of the store.
  void list_stored() const {
    if (store_) write_store_index(store_->directory());
  }

  // One run, told of where it is the last one; its exit status. Nothing: it was interrupted.
  // `reproduce` is the line that gives it again; `scenario` as in RunJob.
  std::optional<int> run(const workloads::Options& options, std::size_t number,
                         std::string reproduce,
                         std::optional<workloads::Scenario> scenario = std::nullopt) {
    const bool is_real = is_in_real_time(options);
    if (is_real && request_.verify) {
      throw checkers::BadInput(
          "--verify runs a seed again, and a run in real time is another one each time: leave out "
          "--real-time or --verify");
    }
    RealTime real_time;
    std::optional<RunFolder> folder;
    std::filesystem::path nodes;  // where processes work
    if (store_ && options.run.external) nodes = folder.emplace(*store_).make_nodes();
    RunJob job{options,
               program_of(options, programs_, nodes, &real_time.pipes(), freeze_of(options)),
               std::move(reproduce),
               {},
               request_.verify,
               std::move(scenario)};
    if (is_real) job.pace = &real_time;
    job.log.keep_node_logs = !request_.no_store;
    job.log.net_send = request_.log_net_send;
    job.log.net_recv = request_.log_net_recv;
    job.log.node_logs = request_.log_stderr;
    if (store_ && request_.trace) {
      if (!folder) folder.emplace(*store_);
      job.log.trace = &folder->open_trace();
    }
    std::stop_source stop;
    const auto watch = [&](const std::string& task) {
      if (interruption_.is_requested()) stop.request_stop();
      show(number, task);
    };
    auto outcome = run_one(job, {watch, stop.get_token()});
    progress_.clear();
    if (!outcome) return std::nullopt;

    const bool valid = outcome->experiment.results.validity == Validity::valid;
    if (request_.test_count == number || !valid || outcome->difference) {
      if (store_ && !folder) folder.emplace(*store_);
      if (folder && replays_)
        outcome->experiment.reproduce =
            fmt::format("{} {}", *replays_, shell_quoted(folder->place_of(*outcome).string()));
      const auto place = folder ? folder->commit(*outcome) : std::filesystem::path();
      print(*outcome, number, place);
      if (request_.report && folder) report(place, number);
    }
    if (request_.verify) tell(outcome->difference);
    return outcome->difference ? kFaultOfOurs : exit_status(outcome->experiment.results.validity);
  }

 private:
  std::optional<nodes::process::Freeze> freeze_of(const workloads::Options& options) const {
    if (!request_.freeze) return std::nullopt;
    if (!options.run.external)
      throw checkers::BadInput("--freeze: only the process of a program of --bin can stand still");
    if (request_.verify)
      throw checkers::BadInput("--freeze ends the run, and --verify runs it again: leave out one");
    if (request_.freeze->node.index() >= options.run.node_count) {
      throw checkers::BadInput(fmt::format("--freeze: there is no {}: {} nodes are n0 to n{}",
                                           request_.freeze->node.name(), options.run.node_count,
                                           options.run.node_count - 1));
    }
    return freeze_at(*request_.freeze);
  }

  // What goes wrong here is told, and changes nothing of the run.
  void report(const std::filesystem::path& place, std::size_t number) {
    show(number, "writing its report");
    std::string why;
    try {
      report_stored(place, programs_);
    } catch (const checkers::BadInput& bad) {
      why = bad.what();
    }
    progress_.clear();
    if (!why.empty()) {
      fmt::print(stderr, "the report was not written: {}\n", why);
    } else if (!request_.json) {
      fmt::print("{}", line_of("report", (place / "report.html").string()));
    }
  }

  // What is shown while a task of the run with that number goes on.
  void show(std::size_t number, const std::string& task) {
    if (!progress_.is_seen()) return;
    const std::string runs =
        request_.test_count > 1
            ? progress_of_runs(number, request_.test_count, Clock::now() - begin_) + "; "
            : "";
    progress_.show(runs + task);
  }

  // `stored_in` is empty where nothing was stored.
  void print(const RunOutcome& outcome, std::size_t number,
             const std::filesystem::path& stored_in) const {
    const workloads::Experiment& experiment = outcome.experiment;
    if (request_.json) {
      fmt::print("{}", pretty(to_json(experiment, experiment.reproduce)));
      return;
    }
    if (outcome.difference) {
      fmt::print(
          "NOT DETERMINISTIC: the runs of this seed differ, as is told at the end; one of "
          "them:\n\n");
    }
    if (number > 1) {
      const bool valid = experiment.results.validity == Validity::valid;
      fmt::print("{} runs, {} valid; the last of them:\n\n", number,
                 valid ? "all" : std::to_string(number - 1));
    }
    SummaryContext context{experiment.reproduce,    stored_in.string(), {}, outcome.wall, {},
                           colour_of(STDOUT_FILENO)};
    context.further = further(experiment, stored_in);
    if (!stored_in.empty()) {
      for (const auto& [name, verdict] : experiment.results.verdicts) {
        for (const auto& drawing : verdict.drawings)
          context.drawings.push_back((stored_in / drawing.name).string());
      }
    }
    fmt::print("{}", summarize(experiment, context));
  }

  // By the folder where there is one, else by what reproduces the run.
  std::vector<std::pair<std::string, std::string>> further(
      const workloads::Experiment& experiment, const std::filesystem::path& stored_in) const {
    // "test …", or "replay …".
    const std::string line = experiment.reproduce.substr(
        std::min(program_call_.size() + 1, experiment.reproduce.size()));
    const std::string run = stored_in.empty() ? line.substr(std::min(line.find(' '), line.size()))
                                              : ' ' + shell_quoted(stored_in.string());
    std::vector<std::pair<std::string, std::string>> lines;
    for (const char* search : {"report", "minimise", "explain"}) {
      if (request_.report && search == std::string_view("report")) continue;
      lines.emplace_back(search, fmt::format("{} {}{}", program_call_, search, run));
    }
    return lines;
  }

  void tell(const std::optional<workloads::Difference>& difference) const {
    std::FILE* out = request_.json ? stderr : stdout;
    if (!difference) {
      fmt::print(out, "{:<14}two more runs, the same events in all\n", "verified");
      return;
    }
    fmt::print(out, "\n{}", to_text(*difference, "this seed"));
  }

  const TestRequest& request_;
  const std::span<const nodes::ProgramEntry> programs_;
  const Interruption& interruption_;
  std::optional<Store> store_;
  std::optional<std::string> replays_;
  std::string program_call_;
  Clock::time_point begin_ = Clock::now();
  ProgressLine progress_;
};

}  // namespace

int run_tests(const TestRequest& request, std::span<const nodes::ProgramEntry> programs,
              const std::string& command) {
  if (request.report) page_bundle();
  const Interruption interruption;
  TestRunner runner(request, request.options, programs, interruption);
  runner.called_as(command);
  const std::uint64_t first = request.climate.value_or(request.options.run.seed);
  std::optional<Climates> climates;
  if (request.climate) climates = climates_of(request, programs);
  const auto options_of = [&](std::uint64_t seed) {
    if (climates) return climates->of(seed);
    workloads::Options options = request.options;
    if (seed != first) options.run.branches.clear();
    options.run.seed = seed;
    return options;
  };
  std::size_t done = 0;
  const auto finish = [&](int status) {
    runner.list_stored();
    return status;
  };
  do {
    const auto options = options_of(first + done);
    const auto status =
        runner.run(options, done + 1, fmt::format("{} {}", command, to_arguments(options)));
    if (!status) break;
    if (*status != 0 || ++done == request.test_count) return finish(*status);
  } while (!interruption.is_requested());
  fmt::print(stderr, "interrupted after {} {}, {}seed {} was not finished\n", done,
             done == 1 ? "whole run" : "whole runs", done > 0 ? "all valid; " : "", first + done);
  return kInterrupted;
}

int run_scenario(const TestRequest& request, workloads::Scenario scenario,
                 std::span<const nodes::ProgramEntry> programs, const std::string& command,
                 const std::string& arguments) {
  const Interruption interruption;
  const workloads::Options options = scenario.options;
  TestRunner runner(request, options, programs, interruption);
  runner.reproduce_from_store(command);
  runner.called_as(command.substr(0, command.rfind(' ')));
  const auto status =
      runner.run(options, 1, fmt::format("{} {}", command, arguments), std::move(scenario));
  runner.list_stored();
  if (status) return *status;
  fmt::print(stderr, "interrupted, the scenario was not run to its end\n");
  return kInterrupted;
}

}  // namespace eddy::tools
