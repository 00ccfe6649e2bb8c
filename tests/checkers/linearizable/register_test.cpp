#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <vector>

#include "checkers/linearizable/register_model.h"
#include "tests/checkers/linearizable/exhaustive.h"

namespace eddy::checkers::linearizable {
namespace TEST_FILE {

namespace json = boost::json;

// A register of 0, 1, 2, first 0.
struct NaiveRegister {
  using State = int;
  FailedCas failed_cas = FailedCas::dropped;

  static State initial() { return 0; }
  bool says_nothing(const Kind& kind) const {
    if (kind.f == "read") return kind.outcome != OpType::ok;
    if (kind.outcome != OpType::fail) return false;
    return kind.f == "write" || failed_cas == FailedCas::dropped;
  }
  static std::optional<State> step(State state, const Kind& kind) {
    if (kind.f == "write") return kind.a;
    if (kind.f == "cas" && kind.outcome != OpType::fail)
      return state == kind.a ? std::optional(kind.b) : std::nullopt;
    const bool right = (state == kind.a) == (kind.f == "read");
    return right ? std::optional(state) : std::nullopt;
  }
  static json::value value(const Kind& kind) {
    if (kind.f == "cas") return json::array{kind.a, kind.b};
    return kind.a;
  }
};

LinearizableOptions first_zero(FailedCas failed_cas) {
  LinearizableOptions options;
  options.initial = 0;
  options.failed_cas = failed_cas;
  return options;
}

const std::vector<Kind> kEveryKind = {
    {"read", 0, 0, OpType::ok},    {"read", 1, 0, OpType::ok},    {"read", 2, 0, OpType::ok},
    {"write", 1, 0, OpType::ok},   {"write", 2, 0, OpType::ok},   {"cas", 0, 1, OpType::ok},
    {"cas", 1, 2, OpType::ok},     {"cas", 2, 1, OpType::ok},     {"cas", 0, 1, OpType::fail},
    {"cas", 1, 0, OpType::fail},   {"write", 1, 0, OpType::fail}, {"write", 1, 0, OpType::info},
    {"write", 0, 0, OpType::info}, {"cas", 0, 2, OpType::info},   {"cas", 1, 2, OpType::info},
    {"cas", 1, 1, OpType::ok},     {"read", 1, 0, OpType::info},  {"cas", 2, 1, OpType::info}};

TEST_CASE("register: the search agrees with brute force on every history of up to 4 calls") {
  for (const FailedCas failed_cas : {FailedCas::dropped, FailedCas::saw_another}) {
    const NaiveRegister naive{failed_cas};
    for (std::size_t calls = 1; calls <= 4; ++calls) {
      const std::size_t stride = calls < 4 ? 1 : kStride;
      const Tally tally =
          compare_all<RegisterModel>(naive, kEveryKind, first_zero(failed_cas), calls, stride);
      CHECK(tally.linearizable > 0);
      CHECK(tally.linearizable < tally.histories);
    }
  }
}

TEST_CASE("register: the search agrees with brute force on every history of 5 calls") {
  const std::vector<Kind> kinds = {
      {"read", 0, 0, OpType::ok},  {"read", 1, 0, OpType::ok},    {"write", 1, 0, OpType::ok},
      {"cas", 0, 1, OpType::ok},   {"cas", 1, 0, OpType::ok},     {"cas", 0, 1, OpType::fail},
      {"cas", 1, 0, OpType::info}, {"write", 1, 0, OpType::info}, {"write", 0, 0, OpType::info}};
  const NaiveRegister naive{FailedCas::saw_another};
  const Tally tally =
      compare_all<RegisterModel>(naive, kinds, first_zero(FailedCas::saw_another), 5, kStride);
  CHECK(tally.linearizable > 0);
  CHECK(tally.linearizable < tally.histories);
  MESSAGE("histories of 5 calls: ", tally.histories, ", linearizable: ", tally.linearizable);
}

// A register of strings of digits, first "", as a number: get, put and append of 1 or 2.
struct NaiveStrings {
  using State = int;

  static State initial() { return 0; }
  static bool says_nothing(const Kind& kind) {
    return kind.f == "get" ? kind.outcome != OpType::ok : kind.outcome == OpType::fail;
  }
  static std::optional<State> step(State state, const Kind& kind) {
    if (kind.f == "put") return kind.a;
    if (kind.f == "append") return 10 * state + kind.a;
    return state == kind.a ? std::optional(state) : std::nullopt;
  }
  static json::value value(const Kind& kind) {
    return json::string(kind.a == 0 ? "" : std::to_string(kind.a));
  }
};

TEST_CASE("kv of strings: the search agrees with brute force on every history of up to 5 calls") {
  const std::vector<Kind> all = {
      {"get", 0, 0, OpType::ok},      {"get", 1, 0, OpType::ok},  {"get", 12, 0, OpType::ok},
      {"append", 1, 0, OpType::ok},   {"put", 1, 0, OpType::ok},  {"append", 2, 0, OpType::ok},
      {"append", 2, 0, OpType::info}, {"get", 2, 0, OpType::ok},  {"put", 1, 0, OpType::info},
      {"get", 21, 0, OpType::ok},     {"put", 2, 0, OpType::fail}};
  for (std::size_t calls = 1; calls <= 5; ++calls) {
    std::vector<Kind> kinds = all;
    if (calls == 5) kinds.resize(8);
    const Tally tally = compare_all<RegisterModel>(NaiveStrings{}, kinds, LinearizableOptions{},
                                                   calls, calls < 5 ? 1 : kStride);
    CHECK(tally.linearizable > 0);
    CHECK(tally.linearizable < tally.histories);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers::linearizable
