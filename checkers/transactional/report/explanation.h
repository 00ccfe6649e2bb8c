// Why one transaction depends on another, in words and as data: what a checker of transactions
// knows and the search for cycles does not.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/transactional/graph/dependency_graph.h"
#include "eddy/checkers/transactional/transaction.h"

namespace eddy::checkers {

struct Explanation {
  // The reason as a clause: "T2 appended 3 to key 5 after T1 had read it as [1 2]".
  std::string words;
  // At the arrow of a drawing: "key 5: [1 2] → 3".
  std::string label;
  // For the report: "key", "value" and such.
  boost::json::object detail;
  // The micro-operations that it is about, counted from 0 in each transaction.
  std::optional<std::size_t> from_operation;
  std::optional<std::size_t> to_operation;
};

// Explains the dependencies of one history's data. Order by process or time needs nobody who knows
// the data: see cycle_report.h.
class Explainer {
 public:
  Explainer() = default;
  Explainer(const Explainer&) = delete;
  Explainer& operator=(const Explainer&) = delete;
  virtual ~Explainer() = default;

  // Why `from`, called `from_name` in the words, comes before `to`. REQUIRES: the graph has this
  // dependency, or one of this kind that a stronger one between the two hides.
  virtual Explanation explain(TransactionId from, std::string_view from_name, TransactionId to,
                              std::string_view to_name, Dependency kind) const = 0;

  // The micro-operations as a person reads them: "append 5 3", "r 5 [1 2]".
  virtual std::vector<std::string> operations(TransactionId transaction) const = 0;
};

}  // namespace eddy::checkers
