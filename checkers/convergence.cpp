#include "eddy/checkers/convergence.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <compare>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/final_reads.h"
#include "checkers/found.h"
#include "checkers/operand.h"
#include "checkers/set_elements.h"
#include "checkers/whereabouts.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostNamed = 8;  // values, or replicas, in one line

void conclude(Verdict& verdict, std::size_t missing, std::size_t late, std::size_t unanswered) {
  order_findings(verdict, {"missing", "missing-recovery", "missing-unacknowledged", "disagreement",
                           "late", "unanswered"});
  verdict.count("missing-count", missing);
  verdict.count("late-count", late);
  verdict.count("unanswered-count", unanswered);
}

class Convergence {
 public:
  Convergence(const History& history, const ConvergenceOptions& options)
      : history_(history), options_(options), finals_(history, options) {}

  // Whether check() would call it valid, without saying why not.
  bool has_settled() {
    Verdict verdict;
    if (finals_.judge_answers(verdict) > 0 || finals_.reads().empty()) return false;
    note_acknowledged();
    note_shown();
    return std::none_of(missed_.begin(), missed_.end(), [](const std::vector<bool>& missed) {
      return std::find(missed.begin(), missed.end(), true) != missed.end();
    });
  }

  Verdict check() {
    Verdict verdict;
    const std::size_t unanswered = finals_.judge_answers(verdict);
    note_acknowledged();
    note_shown();
    std::vector<std::uint32_t> missing;
    for (const Kind kind : {Kind::acknowledged, Kind::recovery, Kind::shown}) {
      const std::vector<std::uint32_t> some = judge_missing(verdict, kind);
      missing.insert(missing.end(), some.begin(), some.end());
    }
    const std::vector<std::uint32_t> late = judge_late(verdict);
    conclude(verdict, missing.size(), late.size(), unanswered);
    verdict.report["missing"] = values_of(missing);
    verdict.report["late"] = values_of(late);
    return verdict;
  }

 private:
  using Elements = std::vector<std::uint32_t>;
  enum class Kind { acknowledged, recovery, shown };

  static constexpr std::uint16_t kNever = std::numeric_limits<std::uint16_t>::max();

  struct Element {
    const boost::json::value* value;
    bool acknowledged = false;
    bool shown = false;       // by a final read
    bool recovery = false;    // added after the load
    std::int64_t added = 0;   // when its last add was invoked, ns
    const Op* add = nullptr;  // its last add, by its end if it has one
  };

  std::uint32_t number(const boost::json::value& value) {
    const std::uint32_t element = index_.add(value);
    if (element == elements_.size()) elements_.push_back({&value, false, false, false, 0, nullptr});
    return element;
  }

  // The numbers of what the operation has beyond those that it shares with earlier ones.
  const Elements& own_elements(std::size_t position) {
    const auto [numbers, is_new] = own_elements_.try_emplace(position);
    if (is_new) {
      const Op& op = history_.ops[position];
      for (const auto& item : require_array(op, op.value, "what a read shows"))
        numbers->second.push_back(number(item));
    }
    return numbers->second;
  }

  // Those that a read shows.
  std::vector<bool> shown_by(std::size_t position) {
    std::vector<bool> shown(elements_.size(), false);
    if (history_.ops[position].value.is_null()) return shown;
    std::size_t count = std::numeric_limits<std::size_t>::max();
    for (std::size_t at = position;;) {
      const Op& op = history_.ops[at];
      const std::size_t before = op.base == kNoBase ? 0 : op.kept;
      const Elements& own = own_elements(at);
      if (shown.size() < elements_.size()) shown.resize(elements_.size(), false);
      for (std::size_t i = 0; i < own.size() && before + i < count; ++i) shown[own[i]] = true;
      count = std::min(count, before);
      if (op.base == kNoBase || count == 0) return shown;
      at = op.base;
    }
  }

  void note_acknowledged() {
    for (const Call& call : finals_.calls()) {
      const Op& invocation = history_.ops[call.invocation];
      if (invocation.f != options_.add) continue;
      Element& element = elements_[number(invocation.value)];
      element.added = std::max(element.added, invocation.time);
      element.add = &history_.ops[call.completion.value_or(call.invocation)];
      element.recovery = invocation.recovery;
      if (call.completion && history_.ops[*call.completion].type == OpType::ok)
        element.acknowledged = true;
    }
  }

