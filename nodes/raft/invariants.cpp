#include "nodes/raft/invariants.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "base/overloaded.h"
#include "eddy/sim/format.h"
#include "eddy/sim/host.h"
#include "nodes/raft/replica.h"

namespace eddy::nodes::raft {

namespace {

const std::set<sim::NodeId>& votes_for(const Raft& node) {
  static const std::set<sim::NodeId> kNone;
  using Votes = const std::set<sim::NodeId>&;
  return std::visit(Overloaded{[](const Follower& /*role*/) -> Votes { return kNone; },
                               [](const Candidate& role) -> Votes { return role.votes; },
                               [](const Leader& role) -> Votes { return role.votes; }},
                    node.role());
}

}  // namespace

void Invariants::observe(const Raft& node) {
  observe_heard(node);
  LookedAt& before = looked_at_[node.self()];
  const bool only_grew = before.cuts == node.log().cuts() && before.last <= node.log().last() &&
                         before.commit <= node.commit();
  if (!only_grew) before = {};
  check_log_matching(node, before.last + 1);
  check_commitment(node, before.commit + 1);
  check_election(node);
  before = {node.log().cuts(), node.log().last(), std::min(node.commit(), node.log().last())};
}

// Who asks for a vote has voted for itself.
void Invariants::observe_heard(const Raft& node) {
  const auto& votes = votes_for(node);
  const Heard heard{node.term(), node.vote(), votes.size()};
  if (std::exchange(heard_[node.self()], heard) == heard) return;
  if (heard.candidate && *heard.candidate != node.self())
    check_vote(node.term(), *heard.candidate, *heard.candidate);
  for (const sim::NodeId voter : votes) {
    if (voter != node.self()) check_vote(node.term(), voter, node.self());
  }
}

void Invariants::check_vote(Term term, sim::NodeId voter, sim::NodeId candidate) {
  const auto [known, is_new] = votes_.try_emplace({term, voter}, candidate);
  if (!is_new && known->second != candidate) {
    broken("election-safety", "{} voted for {} and for {} in term {}", voter, known->second,
           candidate, term);
  }
}

void Invariants::check_election(const Raft& node) {
  if (!node.leads()) return;
  const Index last = node.log().last();
  Reign& reign = reigns_.try_emplace(node.term(), Reign{node.self(), last}).first->second;
  if (reign.leader != node.self()) {
    broken("election-safety", "{} and {} lead in term {}", reign.leader, node.self(), node.term());
    return;
  }
  if (last < reign.last) {
    broken("leader-append-only", "{} cut its log of term {} from {} to {}", node.self(),
           node.term(), reign.last, last);
  }
  reign.last = last;
  check_completeness(node, reign);
}

void Invariants::check_log_matching(const Raft& node, Index from) {
  const Log& log = node.log();
  for (Index index = from; index <= log.last(); ++index) {
    const Entry& entry = log.at(index);
    const Term previous = log.term_at(index - 1);
    const auto [made, is_new] =
        made_.try_emplace({index, entry.term}, Made{entry.command, previous});
    if (!is_new &&
        (made->second.previous_term != previous || made->second.command != entry.command)) {
      broken("log-matching", "entry {} of term {} differs at {}", index, entry.term, node.self());
    }
  }
}

void Invariants::check_commitment(const Raft& node, Index from) {
  for (Index index = from; index <= std::min(node.commit(), node.log().last()); ++index) {
    const Entry& entry = node.log().at(index);
    const auto [known, is_new] = committed_.try_emplace(index, Committed{entry, node.term()});
    if (is_new) {
      found_.push_back(index);
    } else if (known->second.entry != entry) {
      broken("state-machine-safety", "{} committed entry {} of term {}, others of term {}",
             node.self(), index, entry.term, known->second.entry.term);
    }
  }
}

void Invariants::check_completeness(const Raft& node, Reign& reign) {
  for (; reign.looked < found_.size(); ++reign.looked) {
    const Index index = found_[reign.looked];
    const Committed& known = committed_.at(index);
    if (known.seen_in >= node.term()) continue;
    if (index > node.log().last() || node.log().at(index) != known.entry) {
      broken("leader-completeness", "{} leads term {} without entry {}", node.self(), node.term(),
             index);
    }
  }
}

std::vector<sim::ClusterInvariant> cluster_invariants() {
  struct Watch {
    Invariants invariants;
    std::map<sim::NodeId, std::uint32_t> lives;
  };
  const auto watch = std::make_shared<Watch>();
  return {[watch](sim::Host& host) -> std::optional<sim::Breach> {
    const auto* replica = dynamic_cast<const Replica*>(host.program());
    if (replica == nullptr) return std::nullopt;
    if (replica->is_settled()) {
      std::uint32_t& life = watch->lives[host.id()];
      if (std::exchange(life, host.incarnation()) != host.incarnation())
        watch->invariants.restarted(host.id());
      watch->invariants.observe(replica->core());
    } else {
      watch->invariants.observe_heard(replica->core());
    }
    if (watch->invariants.breaches().empty()) return std::nullopt;
    const Invariants::Broken& first = watch->invariants.breaches().front();
    return sim::Breach{first.invariant, first.text, host.id(), host.now()};
  }};
}

}  // namespace eddy::nodes::raft
