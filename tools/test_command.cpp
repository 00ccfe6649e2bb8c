#include "tools/test_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "tools/exit_status.h"
#include "tools/interruption.h"
#include "tools/progress_line.h"
#include "tools/results_json.h"
#include "tools/run_log.h"
#include "tools/store.h"
#include "tools/summary.h"
#include "tools/terminal.h"
#include "workloads/catalog.h"
#include "workloads/experiment.h"

namespace eddy::tools {
namespace {

using Clock = std::chrono::steady_clock;
using checkers::Validity;

// "12.3 of 60 virtual seconds, 1,234,567 events".
std::string progress_of(const workloads::Options& options, sim::Time now, std::uint64_t events) {
  const double done = std::chrono::duration<double>(now.time_since_epoch()).count();
  const double load = std::chrono::duration<double>(options.run.time_limit).count();
  const std::string course = done <= load
                                 ? fmt::format("{:.1f} of {:.0f} virtual seconds", done, load)
                                 : fmt::format("{:.1f} virtual seconds, the load is over", done);
  return fmt::format("{}, {} events", course, grouped(events));
}

class TestRunner {
 public:
  TestRunner(const TestRequest& request, std::span<const sim::NodeProgram> programs,
             std::string command)
      : request_(request),
        program_(*std::find_if(
            programs.begin(), programs.end(),
            [&](const auto& program) { return program.name == request.options.run.program; })),
        workload_(workloads::find_workload(request.options.plan.workload)->make()),
        command_(std::move(command)),
        // Logs on the terminal and a line that is written over would be in one another's way.
        progress_(request.log_net_send || request.log_net_recv || request.log_stderr
                      ? ProgressLine::Terminal::none
                      : ProgressLine::Terminal::standard_error) {}

  // One run; its verdict.
  int run(const workloads::Options& options, std::size_t number) {
    const auto begin = Clock::now();
    std::optional<Store> store;
    if (!request_.no_store) store.emplace(request_.store_directory, options.plan.workload);
    RunLogOptions log_options;
    log_options.keep_node_logs = !request_.no_store;
    log_options.net_send = request_.log_net_send;
    log_options.net_recv = request_.log_net_recv;
    log_options.node_logs = request_.log_stderr;
    if (store && request_.trace) {
      store->open_trace();
      log_options.trace = &store->trace();
    }
    RunLog log(log_options);
    workloads::Onlookers onlookers;
    if (log_options.wants_events()) onlookers.observer = &log;
    if (log_options.wants_logs()) onlookers.log_sink = &log;
    onlookers.progress = [&](sim::Time now, std::uint64_t events) {
      if (Interruption::is_requested()) throw Interrupted{};
      show(number, progress_of(options, now, events));
    };
    onlookers.judging = [&] { show(number, "judging"); };
    const std::string reproduce = fmt::format("{} {}", command_, to_arguments(options));
    onlookers.reproduce = reproduce;
    show(number, "planning");
    const auto experiment = workloads::experiment(options, *workload_, program_, onlookers);
    const auto wall = Clock::now() - begin;
    const auto difference = request_.verify ? verify(experiment, number) : std::nullopt;

    const std::string results = pretty(to_json(experiment, reproduce));
    SummaryContext context{reproduce, "", {}, wall, colour_of(STDOUT_FILENO)};
    const bool valid = experiment.results.validity == Validity::valid;
    if (request_.test_count == number || !valid || difference) {
      progress_.clear();
      if (store) {
        const auto directory = store->commit(experiment, results, log.node_logs());
        context.stored_in = directory.string();
        for (const auto& [name, verdict] : experiment.results.verdicts) {
          for (const auto& drawing : verdict.drawings)
            context.drawings.push_back((directory / drawing.name).string());
        }
      }
      if (request_.json) {
        fmt::print("{}", results);
      } else {
        if (difference)
          fmt::print(
              "NOT DETERMINISTIC: the runs of this seed differ, as is told at the end; one of "
              "them:\n\n");
        if (number > 1) {
          fmt::print("{} runs, {} valid; the last of them:\n\n", number,
                     valid ? "all" : std::to_string(number - 1));
        }
        fmt::print("{}", summarize(experiment, context));
      }
    }
    if (request_.verify) {
      progress_.clear();
      tell(difference);
    }
    return difference ? kFaultOfOurs : exit_status(experiment.results.validity);
  }

  void clear_progress() { progress_.clear(); }

 private:
  // What is shown while a task of the run with that number goes on.
  void show(std::size_t number, const std::string& task) {
    if (!progress_.is_seen()) return;
    const std::string runs =
        request_.test_count > 1
            ? progress_of_runs(number, request_.test_count, Clock::now() - begin_) + "; "
            : "";
    progress_.show(runs + task);
  }

  std::optional<workloads::Difference> verify(const workloads::Experiment& experiment,
                                              std::size_t number) {
    show(number, "verifying");
    return workloads::verify(
        experiment, *workload_, program_,
        [&](std::size_t replay, sim::Time now, std::uint64_t events) {
          if (Interruption::is_requested()) throw Interrupted{};
          show(number, fmt::format("verifying, run {} of 2: {}", replay,
                                   progress_of(experiment.scenario.options, now, events)));
        });
  }

  void tell(const std::optional<workloads::Difference>& difference) const {
    std::FILE* out = request_.json ? stderr : stdout;
    if (!difference) {
      fmt::print(out, "{:<14}two more runs, the same events in all\n", "verified");
      return;
    }
    const std::string where =
        difference->event
            ? fmt::format("first in event {}", *difference->event)
            : "where is not known: something outlives a run, such as a static variable";
    fmt::print(out,
               "\nNOT DETERMINISTIC: two runs of this seed differ, {}:\n"
               "  first run:  {}\n"
               "  second run: {}\n"
               "Look in that node for what differs between runs: addresses, the order of an "
               "unordered container, clocks, std::random_device, threads, and static or global "
               "variables that live on from one run to the next.\n",
               where, difference->first, difference->second);
  }

  const TestRequest& request_;
  const sim::NodeProgram& program_;
  std::unique_ptr<workloads::Workload> workload_;
  std::string command_;
  Clock::time_point begin_ = Clock::now();
  ProgressLine progress_;
};

}  // namespace

int run_tests(const TestRequest& request, std::span<const sim::NodeProgram> programs,
              const std::string& command) {
  constexpr int kInterrupted = 128 + SIGINT;
  TestRunner runner(request, programs, command);
  workloads::Options options = request.options;
  const Interruption interruption;
  std::size_t done = 0;
  try {
    for (;; ++options.run.seed) {
      const int status = runner.run(options, done + 1);
      if (status != 0 || ++done == request.test_count) return status;
      if (Interruption::is_requested()) throw Interrupted{};
    }
  } catch (const Interrupted&) {
    runner.clear_progress();
    fmt::print(stderr, "interrupted after {} {}, {}seed {} was not finished\n", done,
               done == 1 ? "whole run" : "whole runs", done > 0 ? "all valid; " : "",
               request.options.run.seed + done);
    return kInterrupted;
  }
}

}  // namespace eddy::tools
