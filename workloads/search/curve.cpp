#include "eddy/workloads/search/curve.h"

#include <algorithm>
#include <map>
#include <utility>

#include "eddy/base/ensure.h"
#include "eddy/workloads/branching.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/search/luck.h"
#include "eddy/workloads/search/scenario_parts.h"
#include "workloads/search/tipping_words.h"

namespace eddy::workloads {
namespace {

using namespace std::chrono_literals;

enum class Anew { luck, all };

constexpr double kClear = 0.3;     // a rise that says something
constexpr double kSteep = 0.12;    // between two moments, to look closer
constexpr double kMostBase = 0.5;  // of the branches at the beginning

class Explainer {
 public:
  Explainer(const FailingScenario& original, const Planner& planner, const ScenarioRunner& runner,
            const ExplainOptions& options)
      : planner_(planner),
        runner_(runner),
        options_(options),
        pursuit_(original.ending),
        most_events_(original.ending.events * kMostTimesEvents),
        whole_(original.scenario.options) {
    whole_.run.branches.clear();
    explanation_.text = original.ending.text;
    explanation_.prefix = original;
    explanation_.planned = original.scenario.operations.size();
    note_what_is_drawn(original.scenario);
  }

  Explanation run() {
    tell("the shortest prefix that fails");
    find_prefix();
    recording_ = runner_.record(now(), most_events_);
    explanation_.runs = runs_;
    // It took its process down in its first event: nothing was drawn before.
    if (recording_.empty()) return std::move(explanation_);
    begin_ = load_begin(recording_);
    tell("branches, with the clients as they are");
    explanation_.luck = curve(Anew::luck);
    const auto& network = now().options.run.network;
    const bool has_chances = !network.loss.never() || !network.duplicate.never();
    if (is_high(explanation_.luck) && (explanation_.draws_faults || has_chances) && !is_over()) {
      explanation_.is_calmer = true;
      tell("branches in a weaker climate");
      explanation_.luck = curve(Anew::luck);
    }
    if (explanation_.draws_operations) {
      tell("branches, with the clients drawn anew");
      explanation_.clients = curve(Anew::all);
    }
    explanation_.runs = runs_;
    explanation_.was_cut_short = is_over();
    return std::move(explanation_);
  }

 private:
  const Scenario& now() const { return explanation_.prefix.scenario; }
  void tell(std::string_view task) {
    task_ = task;
    tell();
  }
  void tell() const {
    if (options_.progress) options_.progress(task_, runs_);
  }
  bool is_over() const {
    return runs_ >= options_.budget || (runner_.is_asked_to_end && runner_.is_asked_to_end());
  }
  static bool is_high(const Curve& curve) {
    return curve.points.size() > 1 && curve.points.front().share() >= kMostBase;
  }

  // A plan that was edited, or written by hand, is drawn from nothing.
  void note_what_is_drawn(const Scenario& scenario) {
    const bool has_branches = !scenario.options.run.branches.empty();
    const Scenario planned = plan(whole_, planner_);
    explanation_.draws_faults =
        !has_branches && !scenario.faults.empty() && planned.faults == scenario.faults;
    explanation_.draws_operations = !has_branches && planned.operations == scenario.operations;
  }

  std::vector<Ending> run_all(const std::vector<Scenario>& scenarios) {
    std::vector<Ending> endings = runner_.run(scenarios, most_events_);
    runs_ += endings.size();
    return endings;
  }
  bool fails(const Ending& ending) const { return pursuit_.is_met_by(ending); }

  // The first so many operations, and a second for what comes of them.
  static Scenario with_first(const Scenario& whole, std::size_t count) {
    if (count >= whole.operations.size()) return whole;
    Scenario prefix = whole;
    prefix.operations.resize(count);
    const sim::Time last = count == 0 ? sim::Time{} : prefix.operations.back().at;
    prefix.options.run.time_limit =
        std::min(whole.options.run.time_limit, sim::Duration(last.time_since_epoch() + 1s));
    cut_faults(prefix);
    return prefix;
  }
  static void cut_faults(Scenario& scenario) {
    const sim::Time limit(scenario.options.run.time_limit);
    std::erase_if(scenario.faults, [&](const PlannedFault& fault) { return fault.start >= limit; });
    for (PlannedFault& fault : scenario.faults) fault.end = std::min(fault.end, limit);
  }

