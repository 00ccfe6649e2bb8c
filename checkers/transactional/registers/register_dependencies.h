// How transactions over registers depend on each other.
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
#include <vector>

#include "checkers/transactional/registers/register_order.h"
#include "eddy/checkers/transactional/graph/dependency_graph.h"

namespace eddy::checkers {

struct RegisterDependencies {
  std::vector<Dependence> all;
  bool complete = true;  // there are no more than were asked for
};

// At most about `most` of them.
RegisterDependencies find_dependencies(const RegisterHistory& registers, const VersionGraph& order,
                                       std::size_t most);

}  // namespace eddy::checkers
