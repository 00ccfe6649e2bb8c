// The evidence of a history that is not linearizable: it ends where the first contradiction does.
#include <doctest/doctest.h>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/linearizable.h"
#include "eddy/sim/random.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {

namespace TEST_FILE {

namespace json = boost::json;

LinearizableOptions of(LinearizableModel model) {
  LinearizableOptions options;
  options.model = model;
  if (model == LinearizableModel::cas_register) options.initial = 0;
  return options;
}

// Calls by three clients of what a model's functions may answer, at random.
class Calls {
 public:
  Calls(LinearizableModel model, std::uint64_t seed)
      : model_(model), random_(seed, sim::Purpose::test, 0) {}

  History draw() {
    std::array<bool, 3> open{};
    for (std::size_t event = 0; event < 16; ++event) {
      const auto process = static_cast<std::size_t>(random_.below(open.size()));
      if (open[process]) {
        complete(process);
      } else {
        invoke(process);
      }
      open[process] = !open[process];
    }
    return std::move(history_);
  }

 private:
  struct Asked {
    std::string f;
    json::value value;
  };

  std::int64_t below(std::uint64_t bound) {
    return static_cast<std::int64_t>(random_.below(bound));
  }

  Asked ask() {
    const bool first = below(2) == 0;
    switch (model_) {
      case LinearizableModel::fifo_queue:
      case LinearizableModel::unordered_queue:
        return first ? Asked{"enqueue", next_++} : Asked{"dequeue", nullptr};
      case LinearizableModel::set:
        return first ? Asked{"add", below(3)} : Asked{"read", nullptr};
      case LinearizableModel::mutex:
        return first ? Asked{"acquire", nullptr} : Asked{"release", nullptr};
      default:
        return first ? Asked{"write", below(3)} : Asked{"read", nullptr};
    }
  }

  json::value answer(const Asked& asked) {
    if (asked.f == "dequeue") {
      const std::int64_t element = below(static_cast<std::uint64_t>(next_) + 1) - 1;
      return element < 0 ? json::value() : json::value(element);
    }
    if (asked.f != "read") return asked.value;
    if (model_ != LinearizableModel::set) return below(3);
    json::array elements;
    for (std::int64_t e = 0; e < 3; ++e) {
      if (below(2) == 0) elements.push_back(e);
    }
    return elements;
  }

  void invoke(std::size_t process) {
    asked_[process] = ask();
    event(process, OpType::invoke, asked_[process].value);
  }

  void complete(std::size_t process) {
    const bool lost = below(8) == 0;
    event(process, lost ? OpType::info : OpType::ok,
          lost ? asked_[process].value : answer(asked_[process]));
  }

  void event(std::size_t process, OpType type, const json::value& value) {
    Op op;
    op.index = static_cast<std::int64_t>(history_.ops.size());
    op.process = static_cast<std::int64_t>(process);
    op.type = type;
    op.f = asked_[process].f;
    op.value = value;
    history_.ops.push_back(std::move(op));
  }

  LinearizableModel model_;
  sim::Random random_;
  std::int64_t next_ = 0;  // to be put into a queue
  std::array<Asked, 3> asked_;
  History history_;
};

History beginning(const History& history, std::size_t events) {
  History part;
  part.ops.assign(history.ops.begin(), history.ops.begin() + static_cast<std::ptrdiff_t>(events));
  return part;
}

std::size_t acknowledged(const History& history) {
  return static_cast<std::size_t>(std::count_if(
      history.ops.begin(), history.ops.end(), [](const Op& op) { return op.type == OpType::ok; }));
}

TEST_CASE("the contradiction is where the shortest beginning ends that is not linearizable") {
  for (const LinearizableModel model :
       {LinearizableModel::cas_register, LinearizableModel::mutex, LinearizableModel::set,
        LinearizableModel::fifo_queue, LinearizableModel::unordered_queue}) {
    CAPTURE(to_string(model));
    std::size_t invalid = 0;
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
      CAPTURE(seed);
      const History history = Calls(model, seed).draw();
      const Verdict verdict = check_linearizable(history, of(model));
      if (verdict.validity == Validity::valid) continue;
      ++invalid;
      const json::value& fault = verdict.report.at("faults").at(0);
      if (fault.get_object().contains("impossible")) continue;
      const auto stuck = static_cast<std::size_t>(fault.at("stuck").at("index").as_int64());
      const History before = beginning(history, stuck);
      REQUIRE(check_linearizable(before, of(model)).validity == Validity::valid);
      REQUIRE(check_linearizable(beginning(history, stuck + 1), of(model)).validity ==
              Validity::invalid);
      REQUIRE(fault.at("prefix-length").to_number<std::size_t>() >= acknowledged(before));
      REQUIRE(verdict.evidence.at(2).find("cannot come next") != std::string::npos);
    }
    CHECK(invalid > 500);
    CHECK(invalid < 2'000);
  }
}

TEST_CASE("a queue that gives out of turn is shown with all that came before") {
  WrittenHistory history;
  for (const int element : {0, 1, 2})
    history.invoke(0, "enqueue", element).ok(0, "enqueue", element);
  history.invoke(1, "dequeue").ok(1, "dequeue", 0).invoke(1, "dequeue").ok(1, "dequeue", 2);
  history.invoke(1, "dequeue").ok(1, "dequeue", 1);
  const Verdict verdict = check_linearizable(history, of(LinearizableModel::fifo_queue));
  REQUIRE(verdict.evidence.size() == 3);
  CHECK(verdict.evidence[0] ==
        "the queue is not linearizable: 4 of its 6 operations can be put in order");
  CHECK(verdict.evidence[2].starts_with("dequeue of 2 "));
  CHECK(verdict.evidence[2].ends_with("cannot come next: the queue is [1,2]"));
}

TEST_CASE("an element that a set loses is shown at the read that misses it") {
  WrittenHistory history;
  history.invoke(0, "add", 1).ok(0, "add", 1).invoke(0, "read").ok(0, "read", json::array{});
  const Verdict verdict = check_linearizable(history, of(LinearizableModel::set));
  REQUIRE(verdict.evidence.size() == 3);
  CHECK(verdict.evidence[2].starts_with("read of [] "));
  CHECK(verdict.evidence[2].ends_with("cannot come next: the set is [1]"));
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
