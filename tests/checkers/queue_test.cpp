#include <doctest/doctest.h>

#include "checkers/bad_operation.h"
#include "eddy/checkers/queue.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

WrittenHistory enqueued(std::initializer_list<int> elements) {
  WrittenHistory history;
  for (const int element : elements) {
    history.invoke(0, "enqueue", element).ok(0, "enqueue", element);
  }
  return history;
}

WrittenHistory& dequeue(WrittenHistory& history, int element) {
  return history.invoke(1, "dequeue").ok(1, "dequeue", element);
}

TEST_CASE("queue: elements come out in any order, but only while they are in there") {
  WrittenHistory history = enqueued({1, 2});
  dequeue(dequeue(history, 2), 1);
  CHECK(check_queue(history).validity == Validity::valid);
  const auto verdict = check_queue(dequeue(history, 1));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(evidence_of(verdict) ==
        "element 1 was dequeued, but not in the queue: op 9 of process 1 at 0.009 s\n");
}

TEST_CASE("queue: an enqueue counts from its invocation, unless it failed") {
  WrittenHistory open;
  open.invoke(0, "enqueue", 1);
  CHECK(check_queue(dequeue(open, 1)).validity == Validity::valid);
  WrittenHistory failed;
  failed.invoke(0, "enqueue", 1).fail(0, "enqueue", 1);
  CHECK(check_queue(dequeue(failed, 1)).validity == Validity::invalid);
}

TEST_CASE("total-queue: an acknowledged element that never comes out is lost") {
  WrittenHistory history = enqueued({1, 2});
  const auto verdict = check_total_queue(dequeue(history, 1));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.report.at("lost") == json::value(json::array{2}));
}

TEST_CASE("total-queue: an element that nobody put in is unexpected") {
  WrittenHistory history = enqueued({1});
  dequeue(dequeue(history, 1), 7);
  const auto verdict = check_total_queue(history);
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.report.at("unexpected") == json::value(json::array{7}));
}

TEST_CASE("total-queue: one that comes out twice is duplicated, and still valid") {
  WrittenHistory history = enqueued({1});
  dequeue(dequeue(history, 1), 1);
  const auto verdict = check_total_queue(history);
  CHECK(verdict.validity == Validity::valid);
  CHECK(figure_of(verdict, "duplicated-count") == 1);
}

TEST_CASE(
    "total-queue: a drain takes all its elements, and one that crashed leaves losses unknown") {
  WrittenHistory drained = enqueued({1, 2});
  drained.invoke(1, "drain").ok(1, "drain", json::array{2, 1});
  CHECK(check_total_queue(drained).validity == Validity::valid);
  WrittenHistory crashed = enqueued({1, 2});
  crashed.invoke(1, "drain").info(1, "drain");
  CHECK(check_total_queue(crashed).validity == Validity::unknown);
  WrittenHistory malformed = enqueued({1});
  malformed.invoke(1, "drain").ok(1, "drain", 1);
  CHECK_THROWS_AS(check_total_queue(malformed), BadOperation);
}

TEST_CASE("corpora: queue and total-queue give every verdict and count of the peer") {
  const auto cases = expectations("corpora", "queue");
  if (absent(cases.size())) return;
  for (const auto& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    const bool total = expected.at("options").at("checker") == "total-queue";
    const History history = read_case(path, shape_of(expected));
    const Verdict verdict = total ? check_total_queue(history) : check_queue(history);
    CHECK(to_json(verdict.validity) == expected.at("valid"));
    if (!total) continue;
    for (const auto& field : expected.at("detail").as_object()) {
      if (!verdict.report.contains(field.key())) continue;
      CAPTURE(std::string(field.key()));
      CHECK(verdict.report.at(field.key()) == field.value());
    }
  }
  MESSAGE("queue: ", cases.size(), " cases");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
