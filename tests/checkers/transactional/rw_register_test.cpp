#include <doctest/doctest.h>
#include <algorithm>
#include <string>
#include <vector>

#include "checkers/bad_operation.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace TEST_FILE {

using Names = std::vector<std::string>;

CheckOptions asking_for(const std::string& models) {
  CheckOptions options;
  options.consistency_models = {models};
  return options;
}

Names found(const History& history, const CheckOptions& options) {
  return anomaly_types(check_rw_register(history, options));
}

Names found(const History& history, const std::string& models = "strict-serializable") {
  return found(history, asking_for(models));
}

Validity judged(const History& history, const std::string& models = "strict-serializable") {
  return check_rw_register(history, asking_for(models)).validity;
}

CheckOptions with_wfr() {
  CheckOptions options;
  options.wfr_keys = true;
  return options;
}

bool says(const Verdict& verdict, const std::string& words) {
  return std::any_of(verdict.evidence.begin(), verdict.evidence.end(),
                     [&](const auto& line) { return line.find(words) != std::string::npos; });
}

TEST_CASE("transactions that ran one after the other are strictly serializable") {
  const History history = one_by_one({ok(0, "r1=null w1=1"), ok(1, "r1=1 w1=2 r1=2"),
                                      ok(0, "r1=2 r2=null w2=7"), ok(2, "r2=7 r1=2")});
  CheckOptions options = with_wfr();
  options.sequential_keys = true;
  options.linearizable_keys = true;
  CHECK(check_rw_register(history, options).validity == Validity::valid);
  CHECK(found(history, options).empty());
}

TEST_CASE("a history without dependencies leaves all open") {
  CHECK(found({}) == Names{"empty-transaction-graph"});
  CHECK(judged({}) == Validity::unknown);
  CHECK(judged(overlapping({ok("w1=1"), ok("w1=2")})) == Validity::unknown);
}

TEST_CASE("a read that differs from the transaction's own write, or own read, is internal") {
  CHECK(found(overlapping({ok("w1=1 r1=2"), ok("w1=2"), ok("r1=1")})) == Names{"internal"});
  CHECK(found(overlapping({ok("r1=null r1=1"), ok("w1=1"), ok("r1=1")})) == Names{"internal"});
  CHECK(found(overlapping({ok("w1=1 r1=1 w1=2 r1=2"), ok("r1=2")})).empty());
  CHECK(judged(overlapping({ok("w1=1 r1=2"), ok("w1=2"), ok("r1=1")}), "repeatable-read") ==
        Validity::valid);
}

TEST_CASE("a read of what the transaction itself writes only later is a future read") {
  CHECK(found(overlapping({ok("r1=1 w1=1"), ok("r1=1")})) == Names{"future-read"});
  CHECK(found(overlapping({ok("w1=1 r1=1"), ok("r1=1")})).empty());
}

TEST_CASE("a read of what a failed transaction wrote is G1a") {
  const Verdict verdict = check_rw_register(
      overlapping({fail("w1=1"), ok("r1=1 w2=2"), ok("r2=2")}), asking_for("read-committed"));
  CHECK(anomaly_types(verdict) == Names{"G1a"});
  CHECK(verdict.validity == Validity::invalid);
  CHECK(says(verdict,
             "op 4 of process 1 at 0.004 s read key 1 as 1, which op 3 of process 0 at "
             "0.003 s wrote, and failed"));
  CHECK(found(overlapping({fail("w1=1"), ok("w1=2"), ok("r1=2")})).empty());
}

TEST_CASE("a read of a value that its transaction overwrote is G1b, but for that transaction") {
  CHECK(found(overlapping({ok("w1=1 w1=2 w2=1"), ok("r1=1 r2=null"), ok("r2=1")})) == Names{"G1b"});
  CHECK(found(overlapping({ok("w1=1 r1=1 w1=2"), ok("r1=2")})).empty());
}

TEST_CASE("a read of a value that nobody wrote is invalid under every model") {
  const History history = overlapping({ok("w1=1"), ok("r1=9"), ok("r1=1")});
  CHECK(found(history) == Names{"thin-air-read"});
  CHECK(judged(history, "read-uncommitted") == Validity::invalid);
  const std::string hint =
      "a value that nobody wrote to it; a key that was never written reads as null";
  CHECK_FALSE(says(check_rw_register(history, {}), hint));
  CHECK(says(check_rw_register(overlapping({ok("w1=1 r2=0")}), {}), hint));
}