  void note_shown() {
    const std::size_t replicas = finals_.replicas();
    first_.resize(replicas);
    std::vector<std::pair<std::size_t, std::vector<bool>>> last;  // who, and what they showed
    for (const FinalRead& read : finals_.reads()) {
      const Op* answer = finals_.answer(read);
      if (answer == nullptr) continue;
      std::vector<bool> shown = shown_by(*read.call->completion);
      const auto round = static_cast<std::uint16_t>(std::min<std::size_t>(read.round, kNever - 1));
      std::vector<std::uint16_t>& first = first_[read.replica];
      first.resize(elements_.size(), kNever);
      for (std::uint32_t i = 0; i < shown.size(); ++i) {
        if (!shown[i]) continue;
        first[i] = std::min(first[i], round);
        if (finals_.is_last(read)) elements_[i].shown = true;
      }
      if (finals_.is_last(read)) last.emplace_back(read.replica, std::move(shown));
    }
    missed_.assign(replicas, std::vector<bool>(elements_.size(), false));
    for (auto& first : first_) first.resize(elements_.size(), kNever);
    for (const auto& [replica, shown] : last) {
      for (std::uint32_t i = 0; i < elements_.size(); ++i) {
        Element& element = elements_[i];
        const bool expected = element.acknowledged || element.shown;
        if (!expected || (i < shown.size() && shown[i])) continue;
        missed_[replica][i] = true;
      }
    }
  }

  // Those that a final read misses, in the order of their values. Replicas that miss the same are
  // told together.
  Elements judge_missing(Verdict& verdict, Kind kind) {
    Elements missing;
    std::map<Elements, Replicas> groups;
    std::size_t expected = 0;
    for (const Element& element : elements_)
      if (is_of(kind, element)) ++expected;
    for (std::size_t replica = 0; replica < finals_.replicas(); ++replica) {
      Elements missed;
      for (std::uint32_t i = 0; i < elements_.size(); ++i) {
        const Element& element = elements_[i];
        if (is_of(kind, element) && missed_[replica][i]) missed.push_back(i);
      }
      if (missed.empty()) continue;
      missing.insert(missing.end(), missed.begin(), missed.end());
      groups[in_order(std::move(missed))].insert(replica);
    }
    std::vector<std::pair<Elements, Replicas>> by_replica(groups.begin(), groups.end());
    std::sort(by_replica.begin(), by_replica.end(),
              [](const auto& a, const auto& b) { return a.second < b.second; });
    Found found(verdict);
    bool more = false;
    for (const auto& group : by_replica) {
      const Elements& missed = group.first;
      const Replicas& replicas = group.second;
      const std::string text =
          fmt::format("{}: the last read{} {}: {}; {}", finals_.names(replicas),
                      replicas.size() == 1 ? " misses" : "s miss",
                      described(kind, missed.size(), expected), list(missed), holders(missed));
      found.add_untold(kind_name(kind), [&] {
        return FoundCase{with_adds(finals_.last_answers(replicas), missed), text};
      });
      more = told_ >= kMaxEvidence;
      if (more) continue;
      verdict.evidence.push_back(text);
      ++told_;
      tell_whereabouts(verdict, missed);
    }
    if (more) verdict.evidence.emplace_back("… and more last reads that miss values");
    return in_order(std::move(missing));
  }

  static std::string_view kind_name(Kind kind) {
    if (kind == Kind::acknowledged) return "missing";
    return kind == Kind::recovery ? "missing-recovery" : "missing-unacknowledged";
  }

  // The reads, then the adds of these elements.
  std::vector<const Op*> with_adds(std::vector<const Op*> reads, const Elements& elements) const {
    for (const std::uint32_t element : elements) {
      if (reads.size() >= kMostInvolved) break;
      reads.push_back(elements_[element].add);
    }
    return reads;
  }

  static std::string described(Kind kind, std::size_t missed, std::size_t expected) {
    if (kind == Kind::acknowledged)
      return fmt::format("{} of {} acknowledged values", missed, expected);
    if (kind == Kind::recovery)
      return fmt::format("{} of {} values acknowledged after the load", missed, expected);
    return fmt::format("{} not acknowledged, but shown by others",
                       missed == 1 ? "a value" : fmt::format("{} values", missed));
  }

  static bool is_of(Kind kind, const Element& element) {
    if (!element.acknowledged) return kind == Kind::shown && element.shown;
    return kind == (element.recovery ? Kind::recovery : Kind::acknowledged);
  }

  bool has_it(std::uint32_t element, std::size_t replica) const {
    return elements_[element].shown && finals_.has_answered(replica) &&
           !missed_[replica][element] && first_[replica][element] != kNever;
  }

