#include "tools/search/scenario_processes.h"

#include <fmt/format.h>
#include <sys/mman.h>
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
#include <chrono>
#include <ctime>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "eddy/sim/at_work.h"
#include "eddy/sim/event.h"
#include "eddy/workloads/scenario_form.h"
#include "eddy/workloads/search/scenario_runner.h"
#include "tools/last_words.h"
#include "tools/search/asked_to_end.h"
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
using workloads::States;
using CpuTime = std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

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

// The last step of a run, as its process writes it down before it takes it: what took the process
// down.
struct LastStep {
  std::uint64_t steps = 0;  // that were begun; 0: none
  sim::EventNumber number = 0;
  sim::EventNumber cause = 0;
  sim::Time at;
  bool is_arrival = false;
  bool is_copy = false;
  sim::MessageId message;
  bool is_timer = false;
  sim::TimerId timer;
};
static_assert(std::is_trivially_copyable_v<LastStep>);

// Memory that a process shares with its copies.
class SharedStep {
 public:
  SharedStep()
      : step_(static_cast<LastStep*>(::mmap(nullptr, sizeof(LastStep), PROT_READ | PROT_WRITE,
                                            MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
    if (step_ == MAP_FAILED) throw std::runtime_error("no memory is to be had for a run");
    new (step_) LastStep;
  }
  ~SharedStep() { ::munmap(step_, sizeof(LastStep)); }
  SharedStep(const SharedStep&) = delete;
  SharedStep& operator=(const SharedStep&) = delete;

  void note(const sim::Event& event) {
    const auto* work = sim::AtWork::current;
    const std::uint64_t steps = work == nullptr ? 0 : *work->events;
    // What happens in a step comes of its first event.
    if (steps == step_->steps) return;
    *step_ = {};
    step_->steps = steps;
    step_->number = event.number;
    step_->cause = event.cause;
    step_->at = event.at;
    if (const auto* arrival = event.get_if<sim::Delivered>()) {
      step_->is_arrival = true;
      step_->is_copy = arrival->is_copy;
      step_->message = arrival->message.id;
    } else if (const auto* fired = event.get_if<sim::TimerFired>()) {
      step_->is_timer = true;
      step_->timer = fired->timer;
    }
  }
  const LastStep& step() const { return *step_; }

 private:
  LastStep* step_;
};

// The event of that step. Nothing where it is none of a node.
std::optional<sim::Event> event_of(const LastStep& step, const sim::Recording& before) {
  if (step.is_timer)
    return sim::Event{step.number, step.cause, step.at, sim::TimerFired{step.timer}};
  if (!step.is_arrival) return std::nullopt;
  const auto sent = std::find_if(before.rbegin(), before.rend(), [&](const sim::Event& event) {
    return event.is<sim::Sent>() && event.message()->id == step.message;
  });
  if (sent == before.rend()) return std::nullopt;
  return sim::Event{step.number, step.cause, step.at,
                    sim::Delivered{*sent->message(), step.is_copy}};
}

class ScenarioProcesses {
 public:
  ScenarioProcesses(std::string workload, sim::NodeProgram program, std::size_t jobs,
                    std::function<bool()> is_asked_to_end)
      : workload_(std::move(workload)),
        program_(std::move(program)),
        jobs_(std::max<std::size_t>(jobs, 1)),
        is_asked_to_end_(std::move(is_asked_to_end)) {}

  std::vector<Ending> run(std::span<const Scenario> scenarios, std::uint64_t most_events) {
    if (scenarios.empty()) return {};
    const CpuTime limit = limit_of_run();
    const bool are_one = std::adjacent_find(scenarios.begin(), scenarios.end(),
                                            std::not_equal_to<>()) == scenarios.end();
    OrderedProcesses runs(
        {0, scenarios.size()}, {are_one ? 1 : std::min(jobs_, scenarios.size()), scenarios.size()},
        [&](std::uint64_t place) { return run_here(scenarios[place], most_events, limit); }, {},
        OrderedProcesses::Errors::dropped);
    std::vector<Ending> endings;
    std::optional<Clock::time_point> asked;
    while (!runs.is_over()) {
      for (const JobAnswer& answer : runs.take(50ms)) {
        endings.push_back(ending_of(answer));
        const Ending& ending = endings.back();
        if (!ending.is_bounded) fates_.insert_or_assign(key_of(scenarios[answer.place]), ending);
      }
      if (is_to_end(asked)) runs.abandon();
    }
    has_run_ = true;
    return endings;
  }

  sim::Recording record(const Scenario& scenario, std::uint64_t most_events) {
    if (is_known_to_end(scenario))
      return workloads::scenario_runner(workload_, program_).record(scenario, most_events);
    return watch(scenario, most_events, States::not_asked).events;
  }
  RecordedRun watch(const Scenario& scenario) {
    return watch(scenario, std::numeric_limits<std::uint64_t>::max(), States::asked);
  }

 private:
  static constexpr CpuTime kLeastLimit = 5s;
  static constexpr int kMostTimes = 100;  // the slowest run until then

  // Without the first runs there is nothing to tell: they have a little more time. `asked`: since when
  // the search is to end.
  bool is_to_end(std::optional<Clock::time_point>& asked) const {
    constexpr auto kPatience = 5s;
    if (!is_asked_to_end_ || !is_asked_to_end_()) return false;
    if (!asked) asked = Clock::now();
    return has_run_ || Clock::now() - *asked >= kPatience;
  }
  // 0: none, for the first runs are those of the original.
  CpuTime limit_of_run() const {
    return has_run_ ? std::max<CpuTime>(kLeastLimit, kMostTimes * slowest_) : CpuTime(0);
  }

  // In a process of its own.
  std::string run_here(const Scenario& scenario, std::uint64_t most_events, CpuTime limit) const {
    const CpuTime begin = cpu_time();
    allow_cpu_time(limit);
    const Ending ending =
        workloads::ending_of(workloads::run_bounded(scenario, workload_, program_, most_events));
    allow_cpu_time(CpuTime(0));
    return fmt::format("{} {}", (cpu_time() - begin).count(),
                       json::serialize(json::value_from(ending)));
  }
  Ending ending_of(const JobAnswer& answer) {
    if (!answer.death.empty()) return death_of(answer);
    const std::size_t space = answer.text.find(' ');
    slowest_ = std::max(slowest_, CpuTime(std::stoll(answer.text.substr(0, space))));
    json::parse_options options;
    options.allow_invalid_utf8 = true;  // a program may say what it likes as it fails
    return json::value_to<Ending>(json::parse(answer.text.substr(space + 1), {}, options));
  }
  static Ending death_of(const JobAnswer& answer) {
    const bool is_endless = answer.death == "signal SIGPROF";
    Ending ending{.validity = checkers::Validity::invalid};
    ending.ways.push_back(
        {std::string(workloads::kOfProcess), is_endless ? "no end" : answer.death});
    ending.text = is_endless ? "the program computes without end: a run took a hundred times what "
                               "the others did"
                             : last_words(answer.text, answer.death);
    return ending;
  }

  static std::uint64_t key_of(const Scenario& scenario) {
    return sim::codec::spread_hash(scenario);
  }
  // Without a bound that a search has put on it.
  bool is_known_to_end(const Scenario& scenario) const {
    const auto known = fates_.find(key_of(scenario));
    return known != fates_.end() && known->second.events > 0;
  }

  // It is watched in a process of its own first; here, where no other is in between, as much of it as
  // came before the step that took that one down, and this step.
  RecordedRun watch(const Scenario& scenario, std::uint64_t most_events, States states) {
    const Watched asked = watch_apart(scenario, most_events, states);
    if (!asked.death) return watch_here(scenario, most_events, states);
    if (states == States::asked) {
      // Is it the state that cannot be looked at?
      const Watched blind = watch_apart(scenario, most_events, States::not_asked);
      if (!blind.death || blind.step.steps != asked.step.steps)
        return watch(scenario, most_events, States::not_asked);
    }
    if (asked.step.steps == 0) return dead(scenario, *asked.death, {});
    RecordedRun run = watch_here(scenario, asked.step.steps - 1, states);
    if (auto last = event_of(asked.step, run.events)) run.events.push_back(std::move(*last));
    return dead(scenario, *asked.death, std::move(run));
  }
  RecordedRun watch_here(const Scenario& scenario, std::uint64_t most_events, States states) const {
    return workloads::watch_bounded(scenario, workload_, program_, most_events, states);
  }

  struct Watched {
    std::optional<Ending> death;
    LastStep step;
  };
  Watched watch_apart(const Scenario& scenario, std::uint64_t most_events, States states) const {
    SharedStep shared;
    const CpuTime limit = limit_of_run();
    OrderedProcesses one(
        {0, 1}, {1, 1},
        [&](std::uint64_t /*place*/) {
          allow_cpu_time(limit);
          workloads::watch_bounded(scenario, workload_, program_, most_events, states,
                                   [&](const sim::Event& event) { shared.note(event); });
          allow_cpu_time(CpuTime(0));
          return std::string();
        },
        {}, OrderedProcesses::Errors::dropped);
    Watched watched;
    std::optional<Clock::time_point> asked;
    while (!one.is_over()) {
      for (const JobAnswer& answer : one.take(50ms)) {
        if (!answer.death.empty()) watched.death = death_of(answer);
      }
      // Later there is a limit.
      if (!has_run_ && is_to_end(asked)) throw AskedToEnd("the run had not ended by then");
    }
    watched.step = shared.step();
    return watched;
  }

  // What was recorded of it, judged as one that took its process down.
  static RecordedRun dead(const Scenario& scenario, const Ending& death, RecordedRun run) {
    auto& experiment = run.experiment;
    experiment.scenario = scenario;
    experiment.run.options = scenario.options.run;
    experiment.run.stopped.reset();
    experiment.run.given_up.reset();
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
    experiment.results = std::move(results);
    return run;
  }

  const std::string workload_;
  const sim::NodeProgram program_;
  const std::size_t jobs_;
  const std::function<bool()> is_asked_to_end_;
  boost::unordered_flat_map<std::uint64_t, Ending> fates_;  // by scenario, of what was not bounded
  CpuTime slowest_{0};
  bool has_run_ = false;
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
