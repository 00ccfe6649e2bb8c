// What can be told of a search from the calls that it has not placed, for models with calls that
// add: appends to a string, where what was there once stays in front.
//
// The next call that observes and has to return pins what comes before it: either it sees what adds
// make of the present state, or a call that overwrites it has to come in between.
//
// A model with calls that add has, beside what search.h asks for,
// * `bool leads_to(State, const Operation& answer)`: whether calls that add can make of the state
//   one in which the answer is right;
// * `State leaves(const Operation&)`: what any other call leaves that changes the state;
// * `bool pending_may_lead_to(const Operation& answer)`: whether a pending one of these could help;
// * `bool pending_may_observe()`: whether a pending one could be legal only in some states;
// * `bool adds()`: whether there is such a call at all.
#pragma once

#include <cstdint>
#include <vector>

#include "checkers/linearizable/operation.h"
#include "checkers/linearizable/problem.h"

namespace eddy::checkers::linearizable {

template <class Model>
class Foresight {
 public:
  static constexpr bool kHasAdds =
      requires(const Model& model, const Operation& op) { model.leads_to(State{}, op); };

  // `next` is the list of the events of calls not placed, as in Problem. What is looked at counts
  // as `steps`.
  Foresight(const Problem& problem, const Model& model, const std::vector<std::uint32_t>& next,
            std::uint64_t& steps)
      : problem_(problem), model_(model), next_(next), steps_(steps) {}

  // False if, once the call is placed, the next one to observe can find its state no more: calls
  // that add make it neither of this one nor of what another call leaves that can come before it.
  bool can_still_answer(std::uint32_t placed, State after) const {
    const std::uint32_t answer = next_to_observe();
    if (answer == Problem::kNone) return true;
    const Operation& wanted = problem_.entry(answer).op;
    if (model_.leads_to(after, wanted) || model_.pending_may_lead_to(wanted)) return true;
    for (std::uint32_t node = first(); node != 2 * answer + 1; node = next_[node]) {
      ++steps_;
      const Entry& entry = problem_.entry(node / 2);
      if (node % 2 == 1 || node / 2 == placed || is_passive(entry)) continue;
      if (model_.leads_to(model_.leaves(entry.op), wanted)) return true;
    }
    return false;
  }

  // Whether the state has to be overwritten, whatever it is, before a call observes it or anything
  // that calls that add make of it.
  bool is_never_seen(State state) const {
    const std::uint32_t answer = next_to_observe();
    if (answer == Problem::kNone || model_.pending_may_observe()) return false;
    for (std::uint32_t node = first(); node != 2 * answer + 1; node = next_[node]) {
      ++steps_;
      const Entry& entry = problem_.entry(node / 2);
      if (entry.effect == Effect::changes) return false;
      if (entry.effect == Effect::observes && model_.leads_to(state, entry.op)) return false;
    }
    return true;
  }

 private:
  // So many events are looked at for the next call to observe.
  static constexpr std::uint32_t kReach = 256;

  std::uint32_t head() const { return 2 * problem_.returned(); }
  std::uint32_t first() const { return next_[head()]; }

  static bool is_passive(const Entry& entry) {
    return entry.effect == Effect::observes || entry.effect == Effect::adds;
  }

  // The call that observes and returns first; none if that is out of reach.
  std::uint32_t next_to_observe() const {
    std::uint32_t node = first();
    for (std::uint32_t looked_at = 0; looked_at < kReach && node != head(); ++looked_at) {
      ++steps_;
      if (node % 2 == 1 && problem_.entry(node / 2).effect == Effect::observes) return node / 2;
      node = next_[node];
    }
    return Problem::kNone;
  }

  const Problem& problem_;
  const Model& model_;
  const std::vector<std::uint32_t>& next_;
  std::uint64_t& steps_;
};

}  // namespace eddy::checkers::linearizable