  // What lay between those that have the elements and those that miss them, and how far the first
  // of them came.
  void tell_whereabouts(Verdict& verdict, const Elements& elements,
                        const Replicas* late = nullptr) {
    std::vector<Standing> standings;
    for (const std::uint32_t i : elements) {
      Standing& standing = standings.emplace_back(Standing{elements_[i].value, {}, {}});
      for (std::size_t replica = 0; replica < finals_.replicas(); ++replica) {
        if (finals_.node(replica) == kNoNode) return;
        const bool has = late == nullptr ? has_it(i, replica) : !late->contains(replica);
        if (finals_.has_answered(replica) || late != nullptr)
          (has ? standing.having : standing.missing).push_back(finals_.node(replica));
      }
      std::sort(standing.having.begin(), standing.having.end());
      std::sort(standing.missing.begin(), standing.missing.end());
    }
    if (!whereabouts_) whereabouts_.emplace(history_, options_.add, options_.surroundings);
    if (const std::string causes = whereabouts_->causes(standings); !causes.empty())
      verdict.evidence.push_back("    " + causes);
    const std::string line =
        whereabouts_->told(standings.front(), late == nullptr ? Lack::in_the_end : Lack::for_long);
    if (told_lines_.insert(line).second) verdict.evidence.push_back("    " + line);
  }

  // Who has them: "n4 has them", "n0 and n4 have some of them", "nobody has them".
  std::string holders(const Elements& missed) const {
    Replicas of_all;
    Replicas of_some;
    for (std::size_t replica = 0; replica < finals_.replicas(); ++replica) {
      const auto has = [&](std::uint32_t i) { return has_it(i, replica); };
      if (std::all_of(missed.begin(), missed.end(), has)) of_all.insert(replica);
      if (std::any_of(missed.begin(), missed.end(), has)) of_some.insert(replica);
    }
    const std::string_view them = missed.size() == 1 ? "it" : "them";
    if (!of_all.empty())
      return fmt::format("{} {} {}", finals_.names(of_all), of_all.size() == 1 ? "has" : "have",
                         them);
    if (of_some.empty()) return fmt::format("nobody has {}", them);
    return fmt::format("{} {} some of them", finals_.names(of_some),
                       of_some.size() == 1 ? "has" : "have");
  }

  Elements judge_late(Verdict& verdict) {
    Elements late;
    std::map<std::pair<std::size_t, Elements>, Replicas> groups;
    for (std::size_t replica = 0; replica < finals_.replicas(); ++replica) {
      std::map<std::uint16_t, Elements> by_round;
      for (std::uint32_t i = 0; i < elements_.size(); ++i) {
        const std::uint16_t first = first_[replica][i];
        if (first == kNever || !finals_.is_late(replica, first, elements_[i].added)) continue;
        by_round[first].push_back(i);
      }
      for (auto& [round, elements] : by_round) {
        late.insert(late.end(), elements.begin(), elements.end());
        groups[{round, in_order(std::move(elements))}].insert(replica);
      }
    }
    Found found(verdict);
    bool more = false;
    for (const auto& group : groups) {
      const auto& [round, elements] = group.first;
      const Replicas& replicas = group.second;
      const std::string text =
          fmt::format("{}: {} arrived {}: {}", finals_.names(replicas),
                      elements.size() == 1 ? "a value" : fmt::format("{} values", elements.size()),
                      finals_.when(round), list(elements));
      const Elements& those = elements;  // g++ 12 captures no structured binding
      found.add_untold("late", [&] {
        return FoundCase{with_adds(finals_.last_answers(replicas), those), text};
      });
      more = told_ >= kMaxEvidence;
      if (more) continue;
      verdict.evidence.push_back(text);
      ++told_;
      tell_whereabouts(verdict, elements, &replicas);
    }
    if (more) verdict.evidence.emplace_back("… and more that was late");
    return in_order(std::move(late));
  }

  // By their values, each once.
  Elements in_order(Elements elements) const {
    std::sort(elements.begin(), elements.end(), [this](std::uint32_t a, std::uint32_t b) {
      return std::is_lt(compare_values(*elements_[a].value, *elements_[b].value));
    });
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
    return elements;
  }

