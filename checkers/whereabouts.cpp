#include "checkers/whereabouts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/quantiles.h"

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostCauses = 3;

// What the others have, those that miss it may have been told a little later.
constexpr std::int64_t kOnItsWay = 1'000'000'000;

std::vector<std::string> names_of(const std::vector<std::int32_t>& nodes) {
  std::vector<std::string> names;
  for (const std::int32_t node : nodes) names.push_back(fmt::format("n{}", node));
  return names;
}

std::string to_the_millisecond(std::int64_t ns) {
  return format_time(ns / kMillisecond * kMillisecond);
}

bool holds(const boost::json::array& array, const boost::json::value& value) {
  return std::any_of(array.begin(), array.end(),
                     [&](const auto& item) { return equal_values(item, value); });
}

}  // namespace

Whereabouts::Whereabouts(const History& history, std::string_view add,
                         const Surroundings& surroundings)
    : history_(history), surroundings_(surroundings), calls_(pair_calls(history)) {
  for (const Call& call : calls_) {
    const Op& op = history.ops[call.invocation];
    if (op.f == add) origins_.try_emplace(&op.value, Origin{call.invocation, call.completion});
  }
}

const Whereabouts::Origin* Whereabouts::origin_of(const boost::json::value& value) const {
  const auto found = origins_.find(&value);
  return found == origins_.end() ? nullptr : &found->second;
}

bool Whereabouts::lies_between(const Disturbance& disturbance, const Standing& standing) const {
  if (!disturbance.parts) return true;
  // Of very many nodes some, evenly.
  constexpr std::size_t kMostAsked = 64;
  const std::size_t from_stride = standing.having.size() / kMostAsked + 1;
  const std::size_t to_stride = standing.missing.size() / kMostAsked + 1;
  for (std::size_t from = 0; from < standing.having.size(); from += from_stride) {
    for (std::size_t to = 0; to < standing.missing.size(); to += to_stride) {
      if (disturbance.parts(standing.having[from], standing.missing[to])) return true;
    }
  }
  return false;
}

DisturbanceSet Whereabouts::between(const Standing& standing) const {
  const Origin* origin = origin_of(*standing.value);
  if (origin == nullptr || standing.having.empty()) return {};
  const std::int64_t begin = history_.ops[origin->invocation].time;
  std::int64_t end = origin->completion ? history_.ops[*origin->completion].time : begin;
  if (surroundings_.arrivals) {
    for (const Arrival& arrival : surroundings_.arrivals(*standing.value))
      end = std::max(end, arrival.at);
  }
  end += kOnItsWay;
  DisturbanceSet set;
  for (std::size_t i = 0; i < surroundings_.disturbances.size(); ++i) {
    const Disturbance& disturbance = surroundings_.disturbances[i];
    if (disturbance.end > begin && disturbance.begin <= end && lies_between(disturbance, standing))
      set.push_back(i);
  }
  return set;
}

std::map<std::int32_t, Whereabouts::Since> Whereabouts::known_times(
    const Standing& standing) const {
  std::map<std::int32_t, Since> times;
  const Origin* origin = origin_of(*standing.value);
  if (surroundings_.arrivals) {
    for (const Arrival& arrival : surroundings_.arrivals(*standing.value))
      times.try_emplace(arrival.node, Since{arrival.at, "since"});
  } else {
    look_into_reads(standing, times);
  }
  if (origin != nullptr) {
    const Op& add = history_.ops[origin->invocation];
    if (add.node != kNoNode) times.insert_or_assign(add.node, Since{add.time, "from a client at"});
  }
  return times;
}

