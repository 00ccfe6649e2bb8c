#include "eddy/checkers/unique_ids.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <compare>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace {

// As many as Jepsen reports.
constexpr std::size_t kMaxReportedIds = 48;
constexpr std::size_t kMaxReportedOps = 16;

// One id's operations in the order of the history.
using Generations = std::vector<const Op*>;

struct HashedOp {
  std::uint64_t hash;
  const Op* op;
};

// The generations of each id that was given out more than once, the most frequent first, then by
// id.
std::vector<Generations> find_duplicates(std::vector<HashedOp> acknowledged) {
  // Equal ids have equal hashes: sorted by hash they meet, and within one hash the order of the
  // history stays.
  std::stable_sort(acknowledged.begin(), acknowledged.end(),
                   [](const HashedOp& a, const HashedOp& b) { return a.hash < b.hash; });
  std::vector<Generations> duplicates;
  std::vector<Generations> ids;  // the distinct ids of one hash: nearly always one
  for (auto first = acknowledged.begin(); first != acknowledged.end();) {
    const auto last = std::find_if(first, acknowledged.end(),
                                   [&](const HashedOp& o) { return o.hash != first->hash; });
    if (last - first > 1) {
      ids.clear();
      for (auto it = first; it != last; ++it) {
        const auto same = std::find_if(ids.begin(), ids.end(), [&](const Generations& g) {
          return equal_values(g.front()->value, it->op->value);
        });
        if (same == ids.end()) {
          ids.push_back({it->op});
        } else {
          same->push_back(it->op);
        }
      }
      for (Generations& id : ids) {
        if (id.size() > 1) duplicates.push_back(std::move(id));
      }
    }
    first = last;
  }
  std::sort(duplicates.begin(), duplicates.end(), [](const Generations& a, const Generations& b) {
    if (a.size() != b.size()) return a.size() > b.size();
    return std::is_lt(compare_values(a.front()->value, b.front()->value));
  });
  return duplicates;
}

boost::json::array report_duplicates(const std::vector<Generations>& duplicates) {
  boost::json::array report;
  for (const Generations& id : duplicates) {
    if (report.size() == kMaxReportedIds) break;
    boost::json::array ops;
    for (const Op* op : id) {
      if (ops.size() == kMaxReportedOps) break;
      ops.push_back(reference(*op));
    }
    report.push_back({{"id", id.front()->value}, {"count", id.size()}, {"ops", std::move(ops)}});
  }
  return report;
}

std::string describe(const Generations& id) {
  std::string line = fmt::format("id {} was given out {} times: {}, {}", excerpt(id[0]->value),
                                 id.size(), checkers::describe(*id[0]), checkers::describe(*id[1]));
  if (id.size() > 2) line += fmt::format(", … {}", checkers::describe(*id.back()));
  return line;
}

}  // namespace

Verdict check_unique_ids(const History& history) {
  std::size_t attempted = 0;
  std::vector<HashedOp> acknowledged;
  const boost::json::value* lowest = nullptr;
  const boost::json::value* highest = nullptr;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.f != "generate") continue;
    if (op.type == OpType::invoke) ++attempted;
    if (op.type != OpType::ok) continue;
    acknowledged.push_back({hash_value_of(op.value), &op});
    if (lowest == nullptr || std::is_lt(compare_values(op.value, *lowest))) lowest = &op.value;
    if (highest == nullptr || std::is_gt(compare_values(op.value, *highest))) highest = &op.value;
  }
  const std::size_t acknowledged_count = acknowledged.size();
  const std::vector<Generations> duplicates = find_duplicates(std::move(acknowledged));

  Verdict verdict;
  Found found(verdict);
  for (const Generations& id : duplicates)
    found.add("duplicated", [&] { return FoundCase{id, describe(id)}; });
  found.rest("ids");
  verdict.count("attempted-count", attempted);
  verdict.count("acknowledged-count", acknowledged_count);
  verdict.count("duplicated-count", duplicates.size());
  boost::json::array range(2);
  if (lowest != nullptr) range = {*lowest, *highest};
  verdict.report["duplicated"] = report_duplicates(duplicates);
  verdict.report["range"] = std::move(range);
  return verdict;
}

}  // namespace eddy::checkers
