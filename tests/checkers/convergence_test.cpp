#include <doctest/doctest.h>
#include <fmt/format.h>
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "checkers/bad_operation.h"
#include "eddy/checkers/convergence.h"
#include "tests/checkers/dice.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

// A round of reads, all invoked before the first one ends. Null: not answered.
void add_round(History& history, const std::vector<json::value>& answers, std::int64_t seconds,
               bool is_final) {
  const auto event = [&](std::size_t process, OpType type, json::value value) {
    Op op;
    op.index = static_cast<std::int64_t>(history.ops.size());
    op.time = seconds * 1'000'000'000;
    op.process = static_cast<std::int64_t>(process);
    op.type = type;
    op.f = "read";
    op.final_op = is_final;
    op.value = std::move(value);
    if (type == OpType::info) op.error = "net-timeout";
    history.ops.push_back(std::move(op));
  };
  for (std::size_t i = 0; i < answers.size(); ++i) event(i, OpType::invoke, nullptr);
  for (std::size_t i = 0; i < answers.size(); ++i)
    event(i, answers[i].is_null() ? OpType::info : OpType::ok, answers[i]);
}

History with_final_round(const History& history, const std::vector<json::value>& answers) {
  History all = history;
  add_round(all, answers, 30, true);
  return all;
}

// Process p asks the node p mod `nodes`.
History at_nodes(History history, std::int64_t nodes = 100) {
  for (Op& op : history.ops) {
    if (op.is_client()) op.node = static_cast<std::int32_t>(op.process % nodes);
  }
  return history;
}

Verdict judge(const History& history) { return check_convergence(at_nodes(history)); }

// The evidence without its indented lines, which tell of one value each.
std::string heads_of(const Verdict& verdict) {
  std::string text;
  for (const std::string& line : verdict.evidence) {
    if (!line.starts_with("    ")) text += line + "\n";
  }
  return text;
}

History three_values() {
  WrittenHistory history;
  history.add(0, 1).add(1, 2).invoke(2, "add", 3).info(2, "add", 3);
  return history;
}

TEST_CASE("convergence: final reads that all show all are valid, whatever their order") {
  const Verdict verdict =
      judge(with_final_round(three_values(), {json::array{1, 2}, json::array{2, 1}}));
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.evidence.empty());
  CHECK(figure_of(verdict, "missing-count") == 0);
  CHECK(figure_of(verdict, "late-count") == 0);
  CHECK(figure_of(verdict, "unanswered-count") == 0);
}

TEST_CASE("convergence: a final read that misses an acknowledged value is invalid, whoever's") {
  for (std::size_t lame = 0; lame < 3; ++lame) {
    CAPTURE(lame);
    std::vector<json::value> answers(3, json::array{1, 2, 3});
    answers[lame] = json::array{2, 3};
    const Verdict verdict = judge(with_final_round(three_values(), answers));
    CHECK(verdict.validity == Validity::invalid);
    CHECK(figure_of(verdict, "missing-count") == 1);
    const char* holders[] = {"n1 and n2 have", "n0 and n2 have", "n0 and n1 have"};
    CHECK(heads_of(verdict) ==
          fmt::format("n{}: the last read misses 1 of 2 acknowledged values: 1; {} it\n", lame,
                      holders[lame]));
  }
}

