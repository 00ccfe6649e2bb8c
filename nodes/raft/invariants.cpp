#include "nodes/raft/invariants.h"

#include <fmt/format.h>

#include <algorithm>

#include "eddy/sim/format.h"

namespace eddy::nodes::raft {

void Invariants::observe(const Raft& node) {
  check_election(node);
  check_log_matching(node);
  check_commitment(node);
  check_completeness(node);
}

void Invariants::check_election(const Raft& node) {
  if (!node.leads()) return;
  const Index last = node.log().last();
  const auto [reign, is_new] = reigns_.try_emplace(node.term(), Reign{node.self(), last});
  if (reign->second.leader != node.self()) {
    breaches_.push_back(fmt::format("election safety: {} and {} lead in term {}",
                                    reign->second.leader, node.self(), node.term()));
    return;
  }
  if (last < reign->second.last) {
    breaches_.push_back(fmt::format("leader append-only: {} cut its log of term {} from {} to {}",
                                    node.self(), node.term(), reign->second.last, last));
  }
  reign->second.last = last;
}

void Invariants::check_log_matching(const Raft& node) {
  const Log& log = node.log();
  for (Index index = 1; index <= log.last(); ++index) {
    const Entry& entry = log.at(index);
    const Term previous = log.term_at(index - 1);
    const auto [made, is_new] =
        made_.try_emplace({index, entry.term}, Made{entry.command, previous});
    if (!is_new &&
        (made->second.previous_term != previous || made->second.command != entry.command)) {
      breaches_.push_back(fmt::format("log matching: entry {} of term {} differs at {}", index,
                                      entry.term, node.self()));
    }
  }
}

void Invariants::check_commitment(const Raft& node) {
  for (Index index = 1; index <= std::min(node.commit(), node.log().last()); ++index) {
    const Entry& entry = node.log().at(index);
    const auto [known, is_new] = committed_.try_emplace(index, Committed{entry, node.term()});
    if (!is_new && known->second.entry != entry) {
      breaches_.push_back(
          fmt::format("state machine safety: {} committed entry {} of term {}, others of term {}",
                      node.self(), index, entry.term, known->second.entry.term));
    }
  }
}

void Invariants::check_completeness(const Raft& node) {
  if (!node.leads()) return;
  for (const auto& [index, known] : committed_) {
    if (known.seen_in >= node.term()) continue;
    if (index > node.log().last() || node.log().at(index) != known.entry) {
      breaches_.push_back(fmt::format("leader completeness: {} leads term {} without entry {}",
                                      node.self(), node.term(), index));
    }
  }
}

}  // namespace eddy::nodes::raft
