// Where the calls of one key first contradict each other.
//
// Each beginning of a linearizable history is linearizable, too, if what has not returned by then
// is pending. So the shortest beginning that is not is found by halving: the call that returns at
// its end finds no place, and all that returned before can be put in order. The search of the whole
// may give up much earlier where its model looks ahead: what comes out of a queue out of turn would
// show as what should never have gone in.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "checkers/linearizable/judgement.h"
#include "checkers/linearizable/problem.h"
#include "checkers/linearizable/search.h"
#include "eddy/checkers/linearizable.h"

namespace eddy::checkers::linearizable {

// Those that a model makes something of, with their places among the calls.
template <class Model>
std::vector<Entry> entries_of(Model& model, std::span<const ClientCall> calls) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto op = model.encode(calls[i]);
    if (!op) continue;
    Entry entry;
    entry.op = *op;
    entry.invoked = calls[i].invoked;
    if (calls[i].outcome != Outcome::unknown) entry.returned = calls[i].returned;
    entry.call = static_cast<std::uint32_t>(i);
    entries.push_back(entry);
  }
  return entries;
}

// Whether the calls can be put in order. The entries come with their operations and times.
template <class Model>
std::pair<Problem, SearchResult> search(Model& model, std::vector<Entry> entries,
                                        const Budget& budget) {
  for (Entry& entry : entries) entry.effect = model.effect(entry.op);
  std::erase_if(entries,
                [](const Entry& e) { return e.pending() && e.effect == Effect::observes; });
  model.prepare(entries);
  Problem problem(std::move(entries));
  SearchResult result = Search<Model>(problem, model, budget).run();
  return {std::move(problem), std::move(result)};
}

// The calls as they stood at a moment: those invoked by then, pending if they return later.
std::vector<ClientCall> cut_off(std::span<const ClientCall> calls, Moment moment);

// The moments at which calls returned whose outcome is known, in order.
std::vector<Moment> returns_of(std::span<const ClientCall> calls);

// A call to be told of, and where its number goes.
struct Told {
  NamedCall named;
  std::size_t* place;
};

// The calls by their invocation; each learns its number.
std::vector<NamedCall> number_calls(std::vector<Told> told);

template <class Model>
class Contradiction {
 public:
  // The budget is that of all searches together. The calls have to outlive this.
  Contradiction(std::span<const ClientCall> calls, const LinearizableOptions& options,
                const Budget& budget)
      : calls_(calls), options_(options), left_(budget) {}

  const Budget& left() const { return left_; }

  // Nothing if the budget does not suffice. REQUIRES: the calls are not linearizable.
  std::optional<Failure> find() {
    const std::vector<Moment> returns = returns_of(calls_);
    std::size_t low = 0;
    std::size_t high = returns.size() - 1;
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      Model model(options_, calls_);
      const Answer answer = run(model, entries_until(model, returns[middle])).second.answer;
      if (answer == Answer::out_of_budget) return std::nullopt;
      if (answer == Answer::linearizable) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return put_into_words(returns[low]);
  }

 private:
  static constexpr std::size_t kMostLeft = 64;

  // What had returned by a moment, or was open then and may have taken effect.
  std::vector<Entry> entries_until(Model& model, Moment moment) const {
    std::vector<Entry> entries = entries_of(model, cut_off(calls_, moment));
    std::erase_if(entries,
                  [moment](const Entry& e) { return !e.pending() && e.returned > moment; });
    return entries;
  }

  std::pair<Problem, SearchResult> run(Model& model, std::vector<Entry> entries) {
    auto found = search(model, std::move(entries), left_);
    left_.steps -= std::min(left_.steps, found.second.steps);
    return found;
  }

  std::optional<Failure> put_into_words(Moment end) {
    const auto stuck = std::find_if(calls_.begin(), calls_.end(), [end](const ClientCall& call) {
      return call.outcome != Outcome::unknown && call.returned == end;
    });
    const auto number = static_cast<std::uint32_t>(stuck - calls_.begin());
    Model model(options_, calls_);
    const auto [problem, result] = order_before(model, end, number);
    if (result.answer != Answer::linearizable) return std::nullopt;

    const Prefix& prefix = result.prefix;
    Failure failure;
    failure.length = prefix.length;
    failure.before = model.describe_state(prefix.before);
    failure.state = model.describe_state(prefix.after);
    failure.states = {failure.state};
    add_left(failure, model, end, number, problem, prefix);
    failure.placed.resize(prefix.last.size());

    std::vector<Told> told;
    told.push_back({{*stuck, model.describe(*model.encode(*stuck))}, &failure.stuck});
    for (std::size_t i = 0; i < prefix.last.size(); ++i) {
      const Entry& entry = problem.entry(prefix.last[i].entry);
      failure.placed[i].after = model.describe_state(prefix.last[i].after);
      told.push_back({{calls_[entry.call], model.describe(entry.op)}, &failure.placed[i].call});
    }
    for (LeftCall& left : failure.left) {
      const ClientCall& call = calls_[left.call];
      told.push_back({{call, model.describe(*model.encode(call))}, &left.call});
    }
    failure.calls = number_calls(std::move(told));
    return failure;
  }

  // An order of what had returned before a moment, if one can be found without the call that
  // returned then; else, where others are owed to its effect, with it as a pending one.
  std::pair<Problem, SearchResult> order_before(Model& model, Moment end, std::uint32_t without) {
    const std::vector<Entry> entries = entries_until(model, end - 1);
    std::vector<Entry> others = entries;
    std::erase_if(others, [without](const Entry& e) { return e.call == without; });
    auto found = run(model, std::move(others));
    if (found.second.answer == Answer::linearizable) return found;
    return run(model, entries);
  }

  // The other calls that were open then, and have no place in the order.
  void add_left(Failure& failure, Model& model, Moment end, std::uint32_t stuck,
                const Problem& problem, const Prefix& prefix) {
    std::vector<bool> placed(calls_.size(), false);
    for (const Entry& entry : problem.entries()) placed[entry.call] = true;
    for (const std::uint32_t entry : prefix.candidates) placed[problem.entry(entry).call] = false;
    for (std::size_t i = 0; i < calls_.size() && failure.left.size() < kMostLeft; ++i) {
      const ClientCall& call = calls_[i];
      const bool returned = call.outcome != Outcome::unknown && call.returned <= end;
      if (call.invoked > end || returned || i == stuck || placed[i]) continue;
      const auto op = model.encode(call);
      if (!op) continue;
      State after = prefix.after;
      const bool legal = model.step(after, *op);
      failure.left.push_back({i, legal, model.describe_state(after)});
    }
  }

  std::span<const ClientCall> calls_;
  const LinearizableOptions& options_;
  Budget left_;
};

}  // namespace eddy::checkers::linearizable