void Whereabouts::look_into_reads(const Standing& standing,
                                  std::map<std::int32_t, Since>& times) const {
  constexpr std::size_t kMostElements = 4'000'000;
  std::size_t looked_at = 0;
  const Origin* origin = origin_of(*standing.value);
  const std::uint32_t begin = origin == nullptr ? 0 : origin->invocation;
  for (const Call& call : calls_) {
    if (!call.completion || *call.completion < begin || looked_at > kMostElements) continue;
    const Op& answer = history_.ops[*call.completion];
    if (answer.f != "read" || answer.type != OpType::ok || times.contains(answer.node)) continue;
    const boost::json::value whole =
        answer.base == kNoBase ? boost::json::value() : whole_value(history_, *call.completion);
    const auto* shown = (answer.base == kNoBase ? answer.value : whole).if_array();
    if (shown == nullptr) continue;
    looked_at += shown->size();
    if (holds(*shown, *standing.value))
      times.try_emplace(answer.node, Since{answer.time, "read at"});
  }
}

std::string Whereabouts::told(const Standing& standing, Lack lack) const {
  const auto times = known_times(standing);
  // Those that had it at one moment are told together, by time.
  const auto told_times = [&](const std::vector<std::int32_t>& nodes, bool client_first) {
    std::map<std::pair<std::int64_t, std::string_view>, std::vector<std::int32_t>> groups;
    for (const std::int32_t node : nodes) {
      const auto found = times.find(node);
      if (found == times.end()) continue;
      groups[{found->second.at / kMillisecond, found->second.how}].push_back(node);
    }
    std::vector<std::string> words;
    for (const auto& [when, who] : groups) {
      std::string word = fmt::format("{} {} {}", enumerate(names_of(who)), when.second,
                                     to_the_millisecond(times.at(who.front()).at));
      const bool is_origin = client_first && when.second == "from a client at";
      words.insert(is_origin ? words.begin() : words.end(), std::move(word));
    }
    constexpr std::size_t kMostTimes = 6;
    if (words.size() > kMostTimes) {
      words[kMostTimes - 1] = fmt::format("{} more times", words.size() - kMostTimes + 1);
      words.resize(kMostTimes);
    }
    return words.empty() ? std::string() : fmt::format(" ({})", fmt::join(words, ", "));
  };
  std::string text = fmt::format("value {}: ", excerpt(*standing.value));
  if (standing.having.empty()) {
    text += "nobody has it";
  } else {
    text += fmt::format("{} {} it{}", enumerate(names_of(standing.having)),
                        standing.having.size() == 1 ? "has" : "have",
                        told_times(standing.having, true));
  }
  // Of those that miss it, some are known to have had it.
  std::vector<std::int32_t> had;
  std::vector<std::int32_t> never;
  for (const std::int32_t node : standing.missing)
    (times.contains(node) || lack == Lack::for_long ? had : never).push_back(node);
  if (!had.empty()) {
    text += fmt::format("; {} had it {}{}", enumerate(names_of(had)),
                        lack == Lack::for_long ? "late" : "once", told_times(had, true));
  }
  if (!never.empty()) {
    text += fmt::format("; {} {}", enumerate(names_of(never)),
                        never.size() == 1 ? "does not" : "do not");
  }
  return text;
}

std::string Whereabouts::causes(const std::vector<Standing>& standings) const {
  const bool nobody_has_any =
      std::all_of(standings.begin(), standings.end(),
                  [](const Standing& standing) { return standing.having.empty(); });
  if (surroundings_.disturbances.empty() || nobody_has_any) return "";
  std::map<DisturbanceSet, std::size_t> counts;
  for (const Standing& standing : standings) ++counts[between(standing)];
  std::vector<std::pair<std::size_t, DisturbanceSet>> most_first;
  for (auto& [set, count] : counts) most_first.emplace_back(count, set);
  std::stable_sort(most_first.begin(), most_first.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> words;
  for (const auto& [count, set] : most_first) {
    if (words.size() == kMostCauses) {
      words.emplace_back("and more");
      break;
    }
    const std::string how_many = standings.size() == 1 ? std::string("it was")
                                 : most_first.size() > 1
                                     ? fmt::format("{} {}", count, count == 1 ? "was" : "were")
                                     : std::string("all were");
    words.push_back(
        fmt::format("{} on {} way while {}", how_many, count == 1 ? "its" : "their",
                    set.empty() ? "no fault lay between" : checkers::told(set, surroundings_)));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace eddy::checkers
