#include <doctest/doctest.h>
#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkers/bad_operation.h"
#include "eddy/checkers/set_full.h"
#include "tests/checkers/dice.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/naive_set.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

json::array reported(const Verdict& verdict, std::string_view list) {
  return verdict.report.at(list).as_array();
}

TEST_CASE("set: an element in every read after its add is stable at once") {
  const Verdict verdict = check_set_full(WrittenHistory().add(0, 7).read(1, {7}).read(2, {7}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.evidence.empty());
  CHECK(figure_of(verdict, "attempt-count") == 1);
  CHECK(figure_of(verdict, "acknowledged-count") == 1);
  CHECK(figure_of(verdict, "stable-count") == 1);
  CHECK(figure_of(verdict, "stale-count") == 0);
  CHECK(figure_of(verdict, "stable-latency.max") == 0);
  CHECK_FALSE(figure_of(verdict, "lost-latency.max").has_value());
}

TEST_CASE("set: an element that a later read misses is stale until then and valid") {
  const Verdict verdict =
      check_set_full(WrittenHistory().at(0).add(0, 7).at(100).read(1, {}).at(200).read(2, {7}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "stale-count") == 1);
  CHECK(figure_of(verdict, "stable-latency.p50") == 99);
  CHECK(reported(verdict, "stale") == json::array{7});
  CHECK(json::serialize(verdict.report.at("stable-latencies")) ==
        R"({"0":99,"0.5":99,"0.95":99,"0.99":99,"1":99})");
  CHECK(json::serialize(verdict.report.at("worst-stale").at(0).at("last-absent")) ==
        R"({"index":2,"process":1,"time":100000000})");
}

TEST_CASE("set: a stale element is invalid where the set has to be linearizable") {
  const History stale = WrittenHistory().at(0).add(0, 7).at(100).read(1, {}).at(200).read(2, {7});
  const Verdict verdict = check_set_full(stale, {"add", Staleness::invalid});
  CHECK(verdict.validity == Validity::invalid);
  CHECK(evidence_of(verdict) ==
        "stale 7: known (op 1 of process 0 at 0.001 s), missed (op 2 of process 1 at 0.100 s) 99 "
        "ms later\n");
  CHECK(check_set_full(WrittenHistory().add(0, 7).read(1, {7}), {"add", Staleness::invalid})
            .validity == Validity::valid);
}

TEST_CASE("set: less than a millisecond is not stale") {
  History history = WrittenHistory().add(0, 7).read(1, {}).read(2, {7});
  history.ops[2].time = history.ops[1].time + 999'998;
  CHECK(figure_of(check_set_full(history), "stale-count") == 0);
  history.ops[2].time = history.ops[1].time + 999'999;
  CHECK(figure_of(check_set_full(history), "stale-count") == 1);
}

TEST_CASE("set: an acknowledged element that the last read misses is lost") {
  const Verdict verdict = check_set_full(
      WrittenHistory().at(0).add(0, 7).at(100).read(1, {7}).at(200).read(2, {}).at(300).read(3,
                                                                                             {}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "lost-count") == 1);
  CHECK(figure_of(verdict, "lost-latency.max") == 99);
  CHECK(reported(verdict, "lost") == json::array{7});
  CHECK(
      evidence_of(verdict) ==
      "value 7 was lost: acknowledged (op 1 of process 0 at 0.001 s), last read (op 2 of process 1 "
      "at 0.100 "
      "s), "
      "first missed (op 4 of process 2 at 0.200 s), last missed (op 6 of process 3 at 0.300 s)\n");
}

TEST_CASE("set: an acknowledged element that no later read shows is lost") {
  const Verdict verdict = check_set_full(WrittenHistory().add(0, 7).read(1, {}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(evidence_of(verdict) ==
        "value 7 was lost: acknowledged (op 1 of process 0 at 0.001 s), never read, "
        "last missed (op 2 of process 1 at 0.002 s)\n");
}

TEST_CASE("set: an element is known from its first sighting when its add has no definite outcome") {
  const Verdict verdict = check_set_full(
      WrittenHistory().invoke(0, "add", 7).info(0, "add", 7).read(1, {7}).read(1, {}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "acknowledged-count") == 0);
  CHECK(evidence_of(verdict).starts_with("value 7 was lost: first read (op 3 of process 1"));
}

TEST_CASE("set: an element that nobody knows of may be missing") {
  const Verdict verdict =
      check_set_full(WrittenHistory().invoke(0, "add", 7).info(0, "add", 7).add(1, 8).read(2, {8}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "never-read-count") == 1);
}

TEST_CASE("set: a read under way when the element became known may miss it") {
  const Verdict verdict = check_set_full(WrittenHistory()
                                             .add(9, 0)
                                             .invoke(0, "add", 7)
                                             .invoke(1, "read")
                                             .ok(0, "add", 7)
                                             .ok(1, "read", {0}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(reported(verdict, "never-read") == json::array{7});
}

TEST_CASE("set: of the reads under way at the add the one invoked last decides") {
  const auto reads = [](json::array first, json::array second, json::array third) {
    return WrittenHistory()
        .invoke(1, "read")
        .invoke(2, "read")
        .invoke(3, "read")
        .add(0, 7)
        .ok(1, "read", std::move(first))
        .ok(2, "read", std::move(second))
        .ok(3, "read", std::move(third));
  };
  CHECK(check_set_full(reads({}, {7}, {})).validity == Validity::unknown);
  CHECK(check_set_full(reads({7}, {}, {})).validity == Validity::unknown);
  CHECK(check_set_full(reads({}, {}, {7})).validity == Validity::valid);
}

TEST_CASE("set: a failed add that shows up is no fault") {
  CHECK(check_set_full(WrittenHistory().invoke(0, "add", 7).fail(0, "add", 7).read(1, {7}))
            .validity == Validity::valid);
}

TEST_CASE("set: elements that nobody added are passed over") {
  const Verdict verdict =
      check_set_full(WrittenHistory().add(0, 7).read(1, {7, 8, "x"}).read(1, {7}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "attempt-count") == 1);
}

TEST_CASE("set: reads that fail or have no definite outcome say nothing") {
  CHECK(check_set_full(WrittenHistory()
                           .add(0, 7)
                           .read(1, {7})
                           .invoke(1, "read")
                           .fail(1, "read", json::array{})
                           .invoke(2, "read")
                           .info(2, "read", json::array{}))
            .validity == Validity::valid);
}

TEST_CASE("set: a read that ended before the add says nothing") {
  const Verdict verdict = check_set_full(WrittenHistory().read(1, {}).add(0, 7).read(1, {7}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "stable-latency.max") == 0);
}

TEST_CASE("set: when nothing is stable the verdict is unknown") {
  CHECK(check_set_full(History{}).validity == Validity::unknown);
  CHECK(check_set_full(WrittenHistory().add(0, 7)).validity == Validity::unknown);
  CHECK(check_set_full(WrittenHistory().read(0, {})).validity == Validity::unknown);
  CHECK_FALSE(figure_of(check_set_full(History{}), "stable-latency.p50").has_value());
}

TEST_CASE("set: an element twice in one read is invalid") {
  const Verdict verdict = check_set_full(
      WrittenHistory().add(0, 7).add(0, 8).read(1, {7, 8, 7}).read(1, {8, 7, 8, 8, 7}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "duplicated-count") == 2);
  CHECK(evidence_of(verdict) ==
        "7 shown 2 times by one read (op 5 of process 1 at 0.005 s)\n"
        "8 shown 3 times by one read (op 7 of process 1 at 0.007 s)\n");
}

TEST_CASE("set: an element that nobody added is invalid too when it is shown twice") {
  CHECK(check_set_full(WrittenHistory().add(0, 7).read(1, {7, "x", "x"})).validity ==
        Validity::invalid);
}

TEST_CASE("set: the same element in two reads is no duplicate") {
  CHECK(check_set_full(WrittenHistory().add(0, 7).read(1, {7}).read(1, {7})).validity ==
        Validity::valid);
}

TEST_CASE("set: elements may have any JSON type") {
  const json::array elements = {
      nullptr, true, -3, 1, 1.0, "1", json::array{1}, json::object{{"a", 1}}, 1'000'000'007};
  WrittenHistory history;
  for (const auto& element : elements) history.add(0, element);
  const History all_read = WrittenHistory(history).read(1, elements);
  CHECK(figure_of(check_set_full(all_read), "stable-count") == 9);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    json::array rest = elements;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    const Verdict verdict = check_set_full(WrittenHistory(history).read(1, rest));
    CHECK(reported(verdict, "lost") == json::array{elements[i]});
  }
}

TEST_CASE("set: the function that adds can have another name") {
  const History history =
      WrittenHistory().invoke(0, "broadcast", 7).ok(0, "broadcast").read(1, {7});
  CHECK(check_set_full(history, {"broadcast", Staleness::allowed}).validity == Validity::valid);
  CHECK(check_set_full(history).validity == Validity::unknown);
}

TEST_CASE("set: an ok read of anything but a list is refused") {
  CHECK_THROWS_WITH_AS(
      check_set_full(WrittenHistory().add(0, 7).read(1, {7}).invoke(1, "read").ok(1, "read", 7)),
      "op 5 of process 1 at 0.005 s: expected what a read shows to be an array, but it is 7",
      BadOperation);
}

TEST_CASE("set: of many lost elements the first are shown and all are counted") {
  WrittenHistory history;
  for (int i = 0; i < 100; ++i) history.add(0, i);
  history.read(0, {});
  const Verdict verdict = check_set_full(history);
  CHECK(figure_of(verdict, "lost-count") == 100);
  CHECK(verdict.evidence.size() == 9);
  CHECK(verdict.evidence.back() == "… and 92 more lost");
}

TEST_CASE("set: quantiles are at the floor of n times p") {
  WrittenHistory history;
  for (int i = 0; i < 100; ++i) history.at(0).add(0, i);
  // Reads at 1 + i ms after the adds first show element i: latencies 0, 1, … 99 ms.
  for (int i = 0; i < 100; ++i) {
    json::array shown;
    for (int j = 0; j <= i; ++j) shown.push_back(j);
    history.at(2 + i).read(1, shown);
  }
  const Verdict verdict = check_set_full(history);
  CHECK(figure_of(verdict, "stable-latency.p0") == 0);
  CHECK(figure_of(verdict, "stable-latency.p50") == 50);
  CHECK(figure_of(verdict, "stable-latency.p95") == 95);
  CHECK(figure_of(verdict, "stable-latency.p99") == 99);
  CHECK(figure_of(verdict, "stable-latency.max") == 99);
}

// Elements of several kinds, those of small number most often.
json::value element(std::uint64_t number) {
  switch (number % 16) {
    case 13:
      return json::string("e" + std::to_string(number));
    case 14:
      return json::array{number};
    case 15:
      return number * 1'000'003;
    default:
      return number;
  }
}

// A faulty set under concurrent adds and reads: some adds are lost or late, some vanish again, some
// come twice; some elements are added again, some calls never end.
History random_history(Dice& dice) {
  const std::uint64_t processes = 1 + dice.below(6);
  const std::uint64_t events = dice.below(80);
  const std::uint64_t fault = 2 + dice.below(12);
  std::vector<std::pair<bool, json::value>> open(
      processes);  // is there a call; its element, null for a read
  std::vector<bool> busy(processes);
  std::vector<std::uint64_t> added;
  History history;
  std::int64_t time = 0;
  std::vector<std::int64_t> name(processes);
  for (std::uint64_t p = 0; p < processes; ++p) name[p] = static_cast<std::int64_t>(p);
  for (std::uint64_t i = 0; i < events; ++i) {
    const std::uint64_t p = dice.below(processes);
    Op op;
    op.index = static_cast<std::int64_t>(i);
    time += static_cast<std::int64_t>(dice.below(3'000'000));
    op.time = time;
    op.process = name[p];
    if (!busy[p]) {
      op.type = OpType::invoke;
      op.f = dice.one_in(2) ? "add" : "read";
      if (op.f == "add") {
        const std::uint64_t number =
            !added.empty() && dice.one_in(10) ? added[dice.below(added.size())] : dice.below(60);
        added.push_back(number);
        op.value = element(number);
      }
      open[p] = {op.f == "add", op.value};
      busy[p] = true;
    } else {
      op.f = open[p].first ? "add" : "read";
      op.value = open[p].second;
      op.type = dice.one_in(8) ? (dice.one_in(2) ? OpType::info : OpType::fail) : OpType::ok;
      if (op.f == "read" && op.type == OpType::ok) {
        json::array shown;
        for (std::size_t a = 0; a < added.size(); ++a) {
          const bool again =
              std::find(added.begin(), added.begin() + static_cast<std::ptrdiff_t>(a), added[a]) !=
              added.begin() + static_cast<std::ptrdiff_t>(a);
          if (again || dice.one_in(fault)) continue;
          shown.push_back(element(added[a]));
          if (dice.one_in(200)) shown.push_back(element(added[a]));
        }
        if (dice.one_in(10)) shown.push_back("nobody added this");
        op.value = std::move(shown);
      }
      busy[p] = false;
      if (op.type == OpType::info) name[p] += static_cast<std::int64_t>(processes);
    }
    history.ops.push_back(std::move(op));
  }
  return history;
}

std::optional<double> quantile(const std::vector<std::int64_t>& sorted, double p) {
  if (sorted.empty()) return std::nullopt;
  const auto at = static_cast<std::size_t>(std::floor(static_cast<double>(sorted.size()) * p));
  return static_cast<double>(sorted[std::min(at, sorted.size() - 1)]);
}

std::string lines_of(const History& history) {
  std::string text;
  for (const Op& op : history.ops) {
    append_json(text, op);
    text += '\n';
  }
  return text;
}

json::array as_array(const std::vector<json::value>& values) {
  return json::array(values.begin(), values.end());
}

TEST_CASE("set: on random histories it says what the plain rules say") {
  Dice dice(20240229);
  int invalid = 0;
  int valid = 0;
  for (int round = 0; round < 4000; ++round) {
    const History history = random_history(dice);
    const Staleness staleness = dice.one_in(2) ? Staleness::allowed : Staleness::invalid;
    const Verdict verdict = check_set_full(history, {"add", staleness});
    const NaiveSet naive = check_set_naively(history, staleness);
    invalid += naive.validity == Validity::invalid ? 1 : 0;
    valid += naive.validity == Validity::valid ? 1 : 0;
    CAPTURE(round);
    CAPTURE(lines_of(history));
    REQUIRE(verdict.validity == naive.validity);
    REQUIRE(figure_of(verdict, "stable-count") == static_cast<double>(naive.stable.size()));
    REQUIRE(reported(verdict, "lost") == as_array(naive.lost));
    REQUIRE(reported(verdict, "stale") == as_array(naive.stale));
    REQUIRE(reported(verdict, "never-read") == as_array(naive.never_read));
    REQUIRE(figure_of(verdict, "duplicated-count") == static_cast<double>(naive.duplicated.size()));
    for (const auto& [point, p] :
         {std::pair{"p0", 0.0}, {"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}, {"max", 1.0}}) {
      REQUIRE(figure_of(verdict, std::string("stable-latency.") + point) ==
              quantile(naive.stable_latencies, p));
      REQUIRE(figure_of(verdict, std::string("lost-latency.") + point) ==
              quantile(naive.lost_latencies, p));
    }
  }
  CHECK(invalid > 100);
  CHECK(valid > 100);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
