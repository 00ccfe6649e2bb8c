#include "eddy/checkers/final_set.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <iterator>
#include <string>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/operand.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostRuns = 1000;

struct PointedValueLess {
  bool operator()(const boost::json::value* a, const boost::json::value* b) const {
    return ValueLess()(*a, *b);
  }
};

// Distinct values in their order; they belong to the history.
using Elements = std::vector<const boost::json::value*>;

Elements distinct(Elements elements) {
  std::sort(elements.begin(), elements.end(), PointedValueLess());
  elements.erase(std::unique(elements.begin(), elements.end(), PointedValueEqual()),
                 elements.end());
  return elements;
}

Elements in_both(const Elements& a, const Elements& b) {
  Elements both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both),
                        PointedValueLess());
  return both;
}

Elements without(const Elements& a, const Elements& b) {
  Elements rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest),
                      PointedValueLess());
  return rest;
}

// "#{0..2 5 "x"}": runs of consecutive integers, and everything else by itself.
std::string to_runs(const Elements& elements) {
  std::vector<std::string> runs;
  for (std::size_t i = 0; i < elements.size();) {
    if (runs.size() == kMostRuns) {
      runs.emplace_back("…");
      break;
    }
    std::size_t last = i;
    while (last + 1 < elements.size() && elements[last]->is_int64() &&
           elements[last + 1]->is_int64() &&
           elements[last + 1]->get_int64() == elements[last]->get_int64() + 1) {
      ++last;
    }
    std::string run = boost::json::serialize(*elements[i]);
    if (last > i) run += ".." + boost::json::serialize(*elements[last]);
    runs.push_back(std::move(run));
    i = last + 1;
  }
  return fmt::format("#{{{}}}", fmt::join(runs, " "));
}

Elements added(const History& history, OpType type) {
  Elements elements;
  for (const Op& op : history.ops) {
    if (op.is_client() && op.f == "add" && op.type == type) elements.push_back(&op.value);
  }
  return distinct(std::move(elements));
}

const Op* last_read(const History& history) {
  const auto found = std::find_if(history.ops.rbegin(), history.ops.rend(), [](const Op& op) {
    return op.is_client() && op.f == "read" && op.type == OpType::ok;
  });
  return found == history.ops.rend() ? nullptr : &*found;
}

// The read, and the acknowledged adds of these elements.
std::vector<const Op*> with_adds(const History& history, const Op* read, const Elements& elements) {
  std::vector<const Op*> operations{read};
  for (const Op& op : history.ops) {
    if (operations.size() == kMostInvolved) break;
    if (op.is_client() && op.f == "add" && op.type == OpType::ok &&
        std::binary_search(elements.begin(), elements.end(), &op.value, PointedValueLess()))
      operations.push_back(&op);
  }
  return operations;
}

// The elements at the beginning, as many as a line of evidence holds.
std::string first_of(const Elements& elements) {
  std::vector<std::string> texts;
  for (const auto* element : elements) {
    if (texts.size() == kMaxEvidence) {
      texts.push_back(fmt::format("… and {} more", elements.size() - kMaxEvidence));
      break;
    }
    texts.push_back(excerpt(*element));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

Verdict check_final_set(const History& history) {
  const Elements attempts = added(history, OpType::invoke);
  const Elements acknowledged = added(history, OpType::ok);
  const Op* read = last_read(history);
  Elements shown;
  if (read != nullptr) {
    for (const auto& element : require_array(*read, read->value, "the set read")) {
      shown.push_back(&element);
    }
    shown = distinct(std::move(shown));
  }
  const Elements ok = in_both(shown, attempts);
  const Elements lost = read == nullptr ? Elements() : without(acknowledged, shown);
  const Elements unexpected = without(shown, attempts);
  const Elements recovered = without(ok, acknowledged);

  Verdict verdict;
  if (read == nullptr) {
    verdict.validity = Validity::unknown;
    verdict.evidence.emplace_back("the set was never read: no read is ok");
  }
  Found found(verdict);
  if (!lost.empty()) {
    found.add("lost", [&] {
      return FoundCase{with_adds(history, read, lost),
                       fmt::format("the last read ({}) has lost what was acknowledged: {}",
                                   describe(*read), first_of(lost))};
    });
  }
  if (!unexpected.empty()) {
    found.add("unexpected", [&] {
      return FoundCase{{read},
                       fmt::format("the last read ({}) shows what nobody added: {}",
                                   describe(*read), first_of(unexpected))};
    });
  }
  verdict.count("attempt-count", attempts.size());
  verdict.count("acknowledged-count", acknowledged.size());
  verdict.count("ok-count", ok.size());
  verdict.count("lost-count", lost.size());
  verdict.count("recovered-count", recovered.size());
  verdict.count("unexpected-count", unexpected.size());
  verdict.report["ok"] = to_runs(ok);
  verdict.report["lost"] = to_runs(lost);
  verdict.report["recovered"] = to_runs(recovered);
  verdict.report["unexpected"] = to_runs(unexpected);
  return verdict;
}

}  // namespace eddy::checkers
