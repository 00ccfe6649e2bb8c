// What must hold of every Raft cluster at every moment (figure 3 of the Raft paper), looked at from
// outside. Tell it of a node after each of its steps.
//
//   election safety        at most one leader in a term
//   leader append-only     a leader never removes entries from its log
//   log matching           entries of equal index and term hold the same, and so do all before them
//   leader completeness    what was committed in an earlier term is in the log of every leader
//   state machine safety   no two nodes commit different entries at one index
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "nodes/raft/raft.h"

namespace eddy::nodes::raft {

class Invariants {
 public:
  void observe(const Raft& node);
  // One line each, "election safety: n1 and n3 lead in term 4".
  const std::vector<std::string>& breaches() const { return breaches_; }

 private:
  struct Committed {
    Entry entry;
    Term seen_in;  // the term of the node where it was first seen committed
  };
  struct Reign {
    sim::NodeId leader;
    Index last;  // the end of its log
  };
  struct Made {
    std::optional<Command> command;
    Term previous_term;
  };

  void check_election(const Raft& node);
  void check_log_matching(const Raft& node);
  void check_commitment(const Raft& node);
  void check_completeness(const Raft& node);

  std::map<Term, Reign> reigns_;
  std::map<std::pair<Index, Term>, Made> made_;
  std::map<Index, Committed> committed_;
  std::vector<std::string> breaches_;
};

}  // namespace eddy::nodes::raft
