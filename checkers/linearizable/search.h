// The search for a linearization, depth first: Wing & Gong, "Testing and verifying concurrent
// objects" (1993), with the cache of Lowe, "Testing for linearizability" (2017).
//
// The calls not yet placed are a doubly linked list of events. Whatever is invoked before the first
// return in it can be placed next; placing takes its events out, going back puts them in again. A
// configuration (problem.h) from which nothing came is not entered again.
//
// What is left out, since what is left is as good:
// * A call that only observes is placed as soon as it can be: whatever can follow can follow after
//   it, too. So is one that its model calls harmless, unless a call that does the same has to
//   return before it.
// * Of open calls that do the same, the one that returns first is placed first: they could change
//   places.
// * Pending calls come last; a configuration counts as visited if one was that had spent fewer of
//   them: what can follow here could follow there. One that changes nothing is not placed at all,
//   nor is it overwritten before anyone has seen it: whatever follows could have followed without.
// * Of calls that add, what leads nowhere, and all orders but one where nobody will see which it
//   was (foresight.h).
//
// A model says by `kLooksAhead` whether it rules out what later calls show to lead nowhere, and has
// `State initial()`, `bool step(State&, const Operation&)`, `std::size_t bytes()`, and perhaps
// `bool precedes(const Operation& a, const Operation& b)`: whether a has to come before b in every
// linearization that has both.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "checkers/linearizable/foresight.h"
#include "checkers/linearizable/operation.h"
#include "checkers/linearizable/problem.h"
#include "checkers/linearizable/visited.h"
#include "eddy/checkers/budget.h"

namespace eddy::checkers::linearizable {

enum class Answer : std::uint8_t { linearizable, out_of_budget, not_linearizable };

struct Placed {
  std::uint32_t entry = 0;
  State after = 0;
};

// The longest prefix of a linearization that was found.
struct Prefix {
  std::size_t length = 0;      // calls placed
  std::uint32_t frontier = 0;  // rank of the call that could not be placed
  std::vector<Placed> last;    // the last kMostPlaced of them
  State before = 0;            // before `last`
  State after = 0;             // at its end
  std::vector<State> states;   // which the object can be in at that frontier, the first few
  // Entries that were open and not placed; where it is all of a linearization, pending ones.
  std::vector<std::uint32_t> candidates;

  static constexpr std::size_t kMostPlaced = 64;
  static constexpr std::size_t kMostStates = 8;
};

struct SearchResult {
  Answer answer = Answer::linearizable;
  std::uint64_t steps = 0;
  std::size_t bytes = 0;
  Prefix prefix;  // all of it, without a frontier, where it is linearizable
};

template <class Model>
class Search {
 public:
  Search(const Problem& problem, Model& model, const Budget& budget)
      : problem_(problem),
        model_(model),
        budget_(budget),
        next_(problem.next()),
        previous_(problem.previous()),
        placed_(problem.returned(), 0),
        mask_(problem.mask_words(), 0),
        used_(problem.classes().size(), 0),
        visited_(problem.mask_words()),
        foresight_(problem, model, next_, steps_) {}

  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  SearchResult run() {
    state_ = model_.initial();
    place_harmless();
    Cursor cursor;
    while (frontier_ < problem_.returned()) {
      if (exhausted()) return result(Answer::out_of_budget);
      if (place_next(cursor)) {
        place_harmless();
        if (frontier_ == problem_.returned() || enter()) {
          cursor = {};
          continue;
        }
      } else {
        keep_prefix();
        if (choices_ == 0) return result(Answer::not_linearizable);
      }
      cursor = go_back();
    }
    return result(Answer::linearizable);
  }

 private:
  static constexpr bool kOrders =
      requires(const Model& model, const Operation& op) { model.precedes(op, op); };

  static constexpr bool kForesees = Foresight<Model>::kHasAdds;

