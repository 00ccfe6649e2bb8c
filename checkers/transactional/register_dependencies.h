// How transactions over registers depend on each other, and why.
//
// * wr: a transaction read what another one left behind. ww and rw follow from the order of
//   versions (register_order.h): between what was left behind, or read, and what comes next.
// * Where an observer saw the order, ww also leads from any write to the next one, whether or not
//   their transactions overwrote them themselves: so a dirty write on one key is a cycle.
// * An aborted or intermediate value makes nobody depend on its writer: these are anomalies of
//   their own.
// * Where a version has a predecessor besides the initial state, whoever read the initial state
//   depends on the writer of that one (Adya's direct anti-dependency).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/transactional/explanation.h"
#include "checkers/transactional/register_order.h"

namespace eddy::checkers {

struct RegisterDependencies {
  std::vector<Dependence> all;
  bool complete = true;  // there are no more than were asked for
};

// At most about `most` of them.
RegisterDependencies find_dependencies(const RegisterHistory& registers, const VersionGraph& order,
                                       std::size_t most);

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