  void find_prefix() {
    const Scenario whole = now();
    std::size_t least = 0;
    std::size_t most = whole.operations.size();  // which fails
    while (least < most && !is_over()) {
      const std::size_t middle = (least + most) / 2;
      Scenario prefix = with_first(whole, middle);
      const std::vector<Ending> endings = run_all({prefix});
      if (endings.empty()) return;
      if (fails(endings.front())) {
        const std::uint64_t events = explanation_.prefix.ending.events;
        explanation_.prefix = {std::move(prefix), endings.front()};
        if (endings.front().events == 0) explanation_.prefix.ending.events = events;
        most = middle;
      } else {
        least = middle + 1;
      }
    }
  }

  // What is kept until the event, whatever comes after it.
  Scenario kept_until(std::uint64_t event) const {
    Scenario kept = now();
    if (explanation_.is_calmer)
      kept = calm_after(kept, std::span<const sim::Event>(recording_.data(), event));
    std::erase_if(kept.options.run.branches,
                  [event](const sim::Branch& there) { return there.event >= event; });
    return kept;
  }
  // That scenario, which branches after the event with that key.
  Scenario branched(const Scenario& kept, std::uint64_t event, std::uint64_t key, Anew anew) const {
    Scenario branch = kept;
    branch.options.run.branches.push_back({event, key});
    if (explanation_.draws_faults) redraw_faults(branch, event, key);
    if (anew == Anew::all) redraw_operations(branch, time_of(event), key);
    return branch;
  }
  void redraw_faults(Scenario& branch, std::uint64_t event, std::uint64_t key) const {
    const sim::Time at = time_of(event);
    const Options& options = whole_;
    const std::span<const sim::Event> until_then(recording_.data(), event);
    const auto begun = begun_at_events(until_then, begin_, now().faults);
    const Redraws redraws({{at, key, begun}});
    auto faults = plan_faults(options.run.seed, options.plan.nemesis, options.run.node_count,
                              options.run.time_limit, redraws);
    if (options.run.network.fault_services) part_services(faults, options.run.seed, redraws);
    std::size_t at_events = 0;
    std::erase_if(faults, [&](const PlannedFault& fault) {
      const bool is_to_come = fault.trigger ? !begun[at_events++] : fault.start > at;
      return explanation_.is_calmer && is_to_come;
    });
    branch.faults = std::move(faults);
    // Each fault has an id of its own.
    auto id = static_cast<std::uint32_t>(branch.faults.size());
    for (PlannedFault& lasting : branch.lasting_faults) lasting.id = id++;
    cut_faults(branch);
  }
  void redraw_operations(Scenario& branch, sim::Time at, std::uint64_t key) const {
    branch.operations = plan(whole_, planner_, {Redraws({{at, key}}), {}}).operations;
    const std::size_t count = now().operations.size();
    if (branch.operations.size() > count) branch.operations.resize(count);
    const sim::Time limit(branch.options.run.time_limit);
    std::erase_if(branch.operations,
                  [limit](const PlannedOperation& operation) { return operation.at >= limit; });
  }
  sim::Time time_of(std::uint64_t event) const {
    const sim::Time at = recording_[event - 1].at;
    return at < begin_ ? sim::Time{} : sim::Time(at - begin_);
  }

  CurvePoint point(std::uint64_t event, Anew anew, std::uint64_t keys) {
    const auto known = points_.find({event, anew, explanation_.is_calmer});
    if (known != points_.end() && known->second.branches >= keys) return known->second;
    const Scenario kept = kept_until(event);
    std::vector<Scenario> branches;
    for (std::uint64_t key = 0; key < keys; ++key)
      branches.push_back(branched(kept, event, kFirstKey + key, anew));
    CurvePoint point{event, recording_[event - 1].at, 0, 0};
    for (const Ending& ending : run_all(branches)) {
      ++point.branches;
      if (fails(ending)) ++point.failing;
    }
    if (point.branches == keys) points_[{event, anew, explanation_.is_calmer}] = point;
    tell();
    return point;
  }