  std::string list(const Elements& elements) const {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < elements.size() && i < kMostNamed; ++i)
      words.push_back(excerpt(*elements_[elements[i]].value));
    return fmt::format("{}{}", fmt::join(words, ", "), elements.size() > kMostNamed ? ", …" : "");
  }

  boost::json::array values_of(const Elements& elements) const {
    boost::json::array values;
    for (const std::uint32_t element : elements) values.push_back(*elements_[element].value);
    return values;
  }

  const History& history_;
  const ConvergenceOptions& options_;
  FinalReads finals_;
  ElementIndex index_;
  std::vector<Element> elements_;
  std::vector<std::vector<std::uint16_t>> first_;  // by replica and element, which round showed it
  std::vector<std::vector<bool>> missed_;          // by a final read of that replica
  std::map<std::size_t, Elements> own_elements_;   // by position
  std::optional<Whereabouts> whereabouts_;
  std::size_t told_ = 0;  // groups
  std::set<std::string> told_lines_;
};

// What one replica showed last, and since which round.
struct Shown {
  std::optional<std::int64_t> value;
  std::size_t since = 0;
  std::optional<std::int64_t> before;
};

// Those that lay between replicas that differ, whenever that was.
void tell_disturbances(Verdict& verdict, const FinalReads& finals,
                       const std::map<std::int64_t, Replicas>& by_value,
                       const ConvergenceOptions& options) {
  DisturbanceSet set;
  const auto& all = options.surroundings.disturbances;
  for (std::size_t i = 0; i < all.size(); ++i) {
    bool parts = !all[i].parts;
    for (const auto& [value, some] : by_value) {
      for (const auto& [other_value, others] : by_value) {
        if (parts || value == other_value) continue;
        parts = std::any_of(some.begin(), some.end(), [&](std::size_t from) {
          return std::any_of(others.begin(), others.end(), [&](std::size_t to) {
            return all[i].parts(finals.node(from), finals.node(to));
          });
        });
      }
    }
    if (parts) set.push_back(i);
  }
  if (!set.empty()) verdict.evidence.push_back("    " + told(set, options.surroundings));
}

}  // namespace

Verdict check_convergence(const History& history, const ConvergenceOptions& options) {
  return Convergence(history, options).check();
}

bool has_converged(const History& history, const std::string& add) {
  const ConvergenceOptions options{add, {}, {}};
  return Convergence(history, options).has_settled();
}

Verdict check_agreement(const History& history, const ConvergenceOptions& options) {
  const FinalReads finals(history, options);
  Verdict verdict;
  const std::size_t unanswered = finals.judge_answers(verdict);
  std::vector<Shown> shown(finals.replicas());
  std::map<std::int64_t, Replicas> by_value;
  for (const FinalRead& read : finals.reads()) {
    const Op* answer = finals.answer(read);
    if (answer == nullptr) continue;
    const std::int64_t value = require_integer(*answer, answer->value, "the counter read");
    Shown& one = shown[read.replica];
    if (one.value != value) one = {value, read.round, one.value};
    if (finals.is_last(read)) by_value[value].insert(read.replica);
  }
  std::size_t most = 0;
  std::size_t answered = 0;
  for (const auto& [value, replicas] : by_value) {
    most = std::max(most, replicas.size());
    answered += replicas.size();
  }
  Found found(verdict);
  if (by_value.size() > 1) {
    Replicas all;
    std::vector<std::string> words;
    for (const auto& [value, replicas] : by_value) {
      all.insert(replicas.begin(), replicas.end());
      if (words.size() == kMostNamed) words.emplace_back("…");
      if (words.size() < kMostNamed)
        words.push_back(fmt::format("{} at {}", value, finals.names(replicas)));
    }
    found.add("disagreement", [&] {
      return FoundCase{finals.last_answers(all),
                       fmt::format("the last reads differ: {}", fmt::join(words, "; "))};
    });
    tell_disturbances(verdict, finals, by_value, options);
  }
  std::int64_t added = 0;
  for (const Op& op : history.ops) {
    if (op.f == options.add && op.type == OpType::invoke) added = std::max(added, op.time);
  }
  std::size_t late = 0;
  for (std::size_t replica = 0; replica < shown.size(); ++replica) {
    const Shown& one = shown[replica];
    if (!finals.is_late(replica, one.since, added)) continue;
    ++late;
    const std::string text = fmt::format(
        "{}: {} was read first {}{}", finals.name(replica), *one.value, finals.when(one.since),
        one.before ? fmt::format(", {} before", *one.before) : std::string());
    found.add_untold("late", [&] { return FoundCase{finals.last_answers({replica}), text}; });
    if (verdict.evidence.size() < kMaxEvidence) verdict.evidence.push_back(text);
  }
  conclude(verdict, answered - most, late, unanswered);
  return verdict;
}

}  // namespace eddy::checkers
