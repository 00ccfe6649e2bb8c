#include "nodes/raft/raft.h"

#include <algorithm>
#include <utility>

#include "base/overloaded.h"

namespace eddy::nodes::raft {

Raft::Raft(sim::NodeId self, std::vector<sim::NodeId> cluster, Stable saved)
    : self_(self), cluster_(std::move(cluster)), stable_(std::move(saved)) {}

void Raft::restore(const Extent& lost) {
  // As if it had voted: it may have.
  stable_ = {lost.term, self_, {}};
  lost_ = lost;
}

std::vector<Action> Raft::start() {
  await_leader();
  return std::exchange(actions_, {});
}

std::vector<Action> Raft::step(const Event& event) {
  const Term term = stable_.term;
  const std::optional<sim::NodeId> vote = stable_.vote;
  std::visit([this](const auto& happened) { handle(happened); }, event);
  if (!lost_ && (unsaved_ || term != stable_.term || vote != stable_.vote)) {
    const Index first = unsaved_.value_or(stable_.log.last() + 1);
    Persist persist{stable_.term, stable_.vote, first,
                    stable_.log.slice(first, stable_.log.last())};
    actions_.insert(actions_.begin(), std::move(persist));
    unsaved_.reset();
  }
  return std::exchange(actions_, {});
}

std::optional<sim::NodeId> Raft::leader() const {
  using Known = std::optional<sim::NodeId>;
  return std::visit(Overloaded{[](const Follower& follower) { return follower.leader; },
                               [](const Candidate& /*role*/) { return Known(); },
                               [this](const Leader& /*role*/) { return Known(self_); }},
                    role_);
}

void Raft::handle(const TimedOut& /*event*/) {
  if (lost_) {
    await_leader();
    return;
  }
  std::visit(Overloaded{[this](const Follower& /*role*/) { stand_for_election(); },
                        [this](const Candidate& /*role*/) {
                          if (was_answered_late_)
                            late_elections_ = std::min(late_elections_ + 1, kMostDoublings);
                          stand_for_election();
                        },
                        [this](Leader& leader) {
                          for (auto& [node, progress] : leader.followers) feed(node, progress);
                          actions_.emplace_back(SetTimer{kHeartbeat, sim::Duration(0)});
                        }},
             role_);
}

void Raft::handle(const Received& event) {
  std::visit(
      [&](const auto& message) {
        meet(message.term);
        handle(event.from, message);
      },
      event.message);
}

void Raft::handle(const Proposal& event) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr) {
    actions_.emplace_back(Refuse{event.ticket});
    return;
  }
  leader->proposals[stable_.log.last() + 1] = event.ticket;
  append(event.command);
}

void Raft::handle(const Recovered& event) {
  if (!lost_) return;
  lost_.reset();
  const Term met = stable_.term;
  stable_ = event.saved;
  changed_from(stable_.log.last() + 1);  // the term, if nothing else
  if (met <= stable_.term) return;
  stable_.term = met;
  forget_vote();
}

void Raft::handle(sim::NodeId from, const RequestVote& m) {
  if (lost_) return;
  const bool is_free = !stable_.vote || *stable_.vote == from;
  const bool granted =
      m.term == stable_.term && is_free && stable_.log.is_behind_or_equal(m.last, m.last_term);
  if (granted) {
    stable_.vote = from;
    await_leader();
  }
  send(from, Vote{stable_.term, granted});
}

void Raft::handle(sim::NodeId from, const Vote& m) {
  auto* candidate = std::get_if<Candidate>(&role_);
  if (candidate == nullptr) return;
  if (m.term < stable_.term) was_answered_late_ = true;
  if (m.term != stable_.term || !m.granted) return;
  candidate->votes.insert(from);
  if (is_majority(candidate->votes.size())) lead();
}

void Raft::handle(sim::NodeId from, const AppendEntries& m) {
  if (m.term < stable_.term) {
    send(from, Mismatched{stable_.term, m.previous, 0});
    return;
  }
  if (leads()) return;  // two leaders in one term: see the invariants
  follow(from);
  late_elections_ = 0;
  await_leader();
  if (lost_) {
    restore_from(from, m);
    return;
  }
  Log& log = stable_.log;
  if (!log.has(m.previous, m.previous_term)) {
    const Index retry = m.previous > log.last() ? log.last() + 1
                                                : std::max<Index>(log.first_of_term(m.previous), 1);
    send(from, Mismatched{stable_.term, m.previous, retry});
    return;
  }
  if (const auto changed = log.merge(m.previous, m.entries)) changed_from(*changed);
  const Index match = m.previous + m.entries.size();
  send(from, Appended{stable_.term, match});
  commit_ = std::max(commit_, std::min(m.commit, match));
  apply();
}

void Raft::handle(sim::NodeId from, const Appended& m) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr || m.term != stable_.term) return;
  Leader::Progress& progress = leader->followers.at(from);
  progress.pace = Leader::Pace::stream;
  progress.match = std::max(progress.match, m.match);
  progress.next = std::max(progress.next, progress.match + 1);
  if (progress.next <= stable_.log.last()) feed(from, progress);
  advance_commit();
}

