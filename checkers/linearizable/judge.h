// Judges the calls of one key by a model.
#pragma once

#include "checkers/linearizable/contradiction.h"
#include "checkers/linearizable/judgement.h"
#include "checkers/linearizable/problem.h"
#include "checkers/linearizable/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace eddy::checkers::linearizable {

/// Puts what the search found into words.
template <class Model>
Failure put_into_words(const Problem& problem, Model& model, const Prefix& prefix,
                       std::span<const ClientCall> calls) {
  // The calls to be told of, in the order of their invocations.
  const std::uint32_t stuck = problem.by_rank(prefix.frontier);
  std::vector<std::uint32_t> told = {stuck};
  for (const Placed& p : prefix.last) told.push_back(p.entry);
  told.insert(told.end(), prefix.candidates.begin(), prefix.candidates.end());
  std::sort(told.begin(), told.end(), [&](std::uint32_t a, std::uint32_t b) {
    return problem.entry(a).invoked < problem.entry(b).invoked;
  });
  told.erase(std::unique(told.begin(), told.end()), told.end());
  const auto place_of = [&](std::uint32_t entry) {
    return static_cast<std::size_t>(std::find(told.begin(), told.end(), entry) - told.begin());
  };

  Failure failure;
  for (const std::uint32_t entry : told) {
    const Entry& e = problem.entry(entry);
    failure.calls.push_back({calls[e.call], model.describe(e.op)});
  }
  failure.length = prefix.length;
  for (const Placed& p : prefix.last)
    failure.placed.push_back({place_of(p.entry), model.describe_state(p.after)});
  failure.before = model.describe_state(prefix.before);
  failure.state = model.describe_state(prefix.after);
  for (const State state : prefix.states) failure.states.push_back(model.describe_state(state));
  failure.all_states = prefix.states.size() < Prefix::kMostStates;
  failure.stuck = place_of(stuck);
  for (const std::uint32_t entry : prefix.candidates) {
    State after = prefix.after;
    const bool legal = model.step(after, problem.entry(entry).op);
    if (entry == stuck) {
      failure.stuck_legal = legal;
    } else {
      failure.left.push_back({place_of(entry), legal, model.describe_state(after)});
    }
  }
  return failure;
}

template <class Model>
Judgement judge(std::span<const ClientCall> calls, const LinearizableOptions& options,
                const Budget& budget) {
  Model model(options, calls);
  Judgement judgement;
  judgement.noun = Model::kNoun;
  if (!calls.empty()) judgement.key = calls.front().key;
  std::vector<Entry> entries = entries_of(model, calls);
  judgement.op_count = entries.size();
  judgement.pending_count = static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const Entry& e) { return e.pending(); }));
  if (const auto impossible = model.impossible(entries)) {
    const Entry& entry = entries[impossible->entry];
    judgement.answer = Answer::not_linearizable;
    judgement.impossible = fmt::format(
        "{}, but {}", name_of({calls[entry.call], model.describe(entry.op)}), impossible->why);
    return judgement;
  }
  const auto [problem, result] = search(model, std::move(entries), budget);
  judgement.answer = result.answer;
  judgement.steps = result.steps;
  judgement.bytes = result.bytes;
  if (result.answer == Answer::linearizable) return judgement;
  judgement.failure = put_into_words(problem, model, result.prefix, calls);
  if (result.answer == Answer::not_linearizable &&
      (Model::kLooksAhead || judgement.failure->stuck_legal)) {
    const Budget left = {budget.steps - std::min(budget.steps, result.steps), budget.bytes};
    if (auto first = Contradiction<Model>(calls, options, left).find())
      judgement.failure = std::move(first);
  }
  return judgement;
}

}  // namespace eddy::checkers::linearizable
