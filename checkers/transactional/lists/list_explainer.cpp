#include "checkers/transactional/lists/list_explainer.h"

#include <fmt/format.h>
#include <limits>

#include "checkers/evidence.h"
#include "checkers/transactional/lists/list_text.h"
#include "eddy/base/ensure.h"

namespace eddy::checkers {

namespace {

// The list that a read shows.
const boost::json::value& shown(const ListHistory& history, ListOpId read) {
  return history.written(read)[2];
}

}  // namespace

ListVersions::Dependent ListExplainer::dependent(TransactionId from, TransactionId to,
                                                 Dependency kind) const {
  ListVersions versions(history_);
  std::vector<ListVersions::Dependent> dependents;
  const Transaction& later = history_.transactions()[to];
  for (ListOpId id = later.first; id < later.last; ++id) {
    versions.turn_to(history_.op(id).key());
    dependents.clear();
    versions.add_dependents(dependents, std::numeric_limits<std::size_t>::max());
    for (const ListVersions::Dependent& dependent : dependents) {
      if (dependent.to == id && dependent.kind == kind &&
          history_.op(dependent.from).transaction() == from)
        return dependent;
    }
  }
  broken_promise("a dependency that is explained is there", std::source_location::current());
}

Explanation ListExplainer::explain(TransactionId from, std::string_view from_name, TransactionId to,
                                   std::string_view to_name, Dependency kind) const {
  const auto [_, from_op, to_op] = dependent(from, to, kind);
  const boost::json::array& before = history_.written(from_op);
  const boost::json::array& after = history_.written(to_op);
  const std::string key = excerpt(after[1]);
  Explanation why;
  why.detail["key"] = after[1];
  why.from_operation = from_op - history_.transactions()[from].first;
  why.to_operation = to_op - history_.transactions()[to].first;
  switch (kind) {
    case Dependency::ww:
      why.words = fmt::format("{} appended {} to key {} after {} had appended {}", to_name,
                              excerpt(after[2]), key, from_name, excerpt(before[2]));
      why.label = fmt::format("key {}: {} → {}", key, excerpt(before[2]), excerpt(after[2]));
      why.detail["value"] = before[2];
      why.detail["value'"] = after[2];
      break;
    case Dependency::wr:
      why.words = fmt::format("{} read key {} as {}, which ends with what {} had appended", to_name,
                              key, list_text(shown(history_, to_op)), from_name);
      why.label = fmt::format("key {}: {}", key, list_text(shown(history_, to_op)));
      why.detail["value"] = before[2];
      break;
    default:
      why.words =
          fmt::format("{} appended {} to key {} after {} had read it as {}", to_name,
                      excerpt(after[2]), key, from_name, list_text(shown(history_, from_op)));
      why.label = fmt::format("key {}: {} → {}", key, list_text(shown(history_, from_op)),
                              excerpt(after[2]));
      why.detail["value"] = shown(history_, from_op);
      why.detail["value'"] = after[2];
      break;
  }
  return why;
}

std::vector<std::string> ListExplainer::operations(TransactionId transaction) const {
  std::vector<std::string> texts;
  const Transaction& all = history_.transactions()[transaction];
  for (ListOpId id = all.first; id < all.last; ++id)
    texts.push_back(micro_text(history_.written(id)));
  return texts;
}

}  // namespace eddy::checkers