TEST_CASE("convergence: a value that nobody shows is missed by all") {
  const Verdict verdict = judge(with_final_round(three_values(), {json::array{1}, json::array{1}}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(heads_of(verdict) ==
        "n0 and n1: the last reads miss 1 of 2 acknowledged values: 2; nobody has it\n");
}

TEST_CASE("convergence: what one final read shows all must show, acknowledged or not") {
  const Verdict verdict =
      judge(with_final_round(three_values(), {json::array{1, 2, 3}, json::array{1, 2}}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(heads_of(verdict) ==
        "n1: the last read misses a value not acknowledged, but shown by others: 3; n0 has it\n");
  // Of one that nobody added, too.
  CHECK(
      judge(with_final_round(three_values(), {json::array{1, 2, 9}, json::array{1, 2}})).validity ==
      Validity::invalid);
}

TEST_CASE("convergence: a read of null shows nothing, and one that is no array is refused") {
  History history = with_final_round(three_values(), {json::array{1, 2}});
  history.ops.back().value = nullptr;
  CHECK(judge(history).validity == Validity::invalid);
  history.ops.back().value = 7;
  CHECK_THROWS_AS(judge(history), BadOperation);
}

TEST_CASE("convergence: a final read without an answer is invalid") {
  const Verdict verdict =
      judge(with_final_round(three_values(), {json::array{1, 2}, nullptr, nullptr}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "unanswered-count") == 2);
  CHECK(evidence_of(verdict) == "n1 and n2 did not answer the last read: \"net-timeout\"\n");
}

TEST_CASE("convergence: without a final read nobody knows") {
  CHECK(judge(three_values()).validity == Validity::unknown);
  CHECK(judge({}).validity == Validity::unknown);
  CHECK(check_agreement({}).validity == Validity::unknown);
}

// Rounds at 10, 11, … s; what arrives after 12 s is late.
ConvergenceOptions in_rounds(const History& history, std::size_t rounds, std::size_t replicas) {
  ConvergenceOptions options;
  for (std::size_t i = rounds; i > 0; --i) {
    options.rounds.begins.push_back(
        static_cast<std::uint32_t>(history.ops.size() - 2 * i * replicas));
  }
  options.rounds.healed = 1'000'000'000;
  options.rounds.in_time_until = 12'000'000'000;
  return options;
}

TEST_CASE("convergence: who did not answer last is told neither as having it nor as missing it") {
  History history = three_values();
  const json::array all{1, 2};
  add_round(history, {all, all, json::array{1}}, 10, false);
  add_round(history, {all, nullptr, json::array{1}}, 11, true);
  const std::string evidence =
      evidence_of(check_convergence(at_nodes(history), in_rounds(history, 2, 3)));
  CHECK(evidence ==
        "n1 did not answer the last read: \"net-timeout\"\n"
        "n2: the last read misses 1 of 2 acknowledged values: 2; n0 has it\n"
        "    value 2: n0 has it (n0 read at 10.000 s); n2 does not\n");
}

TEST_CASE("convergence: without names of replicas each process is one") {
  const auto history = with_final_round(three_values(), {json::array{1, 2}, json::array{1}});
  CHECK(evidence_of(check_convergence(history)) ==
        "process 1: the last read misses 1 of 2 acknowledged values: 2; process 0 has it\n");
}

TEST_CASE("convergence: late is not never, and arrival is what the first read shows") {
  const json::array all{1, 2};
  for (std::int64_t arrival = 10; arrival < 15; ++arrival) {
    CAPTURE(arrival);
    History history = three_values();
    for (std::int64_t s = 10; s < 15; ++s)
      add_round(history, {all, s < arrival ? json::array{1} : all}, s, s == 14);
    const Verdict verdict = check_convergence(at_nodes(history), in_rounds(history, 5, 2));
    CHECK(figure_of(verdict, "missing-count") == 0);
    const bool late = arrival > 12;
    CHECK(verdict.validity == (late ? Validity::invalid : Validity::valid));
    CHECK(figure_of(verdict, "late-count") == (late ? 1 : 0));
    CHECK(heads_of(verdict) ==
          (late ? fmt::format("n1: a value arrived {} s after the faults were healed: 2\n",
                              arrival - 1)
                : ""));
  }
}

TEST_CASE("convergence: random final reads are judged as sets say") {
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    WrittenHistory written;
    std::set<int> acknowledged;
    for (int i = 0; i < 6; ++i) {
      if (dice.below(2) == 0) {
        written.add(0, i);
        acknowledged.insert(i);
      } else {
        written.invoke(1, "add", i).info(1, "add", i);
      }
    }
    std::vector<json::value> answers;
    std::vector<std::set<int>> shown(1 + dice.below(3));
    std::set<int> expected = acknowledged;
    for (auto& one : shown) {
      json::array answer;
      for (int i = 0; i < 6; ++i) {
        if (dice.below(8) == 0) continue;
        answer.push_back(i);
        one.insert(i);
        expected.insert(i);
      }
      answers.emplace_back(std::move(answer));
    }
    const bool converged =
        std::all_of(shown.begin(), shown.end(), [&](const auto& one) { return one == expected; });
    CHECK(judge(with_final_round(written, answers)).validity ==
          (converged ? Validity::valid : Validity::invalid));
  }
}

TEST_CASE("agreement: final reads of a counter are equal, or invalid") {
  const auto judge_reads = [](const std::vector<json::value>& answers) {
    return check_agreement(at_nodes(with_final_round({}, answers)));
  };
  CHECK(judge_reads({5, 5, 5}).validity == Validity::valid);
  const Verdict verdict = judge_reads({5, 7, 5});
  CHECK(verdict.validity == Validity::invalid);
  CHECK(figure_of(verdict, "missing-count") == 1);
  CHECK(evidence_of(verdict) == "the last reads differ: 5 at n0 and n2; 7 at n1\n");
  CHECK(judge_reads({5, nullptr}).validity == Validity::invalid);
  CHECK_THROWS_AS(judge_reads({"five"}), BadOperation);
}

TEST_CASE("convergence: a replica that several clients read is named once") {
  const auto counters = at_nodes(with_final_round({}, {5, 7, 5, 7}), 2);
  CHECK(evidence_of(check_agreement(counters)) == "the last reads differ: 5 at n0; 7 at n1\n");
  const auto silent = at_nodes(with_final_round({}, {nullptr, nullptr, nullptr, nullptr}), 2);
  CHECK(evidence_of(check_convergence(silent)) ==
        "n0 and n1 did not answer the last read: \"net-timeout\"\n");
}

TEST_CASE("agreement: a counter that comes to its value late is invalid") {
  for (std::int64_t arrival = 10; arrival < 15; ++arrival) {
    CAPTURE(arrival);
    History history;
    for (std::int64_t s = 10; s < 15; ++s) add_round(history, {5, s < arrival ? 3 : 5}, s, s == 14);
    const Verdict verdict = check_agreement(at_nodes(history), in_rounds(history, 5, 2));
    const bool late = arrival > 12;
    CHECK(verdict.validity == (late ? Validity::invalid : Validity::valid));
    CHECK(evidence_of(verdict) ==
          (late ? fmt::format("n1: 5 was read first {} s after the faults were healed, 3 before\n",
                              arrival - 1)
                : ""));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
