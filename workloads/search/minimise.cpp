#include "eddy/workloads/search/minimise.h"

#include <algorithm>
#include <utility>

#include "eddy/base/ensure.h"
#include "eddy/sim/random.h"
#include "eddy/workloads/search/luck.h"
#include "eddy/workloads/search/reduction.h"
#include "eddy/workloads/search/scenario_parts.h"
#include "workloads/search/candidates.h"
#include "workloads/search/message_words.h"
#include "workloads/search/robustness.h"

namespace eddy::workloads {
namespace {

using namespace std::chrono_literals;
using sim::Duration;

// Which candidates hold what is left at the end, and which of them lost the failure.
class Losses {
 public:
  void note(const Scenario& scenario, bool is_lost) {
    tried_.push_back({ids_of(scenario.operations), ids_of(scenario.faults), is_lost});
  }
  void count(const Scenario& smallest, Minimal& minimal) const {
    const auto operations = ids_of(smallest.operations);
    const auto faults = ids_of(smallest.faults);
    for (const Tried& tried : tried_) {
      if (!holds(tried.operations, operations) || !holds(tried.faults, faults)) continue;
      ++minimal.holding_all;
      if (tried.is_lost) ++minimal.lost;
    }
  }

 private:
  using Ids = std::vector<std::uint64_t>;
  struct Tried {
    Ids operations;
    Ids faults;
    bool is_lost;
  };
  static Ids ids_of(const auto& list) {
    Ids ids;
    for (const auto& item : list) ids.push_back(item.id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  static bool holds(const Ids& all, const Ids& some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
  }

  std::vector<Tried> tried_;
};

class Minimiser {
 public:
  Minimiser(const FailingScenario& original, const Planner& planner, const ScenarioRunner& runner,
            const MinimiseOptions& options)
      : planner_(planner),
        options_(options),
        pursuit_(original.ending),
        asks_in_the_end_(!original.scenario.final_operations.empty()),
        smallest_(original),
        trials_(runner, options.budget, original.ending.events * kMostTimesEvents) {
    trials_.tell([this](const Scenario& scenario, const Ending& ending) {
      if (options_.progress) options_.progress(smallest_, task_, trials_.runs());
      if (is_choosing_) losses_.note(scenario, !pursuit_.is_met_by(ending));
      if (!pursuit_.is_another(ending) || ending.is_bounded) return;
      if (!another_ || scenario.operations.size() < another_->scenario.operations.size())
        another_ = FailingScenario{scenario, ending};
    });
  }

  Minimal run() {
    begin("operations");
    Scenario whole = now();
    whole.options.run.branches.clear();
    try_one(whole);
    try_one(with_fixed_seats(now(), trials_.record(now()), planner_));
    take_away();
    if (!trials_.is_over()) {
      try_other_keys();
      fix_luck();
      even_out_latency();
      lose_among_fewer();
      // What is simpler may do with less.
      constexpr int kMostRounds = 3;
      for (int round = 0; round < kMostRounds; ++round) {
        const Scenario before = now();
        close_gaps();
        take_away();
        simplify();
        if (now() == before) break;
      }
    }
    Minimal minimal;
    minimal.smallest = smallest_;
    minimal.runs = trials_.runs();
    minimal.was_cut_short = trials_.was_cut_short() || trials_.is_over();
    minimal.another = another_;
    losses_.count(smallest_.scenario, minimal);
    return minimal;
  }

 private:
  const Scenario& now() const { return smallest_.scenario; }
  // Where nobody is asked in the end any more, right programs, too, fail in some ways: then none but
  // the one way counts.
  Trials::Wanted wanted() const {
    return [this](const Scenario& scenario, const Ending& ending) {
      const bool is_unasked = asks_in_the_end_ && scenario.final_operations.empty();
      return pursuit_.is_met_by(ending) && ending.unmet_branches == 0 &&
             (!is_unasked || ending.ways.size() == 1) && can_be_read(scenario);
    };
  }
  std::function<sim::Recording(const Scenario&)> recorded() {
    return [this](const Scenario& scenario) { return trials_.record(scenario); };
  }
  void begin(std::string_view task) { task_ = task; }
  void take(const Trials::Found& found) {
    const std::uint64_t events = smallest_.ending.events;
    smallest_ = {found.scenario, found.ending};
    // One that took its process down has told nothing of its length, which is less.
    if (smallest_.ending.events == 0) smallest_.ending.events = events;
  }
  // The place of the first that fails the same way.
  std::optional<std::size_t> try_all(const std::vector<Scenario>& candidates) {
    std::size_t next = 0;
    const auto found = trials_.first(
        [&]() -> std::optional<Scenario> {
          if (next == candidates.size()) return std::nullopt;
          return candidates[next++];
        },
        wanted());
    if (!found) return std::nullopt;
    take(*found);
    return found->place;
  }
  bool try_one(const Scenario& candidate) {
    return candidate != now() && try_all({candidate}).has_value();
  }
  // Whether anything has gone.
  bool reduce_by(std::size_t count, const WithPlaces& with) {
    const Reduced reduced = reduce(count, with, wanted(), trials_);
    if (reduced.last) take(*reduced.last);
    return reduced.last.has_value();
  }
  template <class List>
  bool reduce_list(List Scenario::*list) {
    const Scenario before = now();
    return reduce_by((before.*list).size(), [&](const Places& kept) {
      Scenario candidate = before;
      candidate.*list = at_places(before.*list, kept);
      return std::optional(std::move(candidate));
    });
  }

  // The load ends in faults that last: what is asked after it is all that is asked, and right
  // programs need the time until then.
  bool breaks_for_ever() const { return !now().core.empty(); }

  // Until nothing more goes.
  void take_away() {
    for (bool goes_on = true; goes_on && !trials_.is_over();) {
      is_choosing_ = true;
      begin("operations");
      goes_on = keep_named_operations();
      goes_on |= reduce_list(&Scenario::operations);
      begin("faults");
      goes_on |= reduce_list(&Scenario::faults);
      goes_on |= reduce_list(&Scenario::exceptions);
      is_choosing_ = false;
      begin("phases");
      goes_on |= leave_phases_out();
      goes_on |= reduce_parts();
      begin("nodes");
      goes_on |= reduce_nodes();
      goes_on |= try_one(with_few_clients(now(), planner_));
    }
  }

  // What is left is much where each thing that goes changes the luck of the others. Under another
  // key less of it may do.
  void try_other_keys() {
    constexpr std::size_t kManyOperations = 4;
    constexpr std::size_t kManyFaults = 1;
    constexpr std::uint64_t kMostKeys = 100;
    constexpr int kRestarts = 3;
    const auto is_much = [&] {
      return now().operations.size() > kManyOperations || now().faults.size() > kManyFaults;
    };
    if (!is_much()) return;
    begin("operations under other keys");
    if (keep_named_operations(kKeysOfNamed)) take_away();
    const std::uint64_t first = now().options.run.seed;
    std::uint64_t key = 1;
    for (int restart = 0; restart < kRestarts && is_much() && !trials_.is_over(); ++restart) {
      const FailingScenario before = smallest_;
      std::vector<Scenario> candidates;
      for (std::uint64_t other = key; other < kMostKeys; ++other) {
        candidates.push_back(now());
        candidates.back().options.run.seed = first + other;
      }
      const auto found = try_all(candidates);
      if (!found) break;
      key += *found + 1;
      take_away();
      if (size_of(now()) >= size_of(before.scenario)) smallest_ = before;
    }
  }
  static std::size_t size_of(const Scenario& scenario) {
    return scenario.operations.size() + scenario.faults.size() + scenario.exceptions.size();
  }

  // Often those that the finding names are enough.
  bool keep_named_operations(std::uint64_t keys = 1) {
    const auto& named = smallest_.ending.operations;
    Scenario candidate = now();
    std::erase_if(candidate.operations, [&](const PlannedOperation& operation) {
      return !std::binary_search(named.begin(), named.end(), operation.id);
    });
    if (candidate.operations.size() == now().operations.size()) return false;
    std::vector<Scenario> candidates;
    for (std::uint64_t key = 0; key < keys; ++key) {
      candidates.push_back(candidate);
      candidates.back().options.run.seed += key;
    }
    return try_all(candidates).has_value();
  }

  bool leave_phases_out() {
    bool has_gone = false;
    if (breaks_for_ever()) return false;
    if (!now().recovery_operations.empty() && !smallest_.ending.needs_recovery) {
      Scenario candidate = now();
      candidate.recovery_operations.clear();
      has_gone |= try_one(candidate);
    }
    if (!now().recovery_operations.empty()) has_gone |= reduce_list(&Scenario::recovery_operations);
    if (!now().final_operations.empty() && !smallest_.ending.needs_final) {
      Scenario candidate = now();
      candidate.final_operations.clear();
      has_gone |= try_one(candidate);
    }
    return has_gone;
  }

  // Of transactions, and of faults that befall several nodes.
  bool reduce_parts() {
    bool has_gone = false;
    for (const Parts* parts : {&kTransactionParts, &kFaultParts}) {
      const Scenario before = now();
      const std::size_t count = parts->count(before);
      has_gone |= count > 0 &&
                  reduce_by(count, [&](const Places& kept) { return parts->with(before, kept); });
    }
    return has_gone;
  }

  bool reduce_nodes() {
    if (breaks_for_ever()) return false;
    const Scenario before = now();
    return reduce_by(before.options.run.node_count,
                     [&](const Places& kept) -> std::optional<Scenario> {
                       if (kept.empty()) return std::nullopt;
                       std::vector<sim::NodeId> nodes;
                       for (const std::size_t place : kept)
                         nodes.push_back(sim::NodeId::node(static_cast<std::uint32_t>(place)));
                       return with_nodes(before, nodes, planner_);
                     });
  }

  void fix_luck() {
    begin("luck");
    if (has_weather(now()) && try_one(in_calm(now(), trials_.record(now()))))
      reduce_list(&Scenario::exceptions);
    try_one(without_chances(now()));
  }

  // The same time for each message; where that loses the failure, each as drawn that matters.
  void even_out_latency() {
    begin("latency");
    const auto& network = now().options.run.network;
    if (network.hop == Duration(0) && network.latency.is_constant()) return;
    const sim::Recording recording = trials_.record(now());
    const MessageNames names(recording);
    for (const Duration constant : constants()) {
      Scenario even =
          with_same_messages(now(), names, with_constant_latency(now(), constant), recorded());
      if (try_one(even)) return;
    }
    const FailingScenario before = smallest_;
    if (!try_one(with_drawn_delays(now(), recording))) return;
    reduce_list(&Scenario::exceptions);
    if (now().exceptions.size() > before.scenario.exceptions.size() + kMostDelays)
      smallest_ = before;
  }
  std::vector<Duration> constants() const {
    std::vector<Duration> constants = {1ms};
    const Duration mean = now().options.run.network.latency.mean;
    if (mean > 1ms) constants.insert(constants.begin(), mean);
    for (const Duration more : {Duration(10ms), Duration(100ms), Duration(0)}) {
      if (more != mean) constants.push_back(more);
    }
    return constants;
  }

  // What is lost among many nodes may as well be lost among few: there, each message in turn.
  void lose_among_fewer() {
    constexpr std::size_t kFewLosses = 4;
    constexpr std::size_t kMostNodes = 5;
    constexpr std::size_t kMostMessages = 40;
    const auto& losses = now().exceptions;
    if (losses.empty() || losses.size() > kFewLosses ||
        std::any_of(losses.begin(), losses.end(),
                    [](const auto& loss) { return loss.fate != sim::Fate::lost; }))
      return;
    begin("nodes");
    const std::size_t before = now().options.run.node_count;
    for (std::size_t count = 1; count < std::min(before, kMostNodes + 1); ++count) {
      auto fewer = with_nodes(now(), asked_first(now(), count), planner_);
      if (!fewer) continue;
      *fewer = with_few_clients(*fewer, planner_);
      fewer->exceptions.clear();
      std::vector<Scenario> candidates;
      for (const sim::Event& event : trials_.record(*fewer)) {
        const auto* sent = event.get_if<sim::Sent>();
        if (sent == nullptr || is_of_client(sent->message) || candidates.size() == kMostMessages)
          continue;
        candidates.push_back(*fewer);
        candidates.back().exceptions.push_back({sent->message.id, sim::Fate::lost, {}});
      }
      if (try_all(candidates)) return;
    }
  }
  // What comes after a gap, sooner.
  void close_gaps() {
    if (breaks_for_ever()) return;
    begin("idle time");
    for (const Duration rest : {Duration(10ms), Duration(100ms), Duration(1s), Duration(10s)}) {
      if (try_one(ending_after(now(), rest))) break;
    }
    for (std::size_t gap = moments_of(now()).size(); gap-- > 0 && !trials_.is_over();) {
      for (const Duration wanted : {Duration(10ms), Duration(100ms), Duration(1s)}) {
        if (narrow(gap, wanted)) break;
      }
    }
  }
  // The gap before the moment of that number.
  bool narrow(std::size_t gap, Duration to) {
    const auto moments = moments_of(now());
    if (gap >= moments.size()) return false;
    const sim::Time before = gap == 0 ? sim::Time{} : moments[gap - 1];
    const Duration by = moments[gap] - before - to;
    if (by == Duration(0) || (by > Duration(0) && moments[gap] - before < 2 * to && gap > 0))
      return by == Duration(0);
    if (by < Duration(0)) return false;
    return try_moved(before, by);
  }
  bool try_moved(sim::Time before, Duration by) {
    if (now().exceptions.empty()) return try_one(moved_up(now(), before, by, sim::Time{}));
    const sim::Recording recording = trials_.record(now());
    Scenario moved = moved_up(now(), before, by, load_begin(recording));
    if (try_one(moved)) return true;
    const MessageNames names(recording);
    return try_one(with_same_messages(now(), names, std::move(moved), recorded()));
  }
  void simplify() {
    begin("simpler values");
    // Nobody asks any more while all is quiet; or only once, when all has had its time.
    Scenario once = now();
    once.final_rounds = 1;
    once.quiet = std::max(once.quiet, once.options.recovery_time());
    if (!now().final_operations.empty()) try_one(once);
    if (now().final_operations.empty() || now().final_rounds > 1) {
      Scenario soon = now();
      soon.quiet = Duration(0);
      try_one(soon);
    }
    round_times();
    try_one(with_plain_plan(now(), planner_));
  }

  // Of what is left, the times in whole units where that changes nothing.
  void round_times() {
    for (std::size_t gap = 0; gap < moments_of(now()).size() && !trials_.is_over(); ++gap) {
      const auto moments = moments_of(now());
      const sim::Time before = gap == 0 ? sim::Time{} : moments[gap - 1];
      const Duration length = moments[gap] - before;
      for (const Duration unit : {Duration(1s), Duration(100ms), Duration(10ms), Duration(1ms)}) {
        const Duration rounded = (length + unit / 2) / unit * unit;
        if (rounded == Duration(0)) continue;
        if (rounded == length || try_moved(before, length - rounded)) break;
      }
    }
  }

  static constexpr std::size_t kMostDelays = 8;
  static constexpr std::uint64_t kKeysOfNamed = 64;

  const Planner& planner_;
  const MinimiseOptions& options_;
  const Pursuit pursuit_;
  const bool asks_in_the_end_;
  FailingScenario smallest_;
  Trials trials_;
  std::optional<FailingScenario> another_;
  Losses losses_;
  std::string_view task_;
  bool is_choosing_ = false;  // which operations and faults are left
};

}  // namespace

Minimal minimise(const FailingScenario& original, const Planner& planner,
                 const ScenarioRunner& runner, const MinimiseOptions& options) {
  ensure(!original.ending.is_bounded, "the run was not ended by a bound");
  Minimiser minimiser(original, planner, runner, options);
  Minimal minimal = minimiser.run();
  minimal.robustness = robustness_of(minimal.smallest, Pursuit(original.ending), runner,
                                     options.keys, original.ending.events * kMostTimesEvents);
  return minimal;
}

}  // namespace eddy::workloads
