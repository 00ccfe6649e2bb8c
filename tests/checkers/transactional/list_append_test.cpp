#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/bad_operation.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/list_append.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

// Transactions over the keys of JSON: `txn(0, R"([["append", "x", 1]])")`.
class WrittenLists {
 public:
  // All of them at once: invocations first.
  WrittenLists& together(const std::vector<std::string>& transactions) {
    for (std::size_t i = 0; i < transactions.size(); ++i)
      written_.invoke(static_cast<std::int64_t>(i), "txn", json::parse(transactions[i]));
    for (std::size_t i = 0; i < transactions.size(); ++i)
      written_.ok(static_cast<std::int64_t>(i), "txn", json::parse(transactions[i]));
    return *this;
  }
  WrittenLists& txn(std::int64_t process, const std::string& transaction,
                    OpType outcome = OpType::ok) {
    const json::value value = json::parse(transaction);
    written_.invoke(process, "txn", value);
    if (outcome == OpType::ok) written_.ok(process, "txn", value);
    if (outcome == OpType::fail) written_.fail(process, "txn", value);
    if (outcome == OpType::info) written_.info(process, "txn", value);
    return *this;
  }

  Verdict judged(const std::vector<std::string>& models = {}) const {
    CheckOptions options;
    options.consistency_models = models;
    return check_list_append(written_, options);
  }

 private:
  WrittenHistory written_;
};

std::string types(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const json::value& name : verdict.report.at("anomaly-types").as_array())
    names.emplace_back(name.as_string());
  return fmt::format("{}", fmt::join(names, " "));
}

std::string ruled_out(const Verdict& verdict) { return json::serialize(verdict.report.at("not")); }

std::string text(const Verdict& verdict) {
  return fmt::format("{}", fmt::join(verdict.evidence, "\n"));
}

TEST_CASE("transactions one after the other, each seeing all before it, are valid") {
  WrittenLists lists;
  lists.txn(0, R"([["append", 1, 1], ["r", 1, [1]]])");
  lists.txn(1, R"([["r", 1, [1]], ["append", 1, 2]])");
  lists.txn(0, R"([["r", 1, [1, 2]], ["r", 2, null]])");
  const Verdict verdict = lists.judged();
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.evidence.empty());
  CHECK(verdict.drawings.empty());
  CHECK(types(verdict).empty());
  CHECK(ruled_out(verdict) == "[]");
}

TEST_CASE("a cycle is told step by step, and drawn") {
  WrittenLists lists;
  lists.together({R"([["r", 5, [1, 2]], ["append", 6, 1]])", R"([["append", 5, 3], ["r", 6, []]])",
                  R"([["append", 5, 1], ["append", 5, 2]])", R"([["r", 5, [1, 2, 3]]])"});
  const Verdict verdict = lists.judged();
  CHECK(verdict.validity == Validity::invalid);
  CHECK(text(verdict) ==
        "found G2-item; so this is not repeatable-read, nor what is stronger\n"
        "G2-item: a cycle of 2 transactions\n"
        "    T1 is op 4 of process 0 at 0.004 s: r 5 [1 2], append 6 1\n"
        "    T2 is op 5 of process 1 at 0.005 s: append 5 3, r 6 []\n"
        "    T2 appended 3 to key 5 after T1 had read it as [1 2], so T1 < T2\n"
        "    T1 appended 1 to key 6 after T2 had read it as [], so T2 < T1: a contradiction");
  REQUIRE(verdict.drawings.size() == 2);
  CHECK(verdict.drawings[0].name == "G2-item-0.svg");
  CHECK(verdict.drawings[1].name == "G2-item-0.dot");
  CHECK(verdict.drawings[1].text.find("key 5: [1 2] → 3") != std::string::npos);
  const json::value& found = verdict.report.at("anomalies").at("G2-item").at(0);
  CHECK(json::serialize(found.at("cycle")) == "[4,5,4]");
  CHECK(found.at("steps").at(0).at("type") == "rw");
  CHECK(found.at("steps").at(0).at("value'") == 3);
}

