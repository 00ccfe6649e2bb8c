// Answers that are arrays which grow, as reads of a set are: a history stores of each only what it
// adds to the one before it of the same node (checkers::Op::base).
//
// * An answer is compared with the last one of its node, value by value: two values are the same if
//   they are equal and of one kind.
// * One that has less than half of the last answer's elements at its beginning is stored whole.
#pragma once

#include <boost/json/array.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "checkers/history.h"
#include "sim/node_id.h"

namespace eddy::workloads {

class GrowingAnswers {
 public:
  // The completion `op`, whose value is whole, comes next into the history, at `position`. If the
  // value is an array, `op` is left with what is not shared. REQUIRES: `node` is a node.
  void share(checkers::Op& op, std::size_t position, sim::NodeId node);

 private:
  struct Answer {
    boost::json::array values;
    std::uint32_t position = checkers::kNoBase;
  };
  std::vector<Answer> last_;  // by node
};

}  // namespace eddy::workloads
