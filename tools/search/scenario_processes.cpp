#include "tools/search/scenario_processes.h"

#include <fmt/format.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <boost/describe.hpp>
#include <boost/json/conversion.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <chrono>
#include <ctime>
#include <functional>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "eddy/sim/hash.h"
#include "eddy/workloads/scenario_form.h"
#include "eddy/workloads/search/scenario_runner.h"
#include "tools/last_words.h"
#include "tools/sweep/ordered_processes.h"

namespace eddy::checkers {
BOOST_DESCRIBE_ENUM(Validity, valid, unknown, invalid)
BOOST_DESCRIBE_STRUCT(WayToFail, (), (checker, kind))
}  // namespace eddy::checkers

namespace eddy::workloads {
BOOST_DESCRIBE_STRUCT(Ending, (),
                      (validity, ways, text, operations, needs_final, needs_recovery, is_bounded,
                       unmet_branches, fingerprint, events, told))
}  // namespace eddy::workloads

namespace eddy::tools {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using workloads::Ending;
using workloads::RecordedRun;
using workloads::Scenario;
using CpuTime = std::chrono::microseconds;

CpuTime cpu_time() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::chrono::duration_cast<CpuTime>(std::chrono::seconds(now.tv_sec) +
                                             std::chrono::nanoseconds(now.tv_nsec));
}

