#include <doctest/doctest.h>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <vector>

#include "checkers/linearizable/multi_register_model.h"
#include "tests/checkers/linearizable/exhaustive.h"

namespace eddy::checkers::linearizable {
namespace TEST_FILE {

namespace json = boost::json;

// Registers x and y, first 0 and 0. "rr": reads a from x and b from y. "ww" writes them. "rw" reads
// a from x and writes b to y, "wr" writes a to x and reads b from it.
struct NaiveRegisters {
  using State = std::array<int, 2>;

  static State initial() { return {0, 0}; }
  static bool says_nothing(const Kind& kind) { return kind.outcome == OpType::fail; }
  static std::optional<State> step(State state, const Kind& kind) {
    const bool reads_count = kind.outcome == OpType::ok;
    if (kind.f == "rr")
      return !reads_count || state == State{kind.a, kind.b} ? std::optional(state) : std::nullopt;
    if (kind.f == "ww") return State{kind.a, kind.b};
    if (kind.f == "rw") {
      if (reads_count && state[0] != kind.a) return std::nullopt;
      return State{state[0], kind.b};
    }
    if (reads_count && kind.a != kind.b) return std::nullopt;
    return State{kind.a, state[1]};
  }
  static json::value value(const Kind& kind) {
    if (kind.f == "rr") return json::array{{"read", "x", kind.a}, {"read", "y", kind.b}};
    if (kind.f == "ww") return json::array{{"write", "x", kind.a}, {"write", "y", kind.b}};
    if (kind.f == "rw") return json::array{{"read", "x", kind.a}, {"write", "y", kind.b}};
    return json::array{{"write", "x", kind.a}, {"read", "x", kind.b}};
  }
};

TEST_CASE("multi-register: the search agrees with brute force on every history of up to 5 calls") {
  const std::vector<Kind> all = {
      {"rr", 0, 0, OpType::ok},   {"rr", 1, 0, OpType::ok}, {"rr", 0, 1, OpType::ok},
      {"ww", 1, 0, OpType::ok},   {"rw", 0, 1, OpType::ok}, {"wr", 1, 1, OpType::ok},
      {"ww", 0, 1, OpType::info}, {"rw", 1, 1, OpType::ok}, {"rw", 1, 1, OpType::info},
      {"wr", 0, 1, OpType::info}, {"wr", 0, 1, OpType::ok}, {"ww", 1, 1, OpType::fail}};
  LinearizableOptions options;
  options.initial = json::object{{"x", 0}, {"y", 0}};
  for (std::size_t calls = 1; calls <= 5; ++calls) {
    std::vector<Kind> kinds = all;
    if (calls == 5) kinds.resize(8);
    const Tally tally = compare_all<MultiRegisterModel>(NaiveRegisters{}, kinds, options, calls,
                                                        calls < 5 ? 1 : kStride);
    CHECK(tally.linearizable > 0);
    CHECK(tally.linearizable < tally.histories);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers::linearizable