  // What to try next: the frontier, then the other open calls, then the pending ones.
  struct Cursor {
    enum class Part : std::uint8_t { frontier, open, pending } part = Part::frontier;
    std::uint32_t at = 0;  // node of the list, or position in classes_near
  };
  struct Frame {
    std::uint32_t entry;
    State before;
    std::uint32_t frontier;
    Cursor cursor;
    bool chosen;  // false: it was placed as soon as it could be
    bool unseen_before;
  };

  std::uint32_t head() const { return 2 * problem_.returned(); }
  Moment horizon() const { return problem_.entry(problem_.by_rank(frontier_)).returned; }

  bool exhausted() { return steps_ > budget_.steps || bytes() > budget_.bytes || visited_.full(); }
  std::size_t bytes() const {
    return visited_.bytes() + model_.bytes() + stack_.capacity() * sizeof(Frame);
  }

  void unlink(std::uint32_t node) {
    next_[previous_[node]] = next_[node];
    previous_[next_[node]] = previous_[node];
  }
  void relink(std::uint32_t node) {
    next_[previous_[node]] = node;
    previous_[next_[node]] = node;
  }
  std::uint64_t& word(std::uint32_t n) { return mask_[problem_.slot(n) / 64]; }
  std::uint64_t bit(std::uint32_t n) const { return std::uint64_t{1} << (problem_.slot(n) % 64); }

  void place(std::uint32_t n, State after, Cursor cursor, bool chosen) {
    stack_.push_back({n, state_, frontier_, cursor, chosen, unseen_});
    state_ = after;
    if (chosen) ++choices_;
    unseen_ = chosen && n >= problem_.returned();
    if (n >= problem_.returned()) {
      ++used_[problem_.class_of(n)];
      return;
    }
    unlink(2 * n);
    unlink(2 * n + 1);
    placed_[n] = 1;
    word(n) |= bit(n);
    for (; frontier_ < problem_.returned() && placed_[problem_.by_rank(frontier_)] != 0;
         ++frontier_) {
      const std::uint32_t returned = problem_.by_rank(frontier_);
      word(returned) &= ~bit(returned);
    }
  }

  void take_back() {
    const Frame frame = stack_.back();
    stack_.pop_back();
    if (frame.chosen) --choices_;
    unseen_ = frame.unseen_before;
    state_ = frame.before;
    const std::uint32_t n = frame.entry;
    if (n >= problem_.returned()) {
      --used_[problem_.class_of(n)];
      return;
    }
    while (frontier_ > frame.frontier) {
      const std::uint32_t returned = problem_.by_rank(--frontier_);
      word(returned) |= bit(returned);
    }
    word(n) &= ~bit(n);
    placed_[n] = 0;
    relink(2 * n + 1);
    relink(2 * n);
  }

  // Back to before the last choice; gives what to try there next.
  Cursor go_back() {
    while (!stack_.back().chosen) take_back();
    const Cursor cursor = stack_.back().cursor;
    take_back();
    return cursor;
  }

  static bool is_harmless(const Entry& entry) {
    return entry.effect == Effect::observes || entry.effect == Effect::harmless;
  }

  void place_harmless() {
    while (place_harmless_open() || place_harmless_pending()) {
    }
  }

  // True if others may have become legal, or next in order.
  bool place_harmless_open() {
    bool again = false;
    for (std::uint32_t node = next_[head()]; node % 2 == 0 && node != head();) {
      ++steps_;
      const std::uint32_t n = node / 2;
      const std::uint32_t before = previous_[node];
      const Effect effect = problem_.entry(n).effect;
      if (effect == Effect::harmless && !has_earlier_twin(n, kNever) && try_to_place(n, {}, false))
        return true;
      if (effect == Effect::observes && try_to_place(n, {}, false)) {
        again = kOrders;
        node = next_[before];
      } else {
        node = next_[node];
      }
    }
    return again;
  }

