#include <doctest/doctest.h>
#include <optional>
#include <vector>

#include "checkers/linearizable/owned_mutex_model.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/linearizable/exhaustive.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers::linearizable {
namespace TEST_FILE {

struct NaiveOwnedMutex {
  using State = std::int64_t;  // the owner; 0: free

  static State initial() { return 0; }
  static bool says_nothing(const Kind& kind) { return kind.outcome == OpType::fail; }
  static std::optional<State> step(State owner, const Kind& kind) {
    const bool acquires = kind.f == "acquire";
    if (owner != (acquires ? 0 : kind.a)) return std::nullopt;
    return acquires ? kind.a : 0;
  }
  static boost::json::value value(const Kind& kind) { return kind.a; }
};

TEST_CASE("owned-mutex: the search agrees with brute force on every history of up to 5 calls") {
  std::vector<Kind> kinds = {{"acquire", 1, 0, OpType::fail}};
  for (const int owner : {1, 2}) {
    for (const OpType outcome : {OpType::ok, OpType::info}) {
      kinds.push_back({"acquire", owner, 0, outcome});
      kinds.push_back({"release", owner, 0, outcome});
    }
  }
  for (std::size_t calls = 1; calls <= 5; ++calls) {
    const Tally tally = compare_all<OwnedMutexModel>(
        NaiveOwnedMutex{}, kinds, LinearizableOptions{}, calls, calls < 5 ? 1 : 7 * kStride);
    CHECK(tally.linearizable > 0);
    CHECK(tally.linearizable < tally.histories);
  }
}

Verdict judge(const History& history, LinearizableModel model) {
  LinearizableOptions options;
  options.model = model;
  return check_linearizable(history, options);
}

WrittenHistory released_by(std::int64_t process, const boost::json::value& owner) {
  WrittenHistory history;
  history.invoke(0, "acquire", "c0").ok(0, "acquire", "c0");
  history.invoke(9, "acquire", owner).info(9, "acquire", owner);
  history.invoke(process, "release", owner).ok(process, "release", owner);
  history.invoke(0, "release", "c0").ok(0, "release", "c0");
  return history;
}

TEST_CASE("owned-mutex: a lock that another client released is invalid, where mutex sees nothing") {
  const History history = released_by(1, "c1");
  const Verdict verdict = judge(history, LinearizableModel::owned_mutex);
  CHECK(verdict.validity == Validity::invalid);
  CHECK(evidence_of(verdict).find("held by \"c0\"") != std::string::npos);
  WrittenHistory again;
  again.invoke(0, "acquire", "c0").ok(0, "acquire", "c0");
  again.invoke(1, "release", "c1").ok(1, "release", "c1");
  CHECK(judge(again, LinearizableModel::mutex).validity == Validity::valid);
  CHECK(judge(again, LinearizableModel::owned_mutex).validity == Validity::invalid);
}

TEST_CASE("owned-mutex: without a value the process is the owner") {
  WrittenHistory own;
  own.invoke(3, "acquire").ok(3, "acquire").invoke(3, "release").ok(3, "release");
  CHECK(judge(own, LinearizableModel::owned_mutex).validity == Validity::valid);
  WrittenHistory others;
  others.invoke(3, "acquire").ok(3, "acquire").invoke(4, "release").ok(4, "release");
  CHECK(judge(others, LinearizableModel::owned_mutex).validity == Validity::invalid);
}

TEST_CASE("owned-mutex: who comes back as another process is known by its name") {
  WrittenHistory history;
  history.invoke(0, "acquire", "c0").info(0, "acquire", "c0");
  history.invoke(5, "release", "c0").ok(5, "release", "c0");
  CHECK(judge(history, LinearizableModel::owned_mutex).validity == Validity::valid);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers::linearizable