TEST_CASE("the simplest anomaly is told first, whatever its name") {
  WrittenLists lists;
  // A cycle of two transactions, and one that misses its own append.
  lists.together({R"([["r", 5, [1, 2]], ["append", 6, 1]])", R"([["append", 5, 3], ["r", 6, []]])",
                  R"([["append", 5, 1], ["append", 5, 2]])", R"([["r", 5, [1, 2, 3]]])"});
  lists.txn(9, R"([["append", 7, 1], ["r", 7, []]])");
  const Verdict verdict = lists.judged();
  CHECK(text(verdict).starts_with("found internal, G2-item; so this is not "));
  CHECK(verdict.evidence.at(1).starts_with("internal: "));
  CHECK(verdict.evidence.at(2) == "G2-item: a cycle of 2 transactions");
}

TEST_CASE("reads and overwrites are told, too") {
  WrittenLists lists;
  lists.together({R"([["append", "x", 1], ["r", "y", [1]]])",
                  R"([["append", "x", 2], ["append", "y", 1]])", R"([["r", "x", [1, 2]]])"});
  const Verdict verdict = lists.judged();
  CHECK(types(verdict) == "G1c");
  CHECK(text(verdict).find("T2 appended 2 to key \"x\" after T1 had appended 1, so T1 < T2") !=
        std::string::npos);
  CHECK(text(verdict).find(
            "T1 read key \"y\" as [1], which ends with what T2 had appended, so T2 < T1") !=
        std::string::npos);
}

TEST_CASE("a stale read is wrong in real time only where the model asks for it") {
  WrittenLists lists;
  lists.txn(0, R"([["append", 1, 1]])").txn(1, R"([["r", 1, []]])").txn(2, R"([["r", 1, [1]]])");
  const Verdict strict = lists.judged();
  CHECK(types(strict) == "G-single-item-realtime");
  CHECK(ruled_out(strict) == R"(["strong-snapshot-isolation"])");
  CHECK(text(strict).find("T1 completed (op 1, 0.001 s) before T2 was invoked (op 2, 0.002 s), so "
                          "T1 < T2") != std::string::npos);
  CHECK(lists.judged({"strong-session-serializable"}).validity == Validity::valid);
  CHECK(lists.judged({"serializable"}).validity == Validity::valid);
}

TEST_CASE("a process that does not see its own append is wrong where sessions count") {
  WrittenLists lists;
  lists.txn(0, R"([["append", 1, 1]])").txn(0, R"([["r", 1, []]])").txn(2, R"([["r", 1, [1]]])");
  const Verdict verdict = lists.judged({"strong-session-serializable"});
  CHECK(types(verdict) == "G-single-item-process");
  CHECK(text(verdict).find("process 0 ran T1 before T2, so T1 < T2") != std::string::npos);
}

TEST_CASE("appends that enclose those of several others hide no violation of a session") {
  WrittenLists writes;
  writes.txn(0, R"([["append", 1, 1], ["append", 1, 4]])").txn(1, R"([["append", 1, 2]])");
  writes.txn(0, R"([["append", 1, 3]])").txn(2, R"([["r", 1, [1, 2, 3, 4]]])");
  CHECK(types(writes.judged({"monotonic-writes"})) == "non-monotonic-writes");
  CHECK(writes.judged({"monotonic-reads"}).validity == Validity::valid);

  WrittenLists own;
  own.txn(0, R"([["append", 1, 2], ["append", 1, 3]])").txn(1, R"([["append", 1, 1]])");
  own.txn(0, R"([["r", 1, [2, 1]]])").txn(2, R"([["r", 1, [2, 1, 3]]])");
  CHECK(types(own.judged({"read-your-writes"})) == "missed-own-writes");
  CHECK(own.judged({"monotonic-writes"}).validity == Validity::valid);
}

TEST_CASE("a process goes back within what one transaction appended") {
  WrittenLists lists;
  lists.txn(0, R"([["append", 1, 1], ["append", 1, 2], ["append", 1, 3]])");
  lists.txn(1, R"([["r", 1, [1, 2]]])")
      .txn(1, R"([["r", 1, [1]]])")
      .txn(2, R"([["r", 1, [1, 2, 3]]])");
  CHECK(types(lists.judged({"monotonic-reads"})) == "non-monotonic-reads");
  WrittenLists forward;
  forward.txn(0, R"([["append", 1, 1], ["append", 1, 2], ["append", 1, 3]])");
  forward.txn(1, R"([["r", 1, [1]]])")
      .txn(1, R"([["r", 1, [1, 2]]])")
      .txn(2, R"([["r", 1, [1, 2, 3]]])");
  CHECK(forward.judged({"monotonic-reads"}).validity == Validity::valid);
}

