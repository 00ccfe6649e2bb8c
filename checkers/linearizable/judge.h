// Judges the calls of one key by a model.
#pragma once

#include <fmt/format.h>
#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/linearizable/contradiction.h"
#include "checkers/linearizable/explanation.h"
#include "checkers/linearizable/failed_writer.h"
#include "checkers/linearizable/judgement.h"
#include "checkers/linearizable/problem.h"
#include "checkers/linearizable/search.h"

namespace eddy::checkers::linearizable {

// Puts what the search found into words.
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

// One key: first decided, then, where anybody is to be told of it, explained.
template <class Model>
class Case {
 public:
  // The calls and the options have to outlive this.
  Case(std::span<const ClientCall> calls, const LinearizableOptions& options)
      : calls_(calls), options_(options) {
    judgement_.noun = Model::kNoun;
    if (!calls.empty()) judgement_.key = calls.front().key;
  }

  // Says what the answer is, and what it has cost. May be repeated with a larger budget.
  void decide(const Budget& budget) {
    std::vector<Entry> entries = count();
    decided_ = true;
    if (const auto impossible = model_->impossible(entries)) {
      const Entry& entry = entries[impossible->entry];
      judgement_.answer = Answer::not_linearizable;
      judgement_.steps = 0;
      const ClientCall& call = calls_[entry.call];
      judgement_.impossible =
          fmt::format("{}, but {}", name_of({call, model_->describe(entry.op)}), impossible->why);
      judgement_.impossible_for = {&call.op()};
      if (const ClientCall* writer = failed_writer_of(calls_, call)) {
        judgement_.impossible += fmt::format("; {} tried to, and failed", describe(writer->op()));
        judgement_.impossible_for.push_back(&writer->op());
      }
      forget();
      return;
    }
    found_ = search(*model_, std::move(entries), budget);
    judgement_.answer = found_->second.answer;
    judgement_.steps = found_->second.steps;
    judgement_.bytes = found_->second.bytes;
    if (judgement_.answer == Answer::linearizable) forget();
  }

  // The calls that the model makes something of. What was found before is forgotten.
  std::vector<Entry> count() {
    forget();
    model_.emplace(options_, calls_);
    std::vector<Entry> entries = entries_of(*model_, calls_);
    judgement_.op_count = entries.size();
    judgement_.pending_count = static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(), [](const Entry& e) { return e.pending(); }));
    return entries;
  }

  bool is_decided() const { return decided_; }

  // Drops what only an explanation would need.
  void forget() {
    found_.reset();
    model_.reset();
  }

  // Puts into words what stands in the way; looks for where the calls first contradict each other
  // as far as the budget goes, and returns what it cost. REQUIRES: decided, not linearizable.
  std::uint64_t explain(const Budget& budget) {
    if (!found_) return 0;
    const auto& [problem, result] = *found_;
    judgement_.failure = put_into_words(problem, *model_, result.prefix, calls_);
    if (result.answer != Answer::not_linearizable ||
        (!Model::kLooksAhead && !judgement_.failure->stuck_legal)) {
      return 0;
    }
    Contradiction<Model> contradiction(calls_, options_, budget);
    if (auto first = contradiction.find()) judgement_.failure = std::move(first);
    return budget.steps - contradiction.left().steps;
  }

  const Judgement& judgement() const { return judgement_; }

 private:
  std::span<const ClientCall> calls_;
  const LinearizableOptions& options_;
  Judgement judgement_;
  bool decided_ = false;
  std::optional<Model> model_;
  std::optional<std::pair<Problem, SearchResult>> found_;
};

}  // namespace eddy::checkers::linearizable
