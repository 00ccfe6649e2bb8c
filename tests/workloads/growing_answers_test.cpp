// What a run stores of reads that share a beginning, and that nothing of them is lost.
#include "workloads/growing_answers.h"

#include <doctest/doctest.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "eddy/checkers/set_full.h"
#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "eddy/workloads/run.h"
#include "tests/checkers/dice.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using boost::json::array;
using checkers::History;
using checkers::kNoBase;
using workloads::GrowingAnswers;

// A history of answers alone.
class Answers {
 public:
  const checkers::Op& add(std::uint32_t node, sim::GrowingList values) {
    checkers::Op op;
    op.type = checkers::OpType::ok;
    growing_.give(op, history_.ops.size(), sim::NodeId::node(node), std::move(values));
    return history_.ops.emplace_back(std::move(op));
  }
  std::string whole(std::size_t position) const {
    return boost::json::serialize(whole_value(history_, position));
  }

 private:
  GrowingAnswers growing_;
  History history_;
};

std::size_t elements(const History& history) {
  std::size_t count = 0;
  for (const auto& op : history.ops)
    if (const auto* values = op.value.if_array()) count += values->size();
  return count;
}

TEST_CASE("growing answers: of each is stored what it adds to the one before it of its node") {
  Answers answers;
  CHECK(answers.add(0, array{1, "a"}).base == kNoBase);
  CHECK(answers.add(1, array{1, "a"}).base == kNoBase);
  const auto& longer = answers.add(0, array{1, "a", 3, 4});
  CHECK(longer.base == 0);
  CHECK(longer.kept == 2);
  CHECK(longer.value == array{3, 4});
  const auto& other = answers.add(1, array{1, "a", 7});
  CHECK(other.base == 1);
  CHECK(other.value == array{7});
  const auto& shorter = answers.add(0, array{1, "a"});
  CHECK(shorter.base == 2);
  CHECK(shorter.kept == 2);
  CHECK(shorter.value == array{});
  CHECK(answers.whole(2) == R"([1,"a",3,4])");
  CHECK(answers.whole(4) == R"([1,"a"])");
}

TEST_CASE("growing answers: one that begins otherwise is whole, and others go on from it") {
  Answers answers;
  answers.add(0, array{1, 2, 3});
  const auto& other = answers.add(0, array{9, 2, 3});
  CHECK(other.base == kNoBase);
  CHECK(other.value == array{9, 2, 3});
  CHECK(answers.add(0, array{9, 2, 3, 4}).base == 1);
}

TEST_CASE("growing answers: values that are equal but of another kind are others") {
  Answers answers;
  answers.add(0, array{1, 2});
  answers.add(0, array{1, 2U});
  answers.add(0, array{1, 2.0});
  answers.add(0, array{1, "2"});
  answers.add(0, array{1, nullptr});
  const char* expected[] = {"[1,2]", "[1,2]", "[1,2E0]", R"([1,"2"])", "[1,null]"};
  for (std::size_t i = 0; i < 5; ++i) CHECK(answers.whole(i) == expected[i]);
}

TEST_CASE("growing answers: whatever nodes answer, every answer can be had whole") {
  checkers::Dice dice(5);
  Answers answers;
  std::vector<array> sets(3);
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < 2000; ++i) {
    const auto node = static_cast<std::uint32_t>(dice.below(3));
    array& set = sets[node];
    for (std::uint64_t more = dice.below(3); more > 0; --more) set.push_back(dice.below(50));
    if (dice.one_in(5) && !set.empty()) set.erase(set.begin() + dice.below(set.size()));
    if (dice.one_in(40)) set.resize(set.size() / (1 + dice.below(3)));
    answers.add(node, set);
    expected.push_back(boost::json::serialize(set));
  }
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(answers.whole(i) == expected[i]);
}

workloads::Experiment busy(std::string_view workload, std::string_view node) {
  workloads::Options options;
  options.plan.workload = workload;
  options.run.program = node;
  options.plan.rate = 200;
  options.run.time_limit = 20s;
  options.run.network.latency.mean = 100ms;
  options.run.seed = 3;
  return testing::experiment(options, *nodes::find(node));
}

TEST_CASE("growing answers: a run stores each value once a node, however often it is read") {
  for (const auto& [workload, node] : {std::pair{"broadcast", "broadcast-efficient"},
                                       {"broadcast", "broadcast-gossip"},
                                       {"broadcast", "broadcast-batched"},
                                       {"g-set", "g-set-gossip"}}) {
    CAPTURE(node);
    const auto done = busy(workload, node);
    CHECK(done.results.validity == checkers::Validity::valid);
    const double values = *done.results.figure("attempt-count")->value;
    CHECK(static_cast<double>(elements(done.run.history)) == 5 * values);
  }
}

TEST_CASE("growing answers: a checker says the same of a history whose values are whole") {
  for (const auto* node : {"broadcast-gossip", "broadcast-forgets", "broadcast-neighbours"}) {
    CAPTURE(node);
    const auto done = busy("broadcast", node);
    History whole = done.run.history;
    for (std::size_t i = 0; i < whole.ops.size(); ++i) {
      whole.ops[i].value = whole_value(done.run.history, i);
      whole.ops[i].base = kNoBase;
      whole.ops[i].kept = 0;
    }
    CHECK(elements(whole) > 10 * elements(done.run.history));
    const checkers::SetFullOptions options{"broadcast", {}, checkers::SameMoment::concurrent};
    const auto of_whole = check_set_full(whole, options);
    const auto of_shared = check_set_full(done.run.history, options);
    CHECK(of_whole.validity == of_shared.validity);
    CHECK(of_whole.evidence == of_shared.evidence);
    CHECK(of_whole.report == of_shared.report);
  }
}

}  // namespace TEST_FILE