TEST_CASE("what failed must not be seen, nor built upon") {
  WrittenLists lists;
  lists.txn(0, R"([["append", 1, 1]])", OpType::fail);
  lists.txn(1, R"([["append", 1, 2]])").txn(2, R"([["r", 1, [1, 2]]])");
  const Verdict verdict = lists.judged({"read-committed"});
  CHECK(types(verdict) == "G1a dirty-update");
  CHECK(text(verdict).find("G1a: op 5 of process 2 at 0.005 s read key 1 as [1 2], but 1 was "
                           "appended by op 1 of process 0 at 0.001 s, which failed") !=
        std::string::npos);
  CHECK(text(verdict).find("dirty-update: op 3 of process 1 at 0.003 s appended 2 to key 1 on top "
                           "of 1, which op 1 of process 0 at 0.001 s had appended, and that "
                           "failed") != std::string::npos);
  CHECK(lists.judged({"read-uncommitted"}).validity == Validity::valid);
}

TEST_CASE("of another transaction only the last state must be seen") {
  WrittenLists lists;
  lists.together({R"([["append", 1, 1], ["append", 1, 2]])", R"([["r", 1, [1]]])"});
  CHECK(types(lists.judged({"read-committed"})) == "G1b");
}

TEST_CASE("a pending append may have taken effect, and what its reads show is not known") {
  WrittenLists lists;
  lists.txn(0, R"([["append", 1, 1], ["r", 2, null]])", OpType::info);
  lists.txn(1, R"([["append", 2, 1]])", OpType::invoke);
  lists.txn(2, R"([["r", 1, [1]], ["r", 2, [1]]])");
  CHECK(lists.judged().validity == Validity::valid);
}

TEST_CASE("reads that do not fit together have no order") {
  WrittenLists lists;
  lists.together({R"([["append", 1, 1]])", R"([["append", 1, 2]])", R"([["append", 1, 3]])",
                  R"([["r", 1, [1, 2]]])", R"([["r", 1, [1, 3, 2]]])"});
  const Verdict verdict = lists.judged({"read-committed"});
  CHECK(types(verdict) == "incompatible-order");
  CHECK(text(verdict).find("read key 1 as [1 2], which is no beginning of the [1 3 2] that op 9") !=
        std::string::npos);
}

TEST_CASE("an element is read once, and only if somebody appended it") {
  WrittenLists lists;
  lists.together({R"([["append", 1, "a"]])", R"([["r", 1, ["z", "a", "a"]]])"});
  const Verdict verdict = lists.judged({"read-uncommitted"});
  CHECK(types(verdict) == "duplicate-elements thin-air-read");
  CHECK(text(verdict).find("but nobody appended \"z\"") != std::string::npos);
}

TEST_CASE("a transaction sees its own appends, after what it saw before, and none of the future") {
  WrittenLists lists;
  lists.together({R"([["r", 1, []], ["append", 1, 1], ["r", 1, []]])",
                  R"([["append", 2, 1], ["r", 2, [7]]])", R"([["append", 2, 7]])"});
  const Verdict verdict = lists.judged({"serializable"});
  CHECK(types(verdict).find("internal") != std::string::npos);
  CHECK(verdict.report.at("anomaly-counts").at("internal") == 2);
  CHECK(text(verdict).find("its own micro-operations before that make it [1]") !=
        std::string::npos);
  CHECK(text(verdict).find("make it something that ends with [1]") != std::string::npos);

  WrittenLists future;
  future.together({R"([["r", 1, [1]], ["append", 1, 1]])"});
  CHECK(types(future.judged({"read-atomic"})).find("future-read") != std::string::npos);
}

