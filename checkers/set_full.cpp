#include "eddy/checkers/set_full.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/quantiles.h"
#include "checkers/set_timeline.h"
#include "checkers/whereabouts.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

constexpr std::array kLatencyPoints = {kP0, kP50, kP95, kP99, kMax};

// As many as Jepsen reports.
constexpr std::size_t kWorstStale = 8;

enum class Outcome { stable, lost, never_read };

struct Result {
  const ElementTimeline* timeline;
  Outcome outcome;
  std::int64_t latency;  // ns in whole ms, stable or lost latency as the outcome is
};

class SetFull {
 public:
  SetFull(const History& history, const SetFullOptions& options)
      : history_(history), options_(options), timeline_(trace_set(history, options.add)) {}

  Verdict check() {
    results_.reserve(timeline_.elements.size());
    for (const ElementTimeline& element : timeline_.elements) results_.push_back(judge(element));
    for (const Result& result : results_) {
      // What was added after the load can be lost, but counts in no figure of it.
      if (op(result.timeline->added).recovery && result.outcome != Outcome::lost) continue;
      ++attempts_;
      if (result.timeline->acknowledged) ++acknowledged_;
      if (result.outcome == Outcome::stable) stable_.push_back(result);
      if (result.outcome == Outcome::stable && result.latency > 0) stale_.push_back(result);
      if (result.outcome == Outcome::lost) lost_.push_back(result);
      if (result.outcome == Outcome::never_read) never_read_.push_back(result);
    }
    Verdict verdict;
    if (stable_.empty()) verdict.validity = Validity::unknown;
    tell_lost(verdict);
    tell_others(verdict);
    report_figures(verdict);
    return verdict;
  }

 private:
  using Results = std::vector<Result>;

  const Op& op(Position position) const { return history_.ops[position]; }

  // Later than `b`, where never is earlier than anything.
  static bool later(Position a, Position b) {
    return a != kNoPosition && (b == kNoPosition || a > b);
  }

  // Of two reads.
  bool read_later(Position a, Position b) const {
    if (options_.same_moment == SameMoment::concurrent && a != kNoPosition && b != kNoPosition)
      return op(a).time > op(b).time;
    return later(a, b);
  }

  Result judge(const ElementTimeline& element) const {
    if (read_later(element.last_present, element.last_absent)) {
      return {&element, Outcome::stable, latency(element, element.last_absent)};
    }
    if (element.known != kNoPosition && read_later(element.last_absent, element.last_present) &&
        later(element.last_absent, element.known)) {
      return {&element, Outcome::lost, latency(element, element.last_present)};
    }
    return {&element, Outcome::never_read, 0};
  }

  // From when the element was known to just after the read, at least 0, in whole milliseconds.
  std::int64_t latency(const ElementTimeline& element, Position read) const {
    if (read == kNoPosition) return 0;
    const std::int64_t ns = op(read).time + 1 - op(element.known).time;
    return std::max<std::int64_t>(0, ns / kMillisecond * kMillisecond);
  }

  // The reads that make an element lost: those after it was known that the last one to show it does
  // not precede.
  FoundCase loss(const ElementTimeline& element) const {
    const Op& known = op(element.known);
    std::string line =
        fmt::format("value {} was lost: {} ({})", excerpt(*element.element),
                    known.f == options_.add ? "acknowledged" : "first read", describe(known));
    if (element.last_present == kNoPosition) {
      line += ", never read";
    } else {
      line += fmt::format(", last read ({})", describe(op(element.last_present)));
    }
    const auto first =
        std::find_if(timeline_.reads.begin(), timeline_.reads.end(), [&](const SetRead& read) {
          return later(read.invocation, element.last_present) && read.invocation > element.known &&
                 !timeline_.presence.shows(read.place, element.number);
        });
    if (first->invocation != element.last_absent) {
      line += fmt::format(", first missed ({})", describe(op(first->invocation)));
    }
    line += fmt::format(", last missed ({})", describe(op(element.last_absent)));
    const Op* present = element.last_present == kNoPosition ? nullptr : &op(element.last_present);
    return {{&op(element.last_absent), &known, present, &op(first->invocation)}, std::move(line)};
  }

  FoundCase staleness(const Result& result) const {
    const ElementTimeline& element = *result.timeline;
    const Op& known = op(element.known);
    const Op& missed = op(element.last_absent);
    return {{&missed, &known},
            fmt::format("stale {}: known ({}), missed ({}) {} ms later", excerpt(*element.element),
                        describe(known), describe(missed), result.latency / kMillisecond)};
  }

  FoundCase duplicate(const DuplicateElement& shown) const {
    const Op& read = op(shown.read);
    return {{&read},
            fmt::format("{} shown {} times by one read ({})", excerpt(*shown.element), shown.times,
                        describe(read))};
  }

  void tell_lost(Verdict& verdict) const {
    const std::vector<std::string> by_place = lost_by_place();
    Found lost(verdict);
    for (const Result& result : lost_) {
      const auto make = [&] { return loss(*result.timeline); };
      if (by_place.empty()) {
        lost.add("lost", make);
      } else {
        lost.add_untold("lost", make);
      }
    }
    if (by_place.empty()) {
      lost.rest("lost");
    } else {
      verdict.evidence.insert(verdict.evidence.end(), by_place.begin(), by_place.end());
    }
  }

  void tell_others(Verdict& verdict) const {
    Found duplicates(verdict);
    for (const DuplicateElement& shown : timeline_.duplicates)
      duplicates.add("duplicated", [&] { return duplicate(shown); });
    duplicates.rest("shown more than once");
    if (options_.staleness == Staleness::invalid) {
      Found stale(verdict);
      for (const Result& result : worst_stale())
        stale.add("stale", [&] { return staleness(result); });
      stale.rest("stale");
    }
    if (stable_.empty() && lost_.empty()) {
      verdict.evidence.push_back(
          fmt::format("none of {} elements is stable: no read proves anything", attempts_));
    }
  }

