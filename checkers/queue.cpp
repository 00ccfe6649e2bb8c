#include "eddy/checkers/queue.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/operand.h"
#include "eddy/checkers/value_order.h"

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

void add_all(Found found, std::string_view kind, const Multiset& elements, std::string_view what) {
  for (const Element& element : elements) {
    found.add(kind, [&] {
      return FoundCase{{element.op},
                       fmt::format("element {} was {}: {}", excerpt(*element.value), what,
                                   describe(*element.op))};
    });
  }
  found.rest(fmt::format("elements that were {}", what));
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
  add_all(Found(verdict), "unexpected", unexpected, "dequeued, but not in the queue");
  verdict.count("enqueue-count", enqueues);
  verdict.count("dequeue-count", dequeues);
  verdict.count("unexpected-count", unexpected.size());
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
  const Proof proof = flow.crashed_drain == nullptr ? Proof::certain : Proof::doubtful;
  if (!lost.empty() && unexpected.empty() && proof == Proof::doubtful) {
    verdict.validity = Validity::unknown;
    verdict.evidence.push_back(
        fmt::format("what is missing may have been taken by a drain whose outcome nobody knows: {}",
                    describe(*flow.crashed_drain)));
  }
  add_all(Found(verdict, proof), "lost", lost, "acknowledged, but never dequeued");
  add_all(Found(verdict), "unexpected", unexpected, "dequeued, but never enqueued");
  verdict.count("attempt-count", flow.attempts.size());
  verdict.count("acknowledged-count", flow.enqueues.size());
  verdict.count("ok-count", ok.size());
  verdict.count("lost-count", lost.size());
  verdict.count("unexpected-count", unexpected.size());
  verdict.count("duplicated-count", duplicated.size());
  verdict.count("recovered-count", recovered.size());
  verdict.report["lost"] = first_values(lost);
  verdict.report["unexpected"] = first_values(unexpected);
  verdict.report["duplicated"] = first_values(duplicated);
  verdict.report["recovered"] = first_values(recovered);
  return verdict;
}

}  // namespace eddy::checkers
