#include "checkers/queue.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/operand.h"
#include "checkers/value_order.h"

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostReported = 1000;

// An element and the operation that put it in or took it out.
struct Element {
  const boost::json::value* value;
  const Op* op;
};

struct ElementLess {
  bool operator()(const Element& a, const Element& b) const {
    return ValueLess()(*a.value, *b.value);
  }
};

// Elements by their value; those of one value in the order of the history.
using Multiset = std::vector<Element>;

Multiset sorted(Multiset elements) {
  std::stable_sort(elements.begin(), elements.end(), ElementLess());
  return elements;
}

Multiset minus(const Multiset& a, const Multiset& b) {
  Multiset rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest),
                      ElementLess());
  return rest;
}

boost::json::array first_values(const Multiset& elements) {
  boost::json::array values;
  for (const Element& element : elements) {
    if (values.size() == kMostReported) break;
    values.push_back(*element.value);
  }
  return values;
}

void add_evidence(Verdict& verdict, const Multiset& elements, std::string_view what) {
  std::size_t told = 0;
  for (const Element& element : elements) {
    if (told == kMaxEvidence) {
      verdict.evidence.push_back(
          fmt::format("… and {} more elements that were {}", elements.size() - told, what));
      return;
    }
    verdict.evidence.push_back(
        fmt::format("element {} was {}: {}", excerpt(*element.value), what, describe(*element.op)));
    ++told;
  }
}

void add_count(Verdict& verdict, const char* name, std::size_t count) {
  verdict.figures.push_back({name, static_cast<double>(count), Unit::count});
  verdict.report[name] = count;
}

// What went in and what came out.
struct Flow {
  Multiset attempts;
  Multiset enqueues;
  Multiset dequeues;
  const Op* crashed_drain = nullptr;
};

Flow total_flow(const History& history) {
  Flow flow;
  for (const Op& op : history.ops) {
    if (!op.is_client()) continue;
    if (op.f == "enqueue" && op.type == OpType::invoke) {
      flow.attempts.push_back({&op.value, &op});
    } else if (op.f == "enqueue" && op.type == OpType::ok) {
      flow.enqueues.push_back({&op.value, &op});
    } else if (op.f == "dequeue" && op.type == OpType::ok) {
      flow.dequeues.push_back({&op.value, &op});
    } else if (op.f == "drain" && op.type == OpType::ok) {
      for (const auto& value : require_array(op, op.value, "the elements drained")) {
        flow.dequeues.push_back({&value, &op});
      }
    } else if (op.f == "drain" && op.type == OpType::info) {
      flow.crashed_drain = &op;
    }
  }
  flow.attempts = sorted(std::move(flow.attempts));
  flow.enqueues = sorted(std::move(flow.enqueues));
  flow.dequeues = sorted(std::move(flow.dequeues));
  return flow;
}

// The elements of `dequeues` whose value was never attempted at all.
Multiset never_attempted(const Multiset& dequeues, const Multiset& attempts) {
  Multiset strangers;
  std::copy_if(
      dequeues.begin(), dequeues.end(), std::back_inserter(strangers), [&](const Element& element) {
        return !std::binary_search(attempts.begin(), attempts.end(), element, ElementLess());
      });
  return strangers;
}

}  // namespace

Verdict check_queue(const History& history) {
  std::vector<bool> failed(history.ops.size(), false);
  for (const Call& call : pair_calls(history)) {
    failed[call.invocation] = call.completion && *call.completion != call.invocation &&
                              history.ops[*call.completion].type == OpType::fail;
  }
  std::map<Element, std::size_t, ElementLess> pending;
  Multiset unexpected;
  std::size_t enqueues = 0;
  std::size_t dequeues = 0;
  for (std::size_t i = 0; i < history.ops.size(); ++i) {
    const Op& op = history.ops[i];
    if (!op.is_client()) continue;
    if (op.f == "enqueue" && op.type == OpType::invoke && !failed[i]) {
      ++pending[{&op.value, &op}];
      ++enqueues;
    } else if (op.f == "dequeue" && op.type == OpType::ok) {
      ++dequeues;
      const auto found = pending.find({&op.value, &op});
      if (found == pending.end()) {
        unexpected.push_back({&op.value, &op});
      } else if (--found->second == 0) {
        pending.erase(found);
      }
    }
  }
  Verdict verdict;
  if (!unexpected.empty()) verdict.validity = Validity::invalid;
  add_evidence(verdict, unexpected, "dequeued, but not in the queue");
  add_count(verdict, "enqueue-count", enqueues);
  add_count(verdict, "dequeue-count", dequeues);
  add_count(verdict, "unexpected-count", unexpected.size());
  boost::json::array rest;
  for (const auto& [element, count] : pending) {
    for (std::size_t i = 0; i < count && rest.size() < kMostReported; ++i) {
      rest.push_back(*element.value);
    }
  }
  verdict.report["final-queue"] = std::move(rest);
  return verdict;
}

Verdict check_total_queue(const History& history) {
  const Flow flow = total_flow(history);
  const Multiset unexpected = never_attempted(flow.dequeues, flow.attempts);
  const Multiset beyond = minus(flow.dequeues, flow.attempts);
  const Multiset ok = minus(flow.dequeues, beyond);
  const Multiset duplicated = minus(beyond, unexpected);
  const Multiset lost = minus(flow.enqueues, flow.dequeues);
  const Multiset recovered = minus(ok, flow.enqueues);

  Verdict verdict;
  if (!unexpected.empty() || (!lost.empty() && flow.crashed_drain == nullptr)) {
    verdict.validity = Validity::invalid;
  } else if (!lost.empty()) {
    verdict.validity = Validity::unknown;
    verdict.evidence.push_back(
        fmt::format("what is missing may have been taken by a drain whose outcome nobody knows: {}",
                    describe(*flow.crashed_drain)));
  }
  add_evidence(verdict, lost, "acknowledged, but never dequeued");
  add_evidence(verdict, unexpected, "dequeued, but never enqueued");
  add_count(verdict, "attempt-count", flow.attempts.size());
  add_count(verdict, "acknowledged-count", flow.enqueues.size());
  add_count(verdict, "ok-count", ok.size());
  add_count(verdict, "lost-count", lost.size());
  add_count(verdict, "unexpected-count", unexpected.size());
  add_count(verdict, "duplicated-count", duplicated.size());
  add_count(verdict, "recovered-count", recovered.size());
  verdict.report["lost"] = first_values(lost);
  verdict.report["unexpected"] = first_values(unexpected);
  verdict.report["duplicated"] = first_values(duplicated);
  verdict.report["recovered"] = first_values(recovered);
  return verdict;
}

}  // namespace eddy::checkers
