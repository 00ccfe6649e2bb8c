#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <optional>
#include <vector>

#include "checkers/linearizable/set_model.h"
#include "tests/checkers/linearizable/exhaustive.h"

namespace eddy::checkers::linearizable {
namespace TEST_FILE {

// Elements 0, 1, 2; a state has a bit for each, and so has what a read saw. A `b` above 0 is an
// element that the read shows a second time.
struct NaiveSet {
  using State = int;

  static State initial() { return 0; }
  static bool says_nothing(const Kind& kind) {
    return kind.f == "read" ? kind.outcome != OpType::ok : kind.outcome == OpType::fail;
  }
  static std::optional<State> step(State state, const Kind& kind) {
    if (kind.f == "add") return state | 1 << kind.a;
    return state == kind.a && kind.b == 0 ? std::optional(state) : std::nullopt;
  }
  static boost::json::value value(const Kind& kind) {
    if (kind.f == "add") return kind.a;
    boost::json::array elements;
    for (const int element : {2, 0, 1}) {
      if ((kind.a >> element & 1) != 0) elements.emplace_back(element);
    }
    if (kind.b > 0) elements.emplace_back(kind.b);
    return elements;
  }
};

const std::vector<Kind> kKinds = {
    {"add", 0, 0, OpType::ok},   {"add", 1, 0, OpType::ok},   {"add", 2, 0, OpType::ok},
    {"read", 0, 0, OpType::ok},  {"read", 1, 0, OpType::ok},  {"read", 3, 0, OpType::ok},
    {"read", 2, 0, OpType::ok},  {"read", 7, 0, OpType::ok},  {"add", 0, 0, OpType::info},
    {"add", 1, 0, OpType::info}, {"add", 2, 0, OpType::fail}, {"read", 2, 1, OpType::ok}};

TEST_CASE("linear-set: the search agrees with brute force on every history of up to 5 calls") {
  for (std::size_t calls = 1; calls <= 5; ++calls) {
    const std::vector<Kind> kinds(kKinds.begin(), kKinds.end() - (calls < 5 ? 0 : 3));
    const Tally tally = compare_all<SetModel>(NaiveSet{}, kinds, LinearizableOptions{}, calls,
                                              calls < 5 ? 1 : kStride);
    CHECK(tally.linearizable > 0);
    CHECK(tally.linearizable < tally.histories);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers::linearizable