TEST_CASE("two transactions that read each other's writes are G1c") {
  const History history = overlapping({ok("w1=1 r2=1"), ok("w2=1 r1=1")});
  CHECK(found(history) == Names{"G1c"});
  CHECK(judged(history, "read-committed") == Validity::invalid);
  CHECK(judged(history, "read-uncommitted") == Validity::valid);
}

TEST_CASE("a read that sees one of two writes and misses the other is G-single-item") {
  const History history = overlapping({ok("w1=1 w2=1"), ok("r1=1 r2=null")});
  const Verdict verdict = check_rw_register(history, asking_for("snapshot-isolation"));
  CHECK(anomaly_types(verdict) == Names{"G-single-item"});
  CHECK(says(verdict, "T2 read key 2 as null before T1 set it to 1"));
  CHECK(says(verdict, "T2 read key 1 as 1, which T1 had written"));
  CHECK(judged(history, "read-committed") == Validity::valid);
  CHECK(found(overlapping({ok("w1=1 w2=1"), ok("r1=1 r2=1"), ok("r1=null r2=null")})).empty());
}

TEST_CASE("a cycle comes with its pictures") {
  const Verdict verdict = check_rw_register(overlapping({ok("w1=1 w2=1"), ok("r1=1 r2=null")}), {});
  REQUIRE(verdict.drawings.size() == 2);
  CHECK(verdict.drawings[0].name.ends_with(".svg"));
  CHECK(verdict.drawings[0].text.find("key 2: null → 1") != std::string::npos);
  CHECK(verdict.drawings[1].name.ends_with(".dot"));
}

TEST_CASE("two reads that see two writes in opposite orders are G-nonadjacent-item") {
  const History history =
      overlapping({ok("w1=1"), ok("w2=1"), ok("r1=1 r2=null"), ok("r1=null r2=1")});
  CHECK(found(history) == Names{"G-nonadjacent-item"});
  CHECK(judged(history, "snapshot-isolation") == Validity::invalid);
  CHECK(judged(history, "cursor-stability") == Validity::valid);
}

TEST_CASE("write skew is G2-item, which snapshot isolation allows") {
  const History history = overlapping({ok("r1=null w2=1"), ok("r2=null w1=1")});
  CHECK(found(history) == Names{"G2-item"});
  CHECK(judged(history, "snapshot-isolation") == Validity::valid);
  CHECK(judged(history, "repeatable-read") == Validity::invalid);
}

TEST_CASE("two transactions that read one version and write the key lose an update") {
  const History history = overlapping({ok("w1=9"), ok("r1=9 w1=1"), ok("r1=9 w1=2")});
  CHECK(found(history) == Names{"lost-update"});
  CHECK(judged(history, "read-committed") == Validity::valid);
  CHECK(judged(history, "cursor-stability") == Validity::invalid);
  CHECK(found(overlapping({ok("w1=9"), ok("r1=9 w1=1 w1=2"), ok("r1=9")})).empty());
  CHECK(found(overlapping({ok("w1=9"), ok("r1=9 w1=1"), info("r1=9 w1=2")})).empty());
  // A transaction that does not see its own write still loses the other one's.
  CHECK(found(overlapping({ok("w1=9"), ok("w1=3 r1=9 w1=1"), ok("r1=9 w1=2")})) ==
        Names{"internal", "lost-update"});
}

TEST_CASE("that writes follow reads is an assumption to be asked for") {
  const History history =
      overlapping({ok("w1=1 w2=1"), ok("r1=1 w1=2 r2=1 w2=2"), ok("r1=2 r2=1")});
  CHECK(found(history).empty());
  CHECK(found(history, with_wfr()) == Names{"G-single-item"});
}