  // First few moments, then more where it is steep.
  Curve curve(Anew anew) {
    constexpr std::size_t kCoarse = 10;
    Curve curve;
    const std::uint64_t last = recording_.size();
    const std::uint64_t few = std::max<std::uint64_t>(options_.keys / 2, 1);
    for (std::size_t i = 0; i < kCoarse && !is_over(); ++i) {
      const CurvePoint seen = point(1 + i * (last - 1) / kCoarse, anew, few);
      if (seen.branches > 0) curve.points.push_back(seen);
    }
    if (curve.points.empty()) return curve;
    // The run itself: all that it drew is kept.
    curve.points.push_back({last, recording_.back().at, options_.keys, options_.keys});
    const std::uint64_t finest = std::max<std::uint64_t>(last / options_.moments, 1);
    for (std::size_t i = 0; i + 1 < curve.points.size() && !is_over();) {
      const CurvePoint& left = curve.points[i];
      const CurvePoint& right = curve.points[i + 1];
      const std::uint64_t width = right.event - left.event;
      const double rise = right.share() - left.share();
      if (width <= finest || std::max(rise, -rise) < kSteep) {
        ++i;
        continue;
      }
      const CurvePoint middle = point(left.event + width / 2, anew, options_.keys);
      if (middle.branches == 0) break;
      curve.points.insert(curve.points.begin() + static_cast<std::ptrdiff_t>(i) + 1, middle);
    }
    curve.tipping = tipping_of(curve, anew);
    return curve;
  }

  // From the largest rise to one event.
  std::optional<Tipping> tipping_of(const Curve& curve, Anew anew) {
    std::size_t steepest = 0;
    double most = 0;
    for (std::size_t i = 0; i + 1 < curve.points.size(); ++i) {
      const double rise = curve.points[i + 1].share() - curve.points[i].share();
      if (rise > most) {
        most = rise;
        steepest = i;
      }
    }
    if (most <= 0) return std::nullopt;
    CurvePoint left = curve.points[steepest];
    CurvePoint right = curve.points[steepest + 1];
    while (right.event - left.event > 1 && !is_over()) {
      const std::uint64_t event = left.event + (right.event - left.event) / 2;
      const CurvePoint middle = point(event, anew, options_.keys);
      const bool rises_left = middle.share() - left.share() >= right.share() - middle.share();
      (rises_left ? right : left) = middle;
    }
    // That the run itself fails is known, whatever its last event is.
    if (right.event == recording_.size()) return std::nullopt;
    left = point(left.event, anew, options_.keys);
    right = point(right.event, anew, options_.keys);
    // What was cut short is no cause.
    if (left.branches == 0 || right.branches == 0 || right.event - left.event > 1)
      return std::nullopt;
    Tipping tipping{left, right, {}};
    if (tipping.rise() < kClear) return std::nullopt;
    tipping.what = drawn_after(recording_, left.event, now());
    if (anew == Anew::all) {
      const std::string operation = operation_after(recording_, left.event, now());
      if (!operation.empty() && is_of_operation(left.event)) tipping.what = operation;
    }
    return tipping;
  }
  // Is an operation the next thing that was drawn?
  bool is_of_operation(std::uint64_t event) const {
    return recording_[event].is<sim::OperationDue>() || recording_[event].is<sim::OperationBegan>();
  }

  static constexpr std::uint64_t kFirstKey = 1'000;

  const Planner& planner_;
  const ScenarioRunner& runner_;
  const ExplainOptions& options_;
  const Pursuit pursuit_;
  const std::uint64_t most_events_;
  Options whole_;  // from which the whole run was planned
  Explanation explanation_;
  sim::Recording recording_;
  sim::Time begin_;
  std::map<std::tuple<std::uint64_t, Anew, bool>, CurvePoint> points_;
  std::uint64_t runs_ = 0;
  std::string_view task_;
};

}  // namespace

Explanation explain(const FailingScenario& original, const Planner& planner,
                    const ScenarioRunner& runner, const ExplainOptions& options) {
  ensure(!original.ending.is_bounded, "the run was not ended by a bound");
  return Explainer(original, planner, runner, options).run();
}

std::string strip_of(const std::vector<CurvePoint>& points) {
  constexpr std::string_view kBlocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string strip;
  for (const CurvePoint& point : points) {
    constexpr std::uint64_t kHighest = 7;
    const std::uint64_t all = std::max<std::uint64_t>(point.branches, 1);
    strip += kBlocks[(point.failing * kHighest + all / 2) / all];
  }
  return strip;
}

}  // namespace eddy::workloads
