#include <doctest/doctest.h>
#include <optional>
#include <vector>

#include "checkers/linearizable/mutex_model.h"
#include "tests/checkers/linearizable/exhaustive.h"

namespace eddy::checkers::linearizable {
namespace TEST_FILE {

struct NaiveMutex {
  using State = bool;

  static State initial() { return false; }
  static bool says_nothing(const Kind& kind) { return kind.outcome == OpType::fail; }
  static std::optional<State> step(State held, const Kind& kind) {
    const bool acquires = kind.f == "acquire";
    return held == acquires ? std::nullopt : std::optional(acquires);
  }
  static boost::json::value value(const Kind& /*kind*/) { return nullptr; }
};

TEST_CASE("mutex: the search agrees with brute force on every history of up to 5 calls") {
  const std::vector<Kind> kinds = {
      {"acquire", 0, 0, OpType::ok},   {"release", 0, 0, OpType::ok},
      {"acquire", 0, 0, OpType::info}, {"release", 0, 0, OpType::info},
      {"acquire", 0, 0, OpType::fail}, {"release", 0, 0, OpType::fail}};
  for (std::size_t calls = 1; calls <= 5; ++calls) {
    const Tally tally = compare_all<MutexModel>(NaiveMutex{}, kinds, LinearizableOptions{}, calls,
                                                calls < 5 ? 1 : kStride);
    CHECK(tally.linearizable > 0);
    CHECK(tally.linearizable < tally.histories);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers::linearizable