  bool place_harmless_pending() {
    if (frontier_ == problem_.returned()) return false;
    for (const std::uint32_t c : problem_.classes_near(frontier_)) {
      ++steps_;
      const auto n = next_of_class(c);
      if (n && is_harmless(problem_.entry(*n)) && try_to_place(*n, {}, false)) return true;
    }
    return false;
  }

  bool step(State& state, const Operation& op) {
    ++steps_;
    return model_.step(state, op);
  }

  // Places the next call that can be, and leaves the cursor behind it.
  bool place_next(Cursor& cursor) {
    using Part = typename Cursor::Part;
    if (cursor.part == Part::frontier) {
      cursor = {Part::open, head()};
      if (choose(problem_.by_rank(frontier_), cursor)) return true;
    }
    if (cursor.part == Part::open) {
      for (;;) {
        const std::uint32_t node = next_[cursor.at];
        if (node % 2 == 1) break;
        ++steps_;
        cursor.at = node;
        const std::uint32_t n = node / 2;
        if (problem_.rank(n) != frontier_ && !has_earlier_twin(n, horizon()) && choose(n, cursor))
          return true;
      }
      cursor = {Part::pending, 0};
    }
    const auto classes = problem_.classes_near(frontier_);
    while (cursor.at < classes.size()) {
      ++steps_;
      const auto n = next_of_class(classes[cursor.at++]);
      if (n && choose(*n, cursor)) return true;
    }
    return false;
  }

  // The pending call of a class that is to be placed next, if there is one that can matter.
  std::optional<std::uint32_t> next_of_class(std::uint32_t c) const {
    const PendingClass& pending = problem_.classes()[c];
    if (frontier_ > pending.last_rank || used_[c] == pending.members.size()) return std::nullopt;
    const std::uint32_t n = pending.members[used_[c]];
    if (problem_.entry(n).invoked > horizon()) return std::nullopt;
    return n;
  }

  // Whether another call that is not placed does the same, returns earlier, and is invoked before a
  // moment.
  bool has_earlier_twin(std::uint32_t n, Moment invoked_before) {
    for (std::uint32_t twin = problem_.twin(n);
         twin != Problem::kNone && problem_.rank(twin) >= frontier_; twin = problem_.twin(twin)) {
      ++steps_;
      if (placed_[twin] == 0 && problem_.entry(twin).invoked < invoked_before) return true;
    }
    return false;
  }

  bool choose(std::uint32_t n, Cursor cursor) {
    const Effect effect = problem_.entry(n).effect;
    if (effect == Effect::observes) return false;
    if (unseen_ && effect == Effect::overwrites) return false;
    if constexpr (kForesees) {
      if (effect == Effect::adds && follows_unseen_later_one(n)) return false;
    }
    return try_to_place(n, cursor, true);
  }

  // Calls that add, one after the other, to what nobody will see are placed by their returns: any
  // order is as good.
  bool follows_unseen_later_one(std::uint32_t n) {
    if (stack_.empty() || !stack_.back().chosen) return false;
    const std::uint32_t before = stack_.back().entry;
    if (problem_.entry(before).effect != Effect::adds || n >= problem_.returned()) return false;
    if (before < problem_.returned() && problem_.rank(before) < problem_.rank(n)) return false;
    return foresight_.is_never_seen(state_);
  }

  bool try_to_place(std::uint32_t n, Cursor cursor, bool chosen) {
    const Entry& entry = problem_.entry(n);
    if (entry.not_before > horizon()) return false;
    State after = state_;
    if (!step(after, entry.op)) return false;
    if (n >= problem_.returned() && after == state_) return false;
    if constexpr (kForesees) {
      if (model_.adds() && !foresight_.can_still_answer(n, after)) return false;
    }
    if constexpr (kOrders) {
      if (!is_next_in_order(n)) return false;
    }
    place(n, after, cursor, chosen);
    return true;
  }