TEST_CASE("of long lists those elements are told that matter") {
  const auto list = [](int first, int second) {
    std::string text = fmt::format("[{},{}", first, second);
    for (int i = 3; i <= 20; ++i) text += fmt::format(",{}", i);
    return text + "]";
  };
  WrittenLists lists;
  for (int i = 1; i <= 20; ++i) lists.txn(0, fmt::format(R"([["append", 1, {}]])", i));
  lists.txn(0, fmt::format(R"([["r", 1, {}]])", list(1, 2)));
  lists.txn(0, fmt::format(R"([["r", 1, {}]])", list(2, 1)));
  const std::string told = text(lists.judged({"read-committed"}));
  CAPTURE(told);
  CHECK(told.find("read key 1 as [2 1 3 4 5 6 7 8 9 10 …], which is no beginning of the "
                  "[1 2 3 4 5 6 7 8 9 10 …] that") != std::string::npos);
}

TEST_CASE("two updates of the same state lose one") {
  WrittenLists lists;
  lists.together({R"([["r", 1, []], ["append", 1, 1]])", R"([["r", 1, []], ["append", 1, 2]])"});
  const Verdict verdict = lists.judged({"snapshot-isolation"});
  CHECK(types(verdict) == "lost-update");
  CHECK(ruled_out(verdict) == R"(["cursor-stability","update-atomic"])");
  CHECK(
      text(verdict).find("op 2 of process 0 at 0.002 s and op 3 of process 1 at 0.003 s both read "
                         "key 1 as [] and then appended to it") != std::string::npos);
}

TEST_CASE("a history that relates no transactions says nothing") {
  CHECK(WrittenLists().judged().validity == Validity::unknown);
  CHECK(types(WrittenLists().judged()) == "empty-transaction-graph");
}

TEST_CASE("every history has the same figures") {
  const auto names = [](const Verdict& verdict) {
    std::string all;
    for (const Figure& figure : verdict.figures) all += figure.name + " ";
    return all;
  };
  WrittenLists lists;
  lists.together({R"([["append", 1, 1], ["append", 1, 2]])", R"([["r", 1, [1]]])"});
  CHECK(names(lists.judged()) == "anomaly-count anomaly-type-count ");
  CHECK(names(WrittenLists().judged()) == names(lists.judged()));
}

TEST_CASE("a budget that does not suffice makes a history unknown, or says what is certain") {
  CheckOptions options;
  options.budget.steps = 1;
  WrittenHistory skew;
  skew.invoke(0, "txn").invoke(1, "txn");
  skew.ok(0, "txn", json::parse(R"([["r", 1, []], ["append", 2, 1]])"));
  skew.ok(1, "txn", json::parse(R"([["r", 2, []], ["append", 1, 1]])"));
  const Verdict cut = check_list_append(skew, options);
  CHECK(types(cut) == "PL-SS-cycle-exists cycle-search-timeout");
  CHECK(cut.validity == Validity::invalid);
  options.consistency_models = {"snapshot-isolation"};
  CHECK(check_list_append(skew, options).validity == Validity::unknown);
}

TEST_CASE("what is no transaction over lists is refused") {
  for (const char* value : {"7", "null", R"([7])", R"([["append", 1]])", R"([["w", 1, 1]])",
                            R"([["r", 1, 7]])", R"([["r", 1, [], []]])", R"([[1, 1, 1]])"}) {
    CAPTURE(value);
    WrittenHistory written;
    written.invoke(0, "txn").ok(0, "txn", json::parse(value));
    CHECK_THROWS_AS(check_list_append(written), BadOperation);
  }
}

TEST_CASE("a value that is appended to a key twice is refused, to two keys it is not") {
  WrittenLists lists;
  lists.txn(0, R"([["append", 1, 1]])", OpType::fail).txn(1, R"([["append", 1, 1]])");
  CHECK_THROWS_WITH_AS(lists.judged(),
                       "op 3 of process 1 at 0.003 s: expected each value to be appended to a key "
                       "at most once, but 1 is appended to key 1 by op 1 of process 0 at 0.001 s, "
                       "too",
                       BadOperation);
  WrittenLists two_keys;
  two_keys.txn(0, R"([["append", 1, 1]])").txn(1, R"([["append", 2, 1]])");
  CHECK_NOTHROW(two_keys.judged());
}

TEST_CASE("a model that there is not is refused before anything else") {
  CHECK_THROWS_WITH_AS(WrittenLists().judged({"serialisable"}),
                       "unknown consistency model \"serialisable\", did you mean serializable?",
                       BadInput);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
