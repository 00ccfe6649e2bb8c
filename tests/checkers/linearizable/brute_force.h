// Linearizability by trying every order, without a cache and without a thought: what the search is
// held against. Plain calls stand in time by integers; a model is a function of plain numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"

namespace eddy::checkers::linearizable {

// What a call does and how it ends, apart from when: "ok read of 1" is {read, 1, 0, ok}.
struct Kind {
  std::string_view f;
  int a = 0;
  int b = 0;
  OpType outcome = OpType::ok;
};

struct PlainCall {
  Kind kind;
  int invoked = 0;
  int returned = 0;  // of no meaning where the outcome is info
};

// `Naive` has a copyable `State initial()` and `std::optional<State> step(State, const Kind&)`,
// which is nothing where the answer would be wrong. It is not asked about failed calls that it
// `says_nothing` about, nor about info calls of that sort.
template <class Naive>
class BruteForce {
 public:
  BruteForce(const Naive& naive, const std::vector<PlainCall>& calls)
      : naive_(naive), calls_(calls), done_(calls.size(), false) {
    for (std::size_t i = 0; i < calls.size(); ++i) done_[i] = naive.says_nothing(calls[i].kind);
  }

  bool linearizable() { return from(naive_.initial()); }

 private:
  bool may_be_next(std::size_t i) const {
    for (std::size_t j = 0; j < calls_.size(); ++j) {
      if (done_[j] || calls_[j].kind.outcome == OpType::info) continue;
      if (calls_[j].returned < calls_[i].invoked) return false;
    }
    return true;
  }

  bool all_answered() const {
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (!done_[i] && calls_[i].kind.outcome != OpType::info) return false;
    }
    return true;
  }

  bool from(const typename Naive::State& state) {
    if (all_answered()) return true;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (done_[i] || !may_be_next(i)) continue;
      const std::optional<typename Naive::State> after = naive_.step(state, calls_[i].kind);
      if (!after) continue;
      done_[i] = true;
      if (from(*after)) return true;
      done_[i] = false;
    }
    return false;
  }

  const Naive& naive_;
  const std::vector<PlainCall>& calls_;
  std::vector<bool> done_;
};

template <class Naive>
bool by_brute_force(const Naive& naive, const std::vector<PlainCall>& calls) {
  return BruteForce<Naive>(naive, calls).linearizable();
}

}  // namespace eddy::checkers::linearizable