void Raft::handle(sim::NodeId from, const Mismatched& m) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr || m.term != stable_.term) return;
  Leader::Progress& progress = leader->followers.at(from);
  // An answer to what has been overtaken since says nothing new.
  const bool is_current = progress.pace == Leader::Pace::probe ? m.previous + 1 == progress.next
                                                               : m.previous > progress.match;
  if (!is_current) return;
  const Index next = std::max(progress.match + 1, std::min(m.retry, m.previous));
  // A follower that lacks what it has acknowledged is not helped by asking it at once again.
  const bool is_news = progress.pace != Leader::Pace::probe || progress.next != next;
  progress.pace = Leader::Pace::probe;
  progress.next = next;
  if (is_news) feed(from, progress);
}

void Raft::handle(sim::NodeId from, const Restoring& m) {
  auto* leader = std::get_if<Leader>(&role_);
  if (leader == nullptr || m.term != stable_.term) return;
  Leader::Progress& progress = leader->followers.at(from);
  const bool is_news = progress.pace != Leader::Pace::probe || progress.next != m.next;
  progress = {std::min(m.next, stable_.log.last() + 1), 0, Leader::Pace::probe};
  if (is_news && progress.next <= stable_.log.last()) feed(from, progress);
}

void Raft::restore_from(sim::NodeId leader, const AppendEntries& m) {
  Log& log = stable_.log;
  if (log.has(m.previous, m.previous_term)) {
    log.merge(m.previous, m.entries);
  } else if (m.previous <= log.last()) {
    log.replace(m.previous, {});
  }
  if (!is_restored()) {
    send(leader, Restoring{stable_.term, log.last() + 1});
    return;
  }
  lost_.reset();
  stable_.vote = self_;
  changed_from(1);
  send(leader, Appended{stable_.term, m.previous + m.entries.size()});
}

bool Raft::is_restored() const {
  const Log& log = stable_.log;
  return log.last_term() == stable_.term &&
         (lost_->last_term < stable_.term || log.last() >= lost_->last);
}

void Raft::meet(Term seen) {
  if (seen <= stable_.term) return;
  stable_.term = seen;
  forget_vote();
  follow(std::nullopt);
}

std::size_t Raft::replicas(Index index) const {
  const auto& followers = std::get<Leader>(role_).followers;
  return 1 + static_cast<std::size_t>(std::count_if(
                 followers.begin(), followers.end(),
                 [index](const auto& follower) { return follower.second.match >= index; }));
}

void Raft::stand_for_election() {
  was_answered_late_ = false;
  ++stable_.term;
  stable_.vote = self_;
  role_ = Candidate{{self_}};
  if (is_majority(1)) {
    lead();
    return;
  }
  for (const sim::NodeId node : cluster_) {
    if (node == self_) continue;
    send(node, RequestVote{stable_.term, stable_.log.last(), stable_.log.last_term()});
  }
  await_leader();
}

void Raft::lead() {
  Leader leader;
  if (auto* candidate = std::get_if<Candidate>(&role_)) leader.votes = std::move(candidate->votes);
  for (const sim::NodeId node : cluster_) {
    if (node != self_) leader.followers[node].next = stable_.log.last() + 1;
  }
  role_ = std::move(leader);
  late_elections_ = 0;
  append(std::nullopt);
  for (auto& [follower, progress] : std::get<Leader>(role_).followers) feed(follower, progress);
  actions_.emplace_back(SetTimer{kHeartbeat, sim::Duration(0)});
}

void Raft::follow(std::optional<sim::NodeId> leader) {
  if (const auto* led = std::get_if<Leader>(&role_)) {
    for (const auto& [index, ticket] : led->proposals) actions_.emplace_back(Abandon{ticket});
    await_leader();
  }
  role_ = Follower{leader};
}

void Raft::append(std::optional<Command> command) {
  stable_.log.append({stable_.term, std::move(command)});
  changed_from(stable_.log.last());
  for (auto& [follower, progress] : std::get<Leader>(role_).followers) {
    if (progress.pace == Leader::Pace::stream) feed(follower, progress);
  }
  advance_commit();
}

void Raft::feed(sim::NodeId follower, Leader::Progress& progress) {
  const Index previous = progress.next - 1;
  AppendEntries message{stable_.term, previous, stable_.log.term_at(previous),
                        stable_.log.slice(progress.next, kMostEntries), commit_};
  if (progress.pace == Leader::Pace::stream) progress.next += message.entries.size();
  send(follower, std::move(message));
}

void Raft::advance_commit() {
  // Only an entry of the own term is committed by counting (section 5.4.2).
  for (Index index = stable_.log.last(); index > commit_; --index) {
    if (stable_.log.term_at(index) != stable_.term) return;
    if (!is_majority(replicas(index))) continue;
    commit_ = index;
    apply();
    return;
  }
}

void Raft::apply() {
  auto* leader = std::get_if<Leader>(&role_);
  while (applied_ < std::min(commit_, stable_.log.last())) {
    ++applied_;
    const Entry& entry = stable_.log.at(applied_);
    if (!entry.command) continue;
    Apply apply{applied_, *entry.command, std::nullopt};
    if (leader != nullptr) {
      const auto proposal = leader->proposals.find(applied_);
      if (proposal != leader->proposals.end()) {
        apply.ticket = proposal->second;
        leader->proposals.erase(proposal);
      }
    }
    actions_.emplace_back(std::move(apply));
  }
}

void Raft::await_leader() {
  const sim::Duration least = kElection * (std::int64_t{1} << late_elections_);
  actions_.emplace_back(SetTimer{least, least});
}

void Raft::changed_from(Index index) { unsaved_ = std::min(unsaved_.value_or(index), index); }

}  // namespace eddy::nodes::raft
