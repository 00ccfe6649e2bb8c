#include <doctest/doctest.h>
#include <algorithm>
#include <optional>
#include <vector>

#include "checkers/linearizable/fifo_queue_model.h"
#include "checkers/linearizable/unordered_queue_model.h"
#include "tests/checkers/linearizable/exhaustive.h"

namespace eddy::checkers::linearizable {
namespace TEST_FILE {

// Elements are numbers above 0; a dequeue of 0 found nothing.
struct NaiveFifo {
  using State = std::vector<int>;

  static State initial() { return {}; }
  static bool says_nothing(const Kind& kind) { return kind.outcome == OpType::fail; }
  static std::optional<State> step(State state, const Kind& kind) {
    if (kind.f == "enqueue") {
      state.push_back(kind.a);
      return state;
    }
    const int head = state.empty() ? 0 : state.front();
    if (kind.outcome == OpType::ok && kind.a != head) return std::nullopt;
    if (!state.empty()) state.erase(state.begin());
    return state;
  }
  static boost::json::value value(const Kind& kind) {
    return kind.a == 0 ? boost::json::value() : boost::json::value(kind.a);
  }
};

const std::vector<Kind> kFifoKinds = {
    {"enqueue", 1, 0, OpType::ok},   {"enqueue", 2, 0, OpType::ok},
    {"dequeue", 1, 0, OpType::ok},   {"dequeue", 2, 0, OpType::ok},
    {"dequeue", 0, 0, OpType::ok},   {"enqueue", 1, 0, OpType::info},
    {"dequeue", 0, 0, OpType::info}, {"enqueue", 3, 0, OpType::ok},
    {"dequeue", 3, 0, OpType::ok},   {"enqueue", 2, 0, OpType::info},
    {"enqueue", 1, 0, OpType::fail}, {"dequeue", 0, 0, OpType::fail}};

template <class Model, class Naive>
void compare_up_to_five(const Naive& naive, const std::vector<Kind>& all, std::size_t of_five) {
  for (std::size_t calls = 1; calls <= 5; ++calls) {
    std::vector<Kind> kinds = all;
    if (calls == 5) kinds.resize(of_five);
    const Tally tally =
        compare_all<Model>(naive, kinds, LinearizableOptions{}, calls, calls < 5 ? 1 : kStride);
    CHECK(tally.linearizable > 0);
    CHECK(tally.linearizable < tally.histories);
  }
}

TEST_CASE("fifo-queue: the search agrees with brute force on every history of up to 5 calls") {
  compare_up_to_five<FifoQueueModel>(NaiveFifo{}, kFifoKinds, 8);
}

// A dequeue of unknown outcome has as many kinds as there are elements: `b` is the one it takes.
// The checker does not see it, so of all choices for `b` one has to do; see `some_choice`.
struct NaiveUnordered {
  using State = std::vector<int>;

  static State initial() { return {}; }
  static bool says_nothing(const Kind& kind) { return kind.outcome == OpType::fail; }
  static std::optional<State> step(State state, const Kind& kind) {
    if (kind.f == "enqueue") {
      state.insert(std::upper_bound(state.begin(), state.end(), kind.a), kind.a);
      return state;
    }
    const int wanted = kind.outcome == OpType::ok ? kind.a : kind.b;
    if (wanted == 0) return state.empty() ? std::optional(state) : std::nullopt;
    const auto found = std::find(state.begin(), state.end(), wanted);
    if (found == state.end()) return std::nullopt;
    state.erase(found);
    return state;
  }
  static boost::json::value value(const Kind& kind) { return NaiveFifo::value(kind); }
};

bool some_choice(std::vector<PlainCall> calls, std::size_t from) {
  for (; from < calls.size(); ++from) {
    Kind& kind = calls[from].kind;
    if (kind.f != "dequeue" || kind.outcome != OpType::info) continue;
    for (const int element : {1, 2}) {
      kind.b = element;
      if (some_choice(calls, from + 1)) return true;
    }
    return false;
  }
  return BruteForce<NaiveUnordered>(NaiveUnordered{}, calls).linearizable();
}

bool by_brute_force(const NaiveUnordered& /*naive*/, const std::vector<PlainCall>& calls) {
  return some_choice(calls, 0);
}

TEST_CASE("unordered-queue: the search agrees with brute force on every history of up to 5 calls") {
  std::vector<Kind> kinds = kFifoKinds;
  std::erase_if(kinds, [](const Kind& kind) { return kind.a == 3; });
  compare_up_to_five<UnorderedQueueModel>(NaiveUnordered{}, kinds, 8);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers::linearizable
