// Puts the dependencies of transactions over lists in words.
#pragma once

#include "checkers/transactional/lists/list_versions.h"
#include "checkers/transactional/report/explanation.h"
#include "eddy/checkers/transactional/lists/list_history.h"

namespace eddy::checkers {

class ListExplainer final : public Explainer {
 public:
  // The history must outlive this.
  explicit ListExplainer(const ListHistory& history) : history_(history) {}

  Explanation explain(TransactionId from, std::string_view from_name, TransactionId to,
                      std::string_view to_name, Dependency kind) const override;
  std::vector<std::string> operations(TransactionId transaction) const override;

 private:
  // The first in the order of the later transaction's micro-operations.
  ListVersions::Dependent dependent(TransactionId from, TransactionId to, Dependency kind) const;

  const ListHistory& history_;
};

}  // namespace eddy::checkers
