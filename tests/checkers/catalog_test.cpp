#include <doctest/doctest.h>
#include <set>
#include <string>

#include "checkers/bad_operation.h"
#include "eddy/checkers/catalog.h"
#include "tests/checkers/transactional/written_transactions.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("catalog: names are unique and each has a summary of one line") {
  std::set<std::string_view> names;
  for (const CheckerEntry& entry : catalog()) {
    CAPTURE(std::string(entry.name));
    CHECK(names.insert(entry.name).second);
    CHECK_FALSE(entry.summary.empty());
    CHECK(entry.summary.find('\n') == std::string_view::npos);
    CHECK(find_checker(entry.name) == &entry);
  }
  CHECK(find_checker("set-ful") == nullptr);
  CHECK(find_checker("") == nullptr);
}

TEST_CASE("catalog: to every checker an empty history is unknown, and the same way twice") {
  for (const CheckerEntry& entry : catalog()) {
    CAPTURE(std::string(entry.name));
    const Verdict once = judge(entry, History{}, CheckOptions{});
    const Verdict again = judge(entry, History{}, CheckOptions{});
    CHECK(once.validity == Validity::unknown);
    CHECK_FALSE(once.evidence.empty());
    Op fault;
    fault.process = kNemesis;
    fault.type = OpType::info;
    History without_clients;
    without_clients.ops = {fault};
    CHECK(judge(entry, without_clients, CheckOptions{}).validity == Validity::unknown);
    CHECK(once.validity == again.validity);
    CHECK(once.evidence == again.evidence);
    CHECK(once.report == again.report);
  }
}

TEST_CASE("catalog: the options reach the set checker") {
  const CheckerEntry& set_full = *find_checker("set-full");
  const History stale = WrittenHistory().at(0).add(0, 7).at(100).read(1, {}).at(200).read(2, {7});
  CheckOptions options;
  CHECK(set_full.check(stale, options).validity == Validity::valid);
  options.linearizable = true;
  CHECK(set_full.check(stale, options).validity == Validity::invalid);
  options.add = "broadcast";
  CHECK(set_full.check(stale, options).validity == Validity::unknown);
}

TEST_CASE("catalog: the options reach the checker of registers") {
  const CheckerEntry& rw_register = *find_checker("rw-register");
  const auto judged = [&](const History& history, const CheckOptions& options) {
    return rw_register.check(history, options).validity;
  };
  const History skew = overlapping({ok("r1=null w2=1"), ok("r2=null w1=1")});
  CheckOptions options;
  CHECK(judged(skew, options) == Validity::invalid);
  options.consistency_models = {"snapshot-isolation"};
  CHECK(judged(skew, options) == Validity::valid);
  options.anomalies = {"G2-item"};
  CHECK(judged(skew, options) == Validity::invalid);

  const History stale = one_by_one({ok(0, "w1=1"), ok(0, "w1=2"), ok(1, "r1=1")});
  options = {};
  CHECK(judged(stale, options) == Validity::valid);
  options.linearizable_keys = true;
  CHECK(judged(stale, options) == Validity::invalid);
  const History own = one_by_one({ok(0, "w1=1"), ok(0, "w1=2"), ok(0, "r1=1")});
  options = {};
  CHECK(judged(own, options) == Validity::valid);
  options.sequential_keys = true;
  CHECK(judged(own, options) == Validity::invalid);
  const History circle = overlapping({ok("r1=2 w1=1"), ok("r1=1 w1=2")});
  options = {};
  options.consistency_models = {"read-uncommitted"};
  CHECK(judged(circle, options) == Validity::valid);
  options.wfr_keys = true;
  CHECK(judged(circle, options) == Validity::invalid);
}

TEST_CASE("a bad operation names itself") {
  const History history = WrittenHistory().at(1250).invoke(3, "read", 7);
  const BadOperation bad(history.ops[0], "expected null, but it is 7");
  CHECK(std::string(bad.what()) == "op 0 of process 3 at 1.250 s: expected null, but it is 7");
  CHECK(bad.index() == 0);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
