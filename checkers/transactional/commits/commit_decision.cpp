#include "checkers/transactional/commits/commit_decision.h"

#include <algorithm>
#include <utility>

namespace eddy::checkers {

namespace {

// The transactions that the proof speaks of; all where there is no proof in steps.
std::vector<bool> proving(const Sessions& sessions, const CommitDecision& decision) {
  const bool proof = !decision.forced.cycle.empty();
  std::vector<bool> kept(sessions.transactions.size(), !proof);
  if (!proof) return kept;
  const auto& points = decision.points.points;
  for (const std::size_t at : decision.forced.proof(points.size())) {
    const ForcedStep& p = decision.forced.steps[at];
    for (const std::size_t point : {p.before, p.after, p.reader}) {
      if (point != kNever) kept[points[point].txn] = true;
    }
  }
  return kept;
}

}  // namespace

CommitDecision decide_commit_order(const Sessions& sessions, const OrderedLevel& level,
                                   StepMeter& meter, std::size_t bytes) {
  CommitDecision decision;
  if (level.level == CommitLevel::read_uncommitted) return decision;
  decision.points = commit_points(sessions, level);
  decision.forced = force_order(sessions, decision.points, level.level, meter, bytes);
  if (!decision.forced.cycle.empty()) {
    decision.possibility = Possibility::impossible;
  } else if (!decision.forced.finished) {
    decision.possibility = Possibility::out_of_budget;
  } else if (needs_search(level.level)) {
    decision.search = search_order(decision.points, decision.forced.steps, meter, bytes / 2);
    decision.possibility = decision.search.possibility;
  }
  return decision;
}

std::vector<bool> smallest_core(const Sessions& sessions, const OrderedLevel& level,
                                const CommitDecision& decision, StepMeter& meter,
                                std::size_t bytes) {
  std::vector<bool> kept = proving(sessions, decision);
  const auto impossible = [&](const std::vector<bool>& candidate) {
    const Sessions rest = restricted_to(sessions, candidate);
    return decide_commit_order(rest, level, meter, bytes).possibility == Possibility::impossible;
  };
  const auto members = [&] {
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (kept[i]) list.push_back(i);
    }
    return list;
  };
  // Pieces of half the size each time; in the end one by one, until none can go.
  bool smaller = true;
  for (std::size_t piece = std::max<std::size_t>(1, members().size() / 2); piece > 1 || smaller;
       piece = std::max<std::size_t>(1, piece / 2)) {
    smaller = false;
    const std::vector<std::size_t> list = members();
    for (std::size_t from = 0; from < list.size() && !meter.exhausted(); from += piece) {
      std::vector<bool> candidate = kept;
      for (std::size_t i = from; i < std::min(from + piece, list.size()); ++i)
        candidate[list[i]] = false;
      if (!impossible(candidate)) continue;
      kept = std::move(candidate);
      smaller = true;
    }
    if (piece > 1) smaller = true;
  }
  return kept;
}

}  // namespace eddy::checkers
