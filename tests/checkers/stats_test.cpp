#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

#include "eddy/checkers/stats.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("stats: where no number of tries is enough, that nothing succeeded proves nothing") {
  WrittenHistory history;
  for (int i = 0; i < 1000; ++i) history.invoke(0, "cas").fail(0, "cas");
  CHECK(check_stats(history, 100).validity == Validity::invalid);
  const Verdict verdict = check_stats(history, std::nullopt);
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.findings.empty());
  CHECK(verdict.report.at("by-f").at("cas").at("valid?") == false);
}

TEST_CASE("stats: operations are counted by how they ended and by function") {
  const Verdict verdict = check_stats(WrittenHistory()
                                          .add(0, 1)
                                          .invoke(0, "add", 2)
                                          .fail(0, "add", 2)
                                          .invoke(1, "read")
                                          .info(1, "read")
                                          .read(2, {})
                                          .invoke(3, "read")
                                          .info(kNemesis, "start"));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "ops.count") == 4);
  CHECK(figure_of(verdict, "ops.ok") == 2);
  CHECK(figure_of(verdict, "ops.fail") == 1);
  CHECK(figure_of(verdict, "ops.info") == 1);
  const auto& by_f = verdict.report.at("by-f").as_object();
  CHECK(by_f.size() == 2);
  CHECK(by_f.at("add").at("count") == 2);
  CHECK(by_f.at("add").at("fail-count") == 1);
  CHECK(by_f.at("read").at("info-count") == 1);
}

TEST_CASE("stats: a function that never succeeds is invalid and named") {
  const Verdict verdict = check_stats(WrittenHistory().add(0, 1).invoke(1, "read").fail(1, "read"));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(evidence_of(verdict) ==
        "no read ever succeeded: 1 failed, 0 ended without a definite outcome\n");
  CHECK(verdict.report.at("by-f").at("read").at("valid?") == boost::json::value(false));
  CHECK(verdict.report.at("by-f").at("add").at("valid?") == boost::json::value(true));
}

TEST_CASE("stats: crash and debug need not succeed") {
  CHECK(check_stats(WrittenHistory().invoke(0, "crash").info(0, "crash")).validity ==
        Validity::valid);
  CHECK(check_stats(WrittenHistory().invoke(0, "debug").fail(0, "debug")).validity ==
        Validity::valid);
}

TEST_CASE("stats: without operations it is valid and the latencies have no value") {
  const Verdict verdict = check_stats(History{});
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "ops.count") == 0);
  CHECK_FALSE(figure_of(verdict, "latency.p50").has_value());
}

TEST_CASE("stats: latencies run from invocation to completion of what succeeded") {
  WrittenHistory history;
  for (int i = 0; i < 100; ++i)
    history.at(1000L * i).invoke(0, "add", i).at(1001L * i).ok(0, "add", i);
  history.at(200'000).invoke(0, "read").at(205'000).info(0, "read").read(1, {});
  const Verdict verdict = check_stats(history);
  CHECK(figure_of(verdict, "latency.add.p50") == 50);
  CHECK(figure_of(verdict, "latency.add.p95") == 95);
  CHECK(figure_of(verdict, "latency.add.p99") == 99);
  CHECK(figure_of(verdict, "latency.add.max") == 99);
  CHECK(figure_of(verdict, "latency.read.max") == 1);
  CHECK(figure_of(verdict, "latency.p50") == 49);
  CHECK(boost::json::serialize(verdict.report.at("by-f").at("add").at("latency-ms")) ==
        R"({"0.5":50,"0.95":95,"0.99":99,"1":99})");
}

TEST_CASE("stats: latencies below a millisecond keep their fraction") {
  History history = WrittenHistory().add(0, 1);
  history.ops[1].time = history.ops[0].time + 1500;
  CHECK(figure_of(check_stats(history), "latency.max") == 0.0015);
}

TEST_CASE("stats: fewer tries than are enough prove nothing") {
  WrittenHistory history;
  history.add(0, 1);
  for (int i = 0; i < 99; ++i) history.invoke(1, "read").fail(1, "read");
  CHECK(check_stats(history).validity == Validity::invalid);
  const Verdict few = check_stats(history, 100);
  CHECK(few.validity == Validity::unknown);
  CHECK(
      evidence_of(few) ==
      "no read ever succeeded: 99 failed, 0 ended without a definite outcome; fewer than 100 tries "
      "prove nothing\n");
  history.invoke(1, "read").fail(1, "read");
  CHECK(check_stats(history, 100).validity == Validity::invalid);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