  // Evidence in which those that are at the same nodes, and had the same in their way, are told
  // together. Empty where the nodes are not known, and where none was lost.
  std::vector<std::string> lost_by_place() const {
    std::vector<std::string> lines;
    std::map<std::int32_t, const SetRead*> last_reads;
    for (const SetRead& read : timeline_.reads) last_reads[op(read.invocation).node] = &read;
    if (lost_.empty() || last_reads.empty() || last_reads.contains(kNoNode)) return lines;
    const Whereabouts whereabouts(history_, options_.add, options_.surroundings);
    struct Alike {
      Results lost;
      std::vector<Standing> standings;
    };
    std::map<std::pair<std::vector<std::int32_t>, DisturbanceSet>, std::size_t> places;
    std::vector<Alike> groups;
    for (const Result& result : lost_) {
      Standing standing{result.timeline->element, {}, {}};
      for (const auto& [node, read] : last_reads) {
        const bool has = timeline_.presence.shows(read->place, result.timeline->number);
        (has ? standing.having : standing.missing).push_back(node);
      }
      const auto [group, is_new] =
          places.try_emplace({standing.having, whereabouts.between(standing)}, groups.size());
      if (is_new) groups.emplace_back();
      groups[group->second].lost.push_back(result);
      groups[group->second].standings.push_back(std::move(standing));
    }
    std::size_t told = 0;
    for (std::size_t i = 0; i < groups.size() && i < kMaxEvidence; ++i) {
      const Alike& group = groups[i];
      told += group.lost.size();
      lines.push_back(loss(*group.lost.front().timeline).text);
      if (group.lost.size() > 1) lines.push_back("    " + so_were(group.lost));
      if (const std::string causes = whereabouts.causes(group.standings); !causes.empty())
        lines.push_back("    " + causes);
      lines.push_back("    " + whereabouts.told(group.standings.front()));
    }
    add_rest(lines, lost_.size() - told, "lost");
    return lines;
  }

  // "so were 12 more: 5, 7, 8, …".
  static std::string so_were(const Results& lost) {
    constexpr std::size_t kNamed = 8;
    std::vector<std::string> words;
    for (std::size_t i = 1; i < lost.size() && words.size() < kNamed; ++i)
      words.push_back(excerpt(*lost[i].timeline->element));
    return fmt::format("so {} {} more: {}{}", lost.size() == 2 ? "was" : "were", lost.size() - 1,
                       fmt::join(words, ", "), lost.size() - 1 > kNamed ? ", …" : "");
  }

  Results worst_stale() const {
    Results worst = stale_;
    std::stable_sort(worst.begin(), worst.end(),
                     [](const Result& a, const Result& b) { return a.latency > b.latency; });
    return worst;
  }

  static Latencies latencies(const Results& results) {
    std::vector<std::int64_t> ns;
    ns.reserve(results.size());
    for (const Result& result : results) ns.push_back(result.latency);
    return Latencies(std::move(ns));
  }

  static json::array elements(const Results& results) {
    json::array array;
    array.reserve(results.size());
    for (const Result& result : results) array.push_back(*result.timeline->element);
    return array;
  }

  json::array report_worst_stale() const {
    json::array report;
    for (const Result& result : worst_stale()) {
      if (report.size() == kWorstStale) break;
      report.push_back({{"element", *result.timeline->element},
                        {"stable-latency", result.latency / kMillisecond},
                        {"known", reference(op(result.timeline->known))},
                        {"last-absent", reference(op(result.timeline->last_absent))}});
    }
    return report;
  }

  json::array report_duplicates() const {
    json::array report;
    for (const DuplicateElement& duplicate : timeline_.duplicates) {
      report.push_back({{"element", *duplicate.element},
                        {"count", duplicate.times},
                        {"read", reference(op(duplicate.read))}});
    }
    return report;
  }

  void report_figures(Verdict& verdict) const {
    const Latencies stable = latencies(stable_);
    const Latencies lost = latencies(lost_);
    stable.append_figures(verdict.figures, "stable-latency", kLatencyPoints);
    lost.append_figures(verdict.figures, "lost-latency", kLatencyPoints);
    verdict.count("attempt-count", attempts_);
    verdict.count("acknowledged-count", acknowledged_);
    verdict.count("stable-count", stable_.size());
    verdict.count("stale-count", stale_.size());
    verdict.count("lost-count", lost_.size());
    verdict.count("never-read-count", never_read_.size());
    verdict.count("duplicated-count", timeline_.duplicates.size());
    json::object& report = verdict.report;
    if (!stable.empty()) report["stable-latencies"] = stable.report(kLatencyPoints);
    if (!lost.empty()) report["lost-latencies"] = lost.report(kLatencyPoints);
    report["lost"] = elements(lost_);
    report["never-read"] = elements(never_read_);
    report["stale"] = elements(stale_);
    report["worst-stale"] = report_worst_stale();
    report["duplicated"] = report_duplicates();
  }

  const History& history_;
  const SetFullOptions& options_;
  SetTimeline timeline_;
  Results results_;
  Results stable_;
  Results stale_;
  Results lost_;
  Results never_read_;
  std::size_t attempts_ = 0;
  std::size_t acknowledged_ = 0;
};

}  // namespace

Verdict check_set_full(const History& history, const SetFullOptions& options) {
  return SetFull(history, options).check();
}

}  // namespace eddy::checkers
