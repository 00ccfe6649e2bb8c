// What must hold of every Raft cluster at every moment (figure 3 of the Raft paper), looked at from
// outside. Tell it of a node after each of its steps, as soon as what the node has is on its disk:
// for what a crash may take back was never so.
//
//   election-safety        at most one leader in a term, and one vote of a node, that others heard of
//   leader-append-only     a leader never removes entries from its log
//   log-matching           entries of equal index and term hold the same, and so do all before them
//   leader-completeness    what was committed in an earlier term is in the log of every leader
//   state-machine-safety   no two nodes commit different entries at one index
//
// Looking at a node costs as much as has changed there.
#pragma once

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/sim/invariant.h"
#include "nodes/raft/raft.h"

namespace eddy::nodes::raft {

class Invariants {
 public:
  struct Broken {
    std::string invariant;  // "election-safety"
    std::string text;       // "n1 and n3 lead in term 4"
  };

  void observe(const Raft& node);
  // What others have told it: of this nothing can be taken back. observe() looks at it, too.
  void observe_heard(const Raft& node);
  // It has begun another life, from what it has saved.
  void restarted(sim::NodeId node) { looked_at_.erase(node); }
  const std::vector<Broken>& breaches() const { return breaches_; }

 private:
  struct Committed {
    Entry entry;
    Term seen_in;  // the term of the node where it was first seen committed
  };
  struct Reign {
    sim::NodeId leader;
    Index last;              // the end of its log
    std::size_t looked = 0;  // how many of found_ have been looked for in it
  };
  struct Made {
    std::optional<Command> command;
    Term previous_term;
  };
  // Up to where a node was found right.
  struct LookedAt {
    std::uint64_t cuts = 0;
    Index last = 0;
    Index commit = 0;
  };
  // What a node was last seen to have heard of votes.
  struct Heard {
    Term term = 0;
    std::optional<sim::NodeId> candidate;
    std::size_t votes = 0;
    friend bool operator==(const Heard&, const Heard&) = default;
  };

  void check_log_matching(const Raft& node, Index from);
  void check_commitment(const Raft& node, Index from);
  void check_election(const Raft& node);
  void check_vote(Term term, sim::NodeId voter, sim::NodeId candidate);
  void check_completeness(const Raft& node, Reign& reign);
  template <class... Args>
  void broken(std::string_view invariant, fmt::format_string<Args...> format, Args&&... args) {
    breaches_.push_back({std::string(invariant), fmt::format(format, std::forward<Args>(args)...)});
  }

  std::map<Term, Reign> reigns_;
  std::map<std::pair<Term, sim::NodeId>, sim::NodeId> votes_;  // whom each voter chose
  std::map<sim::NodeId, Heard> heard_;
  std::map<std::pair<Index, Term>, Made> made_;
  std::map<Index, Committed> committed_;
  std::vector<Index> found_;  // those of committed_, in the order in which they were seen
  std::map<sim::NodeId, LookedAt> looked_at_;
  std::vector<Broken> breaches_;
};

// For runs of programs that are a Replica (nodes/raft/replica.h).
std::vector<sim::ClusterInvariant> cluster_invariants();

}  // namespace eddy::nodes::raft
