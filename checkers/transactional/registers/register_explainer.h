// Puts the dependencies of transactions over registers in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checkers/transactional/registers/register_order.h"
#include "checkers/transactional/report/explanation.h"

namespace eddy::checkers {

// Refers to both arguments, which have to outlive it.
class RegisterExplainer final : public Explainer {
 public:
  RegisterExplainer(const RegisterHistory& registers, const VersionGraph& order)
      : registers_(registers), order_(order) {}

  Explanation explain(TransactionId from, std::string_view from_name, TransactionId to,
                      std::string_view to_name, Dependency kind) const override;

  std::vector<std::string> operations(TransactionId transaction) const override;

 private:
  Explanation read(TransactionId from, std::string_view from_name, TransactionId to,
                   std::string_view to_name) const;
  Explanation overwrite(TransactionId from, std::string_view from_name, TransactionId to,
                        std::string_view to_name, Dependency kind) const;
  // The edge between two versions that the transactions left behind, or read; or wrote at all.
  const VersionEdge* edge_between(TransactionId from, TransactionId to, Dependency kind) const;

  const RegisterHistory& registers_;
  const VersionGraph& order_;
};

// Why one version comes before another: "n0 installed 1 before 2". Empty for the initial state,
// which needs no reason.
std::string reason(const RegisterHistory& registers, const VersionEdge& edge);

}  // namespace eddy::checkers