TEST_CASE("versions in a circle are found under each assumption that makes one") {
  const History by_reads = overlapping({ok("r1=2 w1=1"), ok("r1=1 w1=2")});
  const Verdict verdict = check_rw_register(by_reads, with_wfr());
  CHECK(anomaly_types(verdict) == Names{"G1c", "cyclic-versions"});
  CHECK(says(verdict, "the versions of key 1 follow each other in a circle"));
  CHECK(says(verdict, "2 before 1: op 2 read 2 before it wrote 1"));
  CHECK(found(by_reads) == Names{"G1c"});

  const History stale = one_by_one({ok(0, "w1=1"), ok(0, "w1=2"), ok(0, "r1=1")});
  CheckOptions sequential;
  sequential.sequential_keys = true;
  CHECK(found(stale).empty());
  CHECK(found(stale, sequential) == Names{"cyclic-versions"});

  const History stale_elsewhere = one_by_one({ok(0, "w1=1"), ok(1, "w1=2"), ok(2, "r1=1")});
  CheckOptions linearizable;
  linearizable.linearizable_keys = true;
  CHECK(found(stale_elsewhere, sequential).empty());
  CHECK(found(stale_elsewhere, linearizable) == Names{"cyclic-versions"});
}

TEST_CASE("a key that went back to its initial state is in a circle") {
  CheckOptions sequential;
  sequential.sequential_keys = true;
  sequential.consistency_models = {"serializable"};
  CHECK(found(one_by_one({ok(0, "w1=1"), ok(0, "r1=null")}), sequential) ==
        Names{"cyclic-versions"});
}

TEST_CASE("what happened before is in the past of its process, and in real time") {
  const History own = one_by_one({ok(0, "w1=1"), ok(0, "r1=null")});
  CHECK(judged(own, "serializable") == Validity::valid);
  CHECK(found(own, "strong-session-serializable") == Names{"G-single-item-process"});
  const History others = one_by_one({ok(0, "w1=1"), ok(1, "r1=null")});
  CHECK(judged(others, "strong-session-serializable") == Validity::valid);
  CHECK(found(others) == Names{"G-single-item-realtime"});
  CHECK(found(one_by_one({ok(0, "r1=1"), ok(1, "w1=1")})) == Names{"G1c-realtime"});
}

TEST_CASE("a pending transaction that was seen took effect, one that was not may not have") {
  const Names skew = {"G-single-item"};
  CHECK(found(overlapping({info("w1=1 w2=1"), ok("r1=1 r2=null")})) == skew);
  CHECK(found(overlapping({info("w1=1 w2=1"), ok("r1=null r2=null"), ok("w3=1"), ok("r3=1")}))
            .empty());
}

TEST_CASE("an operation of another form is refused and named") {
  CHECK_THROWS_WITH_AS(
      found(overlapping({ok("w1=1"), ok("w1=1")})),
      "op 3 of process 1 at 0.003 s: expected each value to be written to a key at "
      "most once, but op 2 of process 0 at 0.002 s writes 1 to key 1 too",
      BadOperation);
  CHECK_THROWS_AS(found(overlapping({ok("w1=1 w1=1")})), BadOperation);
  CHECK_THROWS_AS(found(overlapping({ok("w1=null")})), BadOperation);
  CHECK_THROWS_AS(found(overlapping({ok("x1=1")})), BadOperation);
  History history = overlapping({ok("w1=1")});
  history.ops[1].value = 7;
  CHECK_THROWS_AS(found(history), BadOperation);
}

TEST_CASE("what an operation is called does not matter") {
  History history = overlapping({ok("r1=null w2=1"), ok("r2=null w1=1")});
  const Names skew = found(history);
  REQUIRE_FALSE(skew.empty());
  for (Op& op : history.ops) op.f = op.process == 0 ? "" : "read";
  CHECK(found(history) == skew);
}

TEST_CASE("values are equal only if their types are") {
  CHECK(found(overlapping({ok("w1=1"), ok("r1=1.0"), ok("r1=1")})) == Names{"thin-air-read"});
  CHECK(found(overlapping({ok("w\"a\"=[1]"), ok("r\"a\"=[1]")})).empty());
}

TEST_CASE("more dependencies than the budget allows leave it unknown") {
  std::vector<WrittenTransaction> transactions;
  for (int i = 0; i < 100; ++i) {
    transactions.push_back(ok("r1=null"));
    transactions.push_back(ok("w1=" + std::to_string(i)));
  }
  CheckOptions options;
  options.budget.steps = 1000;
  const Verdict verdict = check_rw_register(overlapping(transactions), options);
  CHECK(verdict.validity == Validity::unknown);
  CHECK(anomaly_types(verdict) == Names{"cycle-search-timeout"});
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