  bool is_next_in_order(std::uint32_t n) {
    for (std::uint32_t node = next_[head()]; node % 2 == 0; node = next_[node]) {
      ++steps_;
      if (node / 2 != n && model_.precedes(problem_.entry(node / 2).op, problem_.entry(n).op))
        return false;
    }
    return true;
  }

  // False if nothing can come from the configuration.
  bool enter() {
    used_now_.clear();
    if (!used_.empty()) {
      for (const std::uint32_t c : problem_.classes_near(frontier_)) {
        if (used_[c] > 0 && problem_.classes()[c].last_rank >= frontier_)
          used_now_.push_back({c, used_[c]});
      }
    }
    if (!visited_.insert(frontier_, state_, mask_, used_now_, steps_)) return false;
    note_state();
    return true;
  }

  void note_state() {
    if (frontier_ > noted_frontier_) {
      noted_frontier_ = frontier_;
      noted_states_.clear();
    }
    if (frontier_ < noted_frontier_ || noted_states_.size() == Prefix::kMostStates) return;
    if (std::find(noted_states_.begin(), noted_states_.end(), state_) == noted_states_.end())
      noted_states_.push_back(state_);
  }

  // Remembers the way here if none reached as far.
  void keep_prefix() {
    if (kept_ && (frontier_ < prefix_.frontier ||
                  (frontier_ == prefix_.frontier && stack_.size() <= prefix_.length)))
      return;
    kept_ = true;
    prefix_.frontier = frontier_;
    keep_way();
    prefix_.candidates.clear();
    for (std::uint32_t node = next_[head()]; node % 2 == 0; node = next_[node])
      prefix_.candidates.push_back(node / 2);
    for (const std::uint32_t c : problem_.classes_near(frontier_)) {
      if (const auto n = next_of_class(c)) prefix_.candidates.push_back(*n);
    }
  }

  void keep_way() {
    prefix_.length = stack_.size();
    prefix_.after = state_;
    const std::size_t first = stack_.size() - std::min(stack_.size(), Prefix::kMostPlaced);
    prefix_.before = first < stack_.size() ? stack_[first].before : state_;
    prefix_.last.clear();
    for (std::size_t i = first; i < stack_.size(); ++i) {
      prefix_.last.push_back(
          {stack_[i].entry, i + 1 < stack_.size() ? stack_[i + 1].before : state_});
    }
  }

  SearchResult result(Answer answer) {
    if (answer == Answer::linearizable) {
      prefix_ = {};
      keep_way();
      for (std::uint32_t c = 0; c < used_.size(); ++c) {
        const auto& members = problem_.classes()[c].members;
        prefix_.candidates.insert(prefix_.candidates.end(), members.begin() + used_[c],
                                  members.end());
      }
      return {answer, steps_, bytes(), prefix_};
    }
    if (answer == Answer::out_of_budget) keep_prefix();
    if (noted_frontier_ == prefix_.frontier) prefix_.states = noted_states_;
    if (prefix_.states.empty()) prefix_.states.push_back(prefix_.after);
    return {answer, steps_, bytes(), prefix_};
  }

  const Problem& problem_;
  Model& model_;
  const Budget& budget_;

  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> previous_;
  std::vector<std::uint8_t> placed_;  // by entry, of those that returned
  std::vector<std::uint64_t> mask_;   // by slot: open at the frontier's return, and placed
  std::vector<std::uint32_t> used_;   // by class
  std::vector<UsedClass> used_now_;
  State state_ = 0;
  std::uint32_t frontier_ = 0;
  bool unseen_ = false;  // the last call placed is pending, and nothing has observed it
  std::vector<Frame> stack_;
  std::size_t choices_ = 0;
  Visited visited_;
  std::uint64_t steps_ = 0;
  Foresight<Model> foresight_;

  std::uint32_t noted_frontier_ = 0;
  std::vector<State> noted_states_;
  bool kept_ = false;
  Prefix prefix_;
};

}  // namespace eddy::checkers::linearizable
