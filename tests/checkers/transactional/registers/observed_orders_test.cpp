// What the true order of versions shows that no client can.
#include <doctest/doctest.h>
#include <algorithm>
#include <string>
#include <vector>

#include "checkers/transactional/registers/version_orders.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace TEST_FILE {

using Names = std::vector<std::string>;

History with_orders(History history, const std::vector<ObservedOrder>& orders) {
  for (const ObservedOrder& order : orders) {
    Op event = version_order_event(order);
    event.index = static_cast<std::int64_t>(history.ops.size());
    history.ops.push_back(std::move(event));
  }
  return history;
}

// With all that a black box may assume.
Verdict check(const History& history) {
  CheckOptions options;
  options.wfr_keys = true;
  options.sequential_keys = true;
  options.linearizable_keys = true;
  return check_rw_register(history, options);
}

bool says(const Verdict& verdict, const std::string& words) {
  return std::any_of(verdict.evidence.begin(), verdict.evidence.end(),
                     [&](const auto& line) { return line.find(words) != std::string::npos; });
}

TEST_CASE("a write cycle that no client can see is found in the order of the versions") {
  // Two transactions write both keys, and each wins one of them.
  const History history = overlapping({ok("w1=1 w2=1"), ok("w1=2 w2=2"), ok("r1=2"), ok("r2=1")});
  CHECK(check(history).validity == Validity::valid);

  const Verdict verdict = check(with_orders(history, {{"n0", 1, {1, 2}}, {"n0", 2, {2, 1}}}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(anomaly_types(verdict) == Names{"G0"});
  CHECK(
      says(verdict, "T1 wrote 1 to key 1, and T2 replaced it by 2 (n0 saw 1 installed before 2)"));
  CHECK(
      says(verdict, "T2 wrote 2 to key 2, and T1 replaced it by 1 (n0 saw 2 installed before 1)"));
}

TEST_CASE("a write that was lost under another one is found in the order of the versions") {
  // T2 writes without reading, between T3's read and T3's write.
  const History history = overlapping({ok("w1=1"), ok("w1=2"), ok("r1=1 w1=3"), ok("r1=3")});
  CHECK(check(history).validity == Validity::valid);
  const Verdict verdict = check(with_orders(history, {{"n0", 1, {1, 2, 3}}}));
  CHECK(anomaly_types(verdict) == Names{"G-single-item", "lost-update"});
  CHECK(
      says(verdict,
           "op 6 of process 2 at 0.006 s read key 1 as 1 and then set it to 3, over 2, which op 5 "
           "of process 1 at 0.005 s had written in between, as n0 saw"));
}

TEST_CASE("an update of the latest version loses nothing, nor does a write that did not read") {
  const History history =
      overlapping({ok("w1=1"), ok("r1=1 w1=2"), ok("w1=3"), ok("r1=3 w1=4"), ok("r1=4")});
  CHECK(check(with_orders(history, {{"n0", 1, {1, 2, 3, 4}}})).validity == Validity::valid);
}

TEST_CASE("an update that two transactions made of one version is lost once") {
  const History history = overlapping({ok("r1=null w1=1"), ok("r1=null w1=2"), ok("r1=2")});
  const Verdict verdict = check(with_orders(history, {{"n0", 1, {1, 2}}, {"n1", 1, {1, 2}}}));
  CHECK(verdict.report.at("anomaly-counts").at("lost-update") == 1);
}

TEST_CASE("true orders of a sound database change nothing") {
  const History history =
      overlapping({ok("w1=1 w2=1"), ok("w1=2 w2=2"), ok("r1=2 r2=2"), ok("r1=1 r2=1")});
  const History known = with_orders(
      history, {{"n0", 1, {1, 2}}, {"n0", 2, {1, 2}}, {"n1", 1, {2}}, {"n1", 2, {1, 2}}});
  CHECK(check(known).validity == Validity::valid);
}

TEST_CASE("observers who disagree about what came last are a finding") {
  const History history = overlapping({ok("w1=1"), ok("w1=2"), ok("r1=1"), ok("r1=2")});
  const Verdict verdict = check(with_orders(history, {{"n0", 1, {1, 2}}, {"n1", 1, {2, 1}}}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(anomaly_types(verdict) == Names{"G-single-item", "G0", "cyclic-versions"});
  CHECK(says(verdict, "1 before 2: n0 saw 1 installed before 2"));
  CHECK(says(verdict, "2 before 1: n1 saw 2 installed before 1"));
}

TEST_CASE("an observer who sees a key go back to an older value contradicts itself") {
  const History history = overlapping({ok("w1=1"), ok("w1=2"), ok("r1=1")});
  CHECK(anomaly_types(check(with_orders(history, {{"n0", 1, {1, 2, 1}}}))) ==
        Names{"G-single-item", "G0", "cyclic-versions"});
  CHECK(anomaly_types(check(with_orders(history, {{"n0", 1, {1, nullptr}}}))) ==
        Names{"cyclic-versions"});
}

TEST_CASE("field: one-key-dirty-writes: a write between two writes of another transaction") {
  const History history = overlapping({ok("w1=1 w1=3"), ok("w1=2")});
  const History dirty = with_orders(history, {{"n0", 1, {1, 2, 3}}});
  CheckOptions options;
  options.consistency_models = {"read-uncommitted"};
  const Verdict verdict = check_rw_register(dirty, options);
  CHECK(verdict.validity == Validity::invalid);
  CHECK(anomaly_types(verdict) == Names{"G0"});
  CHECK(
      says(verdict, "T1 wrote 1 to key 1, and T2 replaced it by 2 (n0 saw 1 installed before 2)"));
  CHECK(
      says(verdict, "T2 wrote 2 to key 1, and T1 replaced it by 3 (n0 saw 2 installed before 3)"));
  // The same writes without one among another's.
  for (const auto& values : {std::vector<boost::json::value>{1, 3, 2}, {2, 1, 3}, {1, 3}, {2, 3}}) {
    CHECK(check_rw_register(with_orders(history, {{"n0", 1, values}}), options).validity !=
          Validity::invalid);
  }
}

TEST_CASE("a dirty write of what was overwritten later, by two transactions that write twice") {
  const History history = overlapping({ok("w1=1 w1=3"), ok("w1=2 w1=4")});
  CHECK(anomaly_types(check(with_orders(history, {{"n0", 1, {1, 2, 3, 4}}}))) == Names{"G0"});
  CHECK(anomaly_types(check(with_orders(history, {{"n0", 1, {1, 2, 4, 3}}}))) == Names{"G0"});
  CHECK(check(with_orders(history, {{"n0", 1, {2, 4, 1, 3}}})).validity == Validity::valid);
}

TEST_CASE("a dirty write of a transaction that failed, or that nobody knows of, is none") {
  CHECK(check(with_orders(overlapping({ok("w1=1 w1=3"), fail("w1=2"), ok("r1=3")}),
                          {{"n0", 1, {1, 2, 3}}}))
            .validity == Validity::valid);
  CHECK(anomaly_types(check(with_orders(overlapping({ok("w1=1 w1=3"), info("w1=2")}),
                                        {{"n0", 1, {1, 2, 3}}}))) == Names{"G0"});
}

TEST_CASE("what failed, or is unknown, is passed over") {
  const History history =
      overlapping({ok("w1=1 w1=2"), fail("w1=3"), ok("w1=4"), ok("r1=2"), ok("r1=4")});
  CHECK(check(with_orders(history, {{"n0", 1, {1, 3, 2, 3, 99, 2, 4}}, {"n0", 7, {1}}})).validity ==
        Validity::valid);
}

TEST_CASE("a pending transaction whose value was installed took effect") {
  const History unseen = overlapping({info("w1=1 w2=1"), ok("w2=2 r1=null"), ok("r2=2")});
  CHECK(check(unseen).validity == Validity::valid);
  CHECK(anomaly_types(check(with_orders(unseen, {{"n0", 2, {1, 2}}}))) == Names{"G-single-item"});
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
