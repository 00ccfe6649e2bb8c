// Answers that are lists which grow, as reads of a set are: a history stores of each only what it
// adds to the one before it of the same node (checkers::Op::base).
//
// An answer that has less than half of the last one's values at its beginning is stored whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/sim/growing_list.h"
#include "eddy/sim/node_id.h"

namespace eddy::workloads {

class GrowingAnswers {
 public:
  // The completion `op` comes next into the history, at `position`: its value is that list, of
  // which it is given what is not shared. REQUIRES: `node` is a node.
  void give(checkers::Op& op, std::size_t position, sim::NodeId node, sim::GrowingList values);

 private:
  struct Answer {
    sim::GrowingList values;
    std::uint32_t position = checkers::kNoBase;
  };
  std::vector<Answer> last_;  // by node
};

}  // namespace eddy::workloads