// From now on: more ends this process by SIGPROF.
void allow_cpu_time(CpuTime limit) {
  itimerval timer{};
  timer.it_value.tv_sec = limit / 1s;
  timer.it_value.tv_usec = (limit % 1s).count();
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

class ScenarioProcesses {
 public:
  ScenarioProcesses(std::string workload, sim::NodeProgram program, std::size_t jobs,
                    std::function<bool()> is_asked_to_end)
      : workload_(std::move(workload)),
        program_(std::move(program)),
        jobs_(std::max<std::size_t>(jobs, 1)),
        is_asked_to_end_(std::move(is_asked_to_end)),
        here_(workloads::scenario_runner(workload_, program_)) {}

  std::vector<Ending> run(std::span<const Scenario> scenarios, std::uint64_t most_events) {
    std::vector<Ending> endings(scenarios.size());
    if (scenarios.empty()) return endings;
    const CpuTime limit = std::max<CpuTime>(kLeastLimit, kMostTimes * slowest_);
    const bool are_one = std::adjacent_find(scenarios.begin(), scenarios.end(),
                                            std::not_equal_to<>()) == scenarios.end();
    OrderedProcesses runs(
        {0, scenarios.size()}, {are_one ? 1 : std::min(jobs_, scenarios.size()), scenarios.size()},
        [&](std::uint64_t place) {
          return run_here(scenarios[place], most_events, has_limit_ ? limit : CpuTime(0));
        });
    while (!runs.is_over()) {
      for (const JobAnswer& answer : runs.take(50ms))
        endings[answer.place] = ending_of(answer, scenarios[answer.place], most_events);
      if (has_limit_ && is_asked_to_end_ && is_asked_to_end_()) runs.abandon();
    }
    has_limit_ = true;
    return endings;
  }

  sim::Recording record(const Scenario& scenario, std::uint64_t most_events) {
    const std::uint64_t lived = events_lived(scenario, most_events);
    if (lived == 0) return {};
    return here_.record(scenario, lived);
  }
  RecordedRun watch(const Scenario& scenario) {
    constexpr auto kAllOfThem = std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t lived = events_lived(scenario, kAllOfThem);
    if (lived == kAllOfThem) return here_.watch(scenario);
    Scenario until_death = scenario;
    until_death.options.run.limits.events = lived;
    RecordedRun run = here_.watch(until_death);
    run.experiment.scenario = scenario;
    run.experiment.run.options = scenario.options.run;
    run.experiment.run.stopped.reset();
    run.experiment.results = results_of(deaths_.at(key_of(scenario, kAllOfThem)));
    return run;
  }

 private:
  static constexpr CpuTime kLeastLimit = 2s;
  static constexpr int kMostTimes = 100;  // the slowest run until then

  static workloads::Results results_of(const Ending& death) {
    const checkers::Finding finding{death.ways.front().kind, {}, {}, death.text};
    const std::string checker(workloads::kOfProcess);
    checkers::Verdict verdict;
    verdict.validity = death.validity;
    verdict.findings = {finding};
    verdict.evidence = {death.text};
    workloads::Results results;
    results.validity = death.validity;
    results.findings = checkers::reported(checker, verdict.findings);
    results.evidence = verdict.evidence;
    results.verdicts.emplace_back(checker, std::move(verdict));
    return results;
  }

  // In a process of its own.
  std::string run_here(const Scenario& scenario, std::uint64_t most_events, CpuTime limit) const {
    const CpuTime begin = cpu_time();
    allow_cpu_time(limit);
    const Ending ending =
        workloads::ending_of(workloads::run_bounded(scenario, workload_, program_, most_events));
    allow_cpu_time(CpuTime(0));
    // What it wrote is told of no run that has ended well.
    if (::ftruncate(STDERR_FILENO, 0) != 0) return "";
    return fmt::format("{} {}", (cpu_time() - begin).count(),
                       json::serialize(json::value_from(ending)));
  }

  Ending ending_of(const JobAnswer& answer, const Scenario& scenario, std::uint64_t most_events) {
    if (!answer.death.empty()) return death_of(answer, scenario, most_events);
    const std::size_t space = answer.text.find(' ');
    slowest_ = std::max(slowest_, CpuTime(std::stoll(answer.text.substr(0, space))));
    survivors_.insert(key_of(scenario, most_events));
    return json::value_to<Ending>(json::parse(answer.text.substr(space + 1)));
  }
  Ending death_of(const JobAnswer& answer, const Scenario& scenario, std::uint64_t most_events) {
    const bool is_endless = answer.death == "signal SIGPROF";
    Ending ending{.validity = checkers::Validity::invalid};
    ending.ways.push_back(
        {std::string(workloads::kOfProcess), is_endless ? "no end" : answer.death});
    ending.text = is_endless ? "the program computes without end: a run took a hundred times what "
                               "the others did"
                             : last_words(answer.text, answer.death);
    deaths_.emplace(key_of(scenario, most_events), ending);
    return ending;
  }
  static std::uint64_t key_of(const Scenario& scenario, std::uint64_t most_events) {
    const bool is_bounded = scenario.options.run.limits.events > most_events;
    return sim::mix(sim::codec::spread_hash(scenario), is_bounded ? most_events : 0);
  }

  // How many of its events may be made again here, where no other process is in between: all of one
  // that ends, else those before the one that takes the process down.
  std::uint64_t events_lived(const Scenario& scenario, std::uint64_t most_events) {
    if (lives(scenario, most_events)) return most_events;
    std::uint64_t lived = 0;
    std::uint64_t died = 1;
    while (died < most_events && lives(scenario, died)) {
      lived = died;
      died *= 2;
    }
    while (died - lived > 1) {
      const std::uint64_t middle = lived + (died - lived) / 2;
      (lives(scenario, middle) ? lived : died) = middle;
    }
    return lived;
  }
  bool lives(const Scenario& scenario, std::uint64_t most_events) {
    const std::uint64_t key = key_of(scenario, most_events);
    if (survivors_.contains(key)) return true;
    if (deaths_.contains(key)) return false;
    const std::vector<Scenario> one{scenario};
    run(one, most_events);
    return survivors_.contains(key);
  }

  const std::string workload_;
  const sim::NodeProgram program_;
  const std::size_t jobs_;
  const std::function<bool()> is_asked_to_end_;
  const workloads::ScenarioRunner here_;                // in this process
  boost::unordered_flat_set<std::uint64_t> survivors_;  // by scenario and bound
  boost::unordered_flat_map<std::uint64_t, Ending> deaths_;
  CpuTime slowest_{0};
  bool has_limit_ = false;  // the first runs are those of the original
};

}  // namespace

workloads::ScenarioRunner scenario_processes(const std::string& workload,
                                             const sim::NodeProgram& program, std::size_t jobs,
                                             std::function<bool()> is_asked_to_end) {
  const auto processes =
      std::make_shared<ScenarioProcesses>(workload, program, jobs, is_asked_to_end);
  workloads::ScenarioRunner runner;
  runner.run = [processes](std::span<const Scenario> scenarios, std::uint64_t most_events) {
    return processes->run(scenarios, most_events);
  };
  runner.record = [processes](const Scenario& scenario, std::uint64_t most_events) {
    return processes->record(scenario, most_events);
  };
  runner.watch = [processes](const Scenario& scenario) { return processes->watch(scenario); };
  runner.at_once = std::max<std::size_t>(jobs, 1);
  runner.is_asked_to_end = std::move(is_asked_to_end);
  return runner;
}

}  // namespace eddy::tools
