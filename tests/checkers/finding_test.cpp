#include "eddy/checkers/finding.h"

#include <doctest/doctest.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checkers/found.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/catalog.h"
#include "eddy/checkers/history_reader.h"
#include "eddy/checkers/same_failure.h"
#include "tests/checkers/dice.h"
#include "tests/checkers/written_history.h"
#include "tests/effort.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace fs = std::filesystem;

const fs::path kExamples = fs::path(EDDY_SOURCE_DIR) / "tests/golden/verdicts";

History read_example(const fs::path& file) {
  std::ifstream in(file);
  return read_history(in);
}

std::vector<fs::path> examples_of(const CheckerEntry& checker) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kExamples / std::string(checker.name))) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What contradicts finding.h, verdict.h or itself; empty if nothing does.
std::string flaw_of(const Verdict& verdict, const History& history) {
  if ((verdict.validity == Validity::invalid) == verdict.findings.empty())
    return "a verdict is invalid exactly if it has a finding";
  std::set<std::int64_t> indices;
  for (const Op& op : history.ops) indices.insert(op.index);
  std::map<std::string, std::size_t> kinds;
  std::string last;
  for (const Finding& finding : verdict.findings) {
    if (finding.kind.empty() || finding.kind.find_first_of(" :\n") != std::string::npos)
      return "not a kind: " + finding.kind;
    if (finding.text.empty()) return "no text: " + finding.kind;
    if (finding.kind != last && kinds.contains(finding.kind)) return "apart: " + finding.kind;
    last = finding.kind;
    if (++kinds[finding.kind] > kMostFindings) return "too many: " + finding.kind;
    const std::set<std::int64_t> named(finding.operations.begin(), finding.operations.end());
    if (named.size() != finding.operations.size()) return "named twice: " + finding.text;
    if (!std::includes(indices.begin(), indices.end(), named.begin(), named.end()))
      return "names what is not there: " + finding.text;
  }
  return "";
}

std::vector<std::string> kinds_of(const Verdict& verdict) {
  std::vector<std::string> kinds;
  for (const Finding& finding : verdict.findings) kinds.push_back(finding.kind);
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

struct Example {
  std::string file;
  std::vector<std::string> kinds;
  std::vector<std::int64_t> operations;  // of the gravest
  CheckOptions options = {};
};

CheckOptions asked_for(const std::string& model) {
  CheckOptions options;
  options.consistency_models = {model};
  return options;
}

const std::vector<Example>& examples() {
  static const std::vector<Example> all = {
      {"bank/wrong-total", {"wrong-total", "negative-value"}, {7}},
      {"causal-reverse/reversed", {"causal-reverse"}, {5, 1}},
      {"commit-order/long-fork", {"not-prefix"}, {1, 3, 5, 7}, asked_for("prefix")},
      {"commit-order/own-write", {"internal"}, {1}, asked_for("read-committed")},
      {"counter/out-of-bounds", {"too-low", "too-high"}, {6}},
      {"echo/other-payload", {"another-answer", "no-answer"}, {3, 2}},
      {"fifo-queue/overtaken", {"not-linearizable"}, {5, 1, 3}},
      {"kafka/lost-and-unordered",
       {"thin-air-read", "inconsistent-offsets", "lost-write", "unseen", "int-poll-skip"},
       {11}},
      {"kv/one-key-wrong", {"not-linearizable"}, {7, 3}},
      {"linear-set/missed", {"not-linearizable"}, {5, 1, 3}},
      {"list-append/causality", {"causality-violation"}, {1, 3, 5}, asked_for("causal-cerone")},
      {"list-append/circular-information-flow", {"G1c"}, {2, 3}, asked_for("read-committed")},
      {"list-append/lost-update-and-write-skew",
       {"G1a", "lost-update", "G-single-item", "G2-item"},
       {17, 15}},
      {"long-fork/forked", {"long-fork"}, {5, 7}},
      {"multi-register/torn", {"not-linearizable"}, {3}},
      {"mutex/held-twice", {"not-linearizable"}, {3, 1}},
      {"owned-mutex/released-by-another", {"not-linearizable"}, {5, 3, 1}},
      {"pn-counter/impossible-sum", {"wrong-sum"}, {9}},
      {"queue/from-nowhere", {"unexpected"}, {5}},
      {"register/stale-read", {"not-linearizable"}, {8, 1, 4, 9, 6}},
      {"rw-register/dirty-and-internal", {"internal", "thin-air-read", "G1a", "G1b"}, {5}},
      {"rw-register/one-key-dirty-write", {"G0"}, {1, 3}, asked_for("read-uncommitted")},
      {"set/lost-and-unexpected", {"lost", "unexpected"}, {9, 1}},
      {"set-full/lost-and-stale", {"lost", "duplicated"}, {12, 1, 10}},
      {"stats/never-succeeds", {"no-success"}, {7}},
      {"total-queue/lost-and-doubled", {"lost", "unexpected"}, {3}},
      {"unique-ids/twice", {"duplicated"}, {1, 9}},
      {"unordered-queue/from-nowhere", {"not-linearizable"}, {5}},
  };
  return all;
}

TEST_CASE("findings: every checker says by a kind what is wrong with its examples") {
  std::set<std::string> models;
  for (const Example& example : examples()) {
    CAPTURE(example.file);
    const std::string model = example.file.substr(0, example.file.find('/'));
    models.insert(model);
    const CheckerEntry* checker = find_checker(model);
    REQUIRE(checker != nullptr);
    const History history = read_example(kExamples / (example.file + ".jsonl"));
    const Verdict verdict = judge(*checker, history, example.options);
    CHECK(kinds_of(verdict) == example.kinds);
    CHECK(flaw_of(verdict, history) == "");
    REQUIRE_FALSE(verdict.findings.empty());
    CHECK(verdict.findings.front().operations == example.operations);
    for (const Finding& finding : verdict.findings) {
      CAPTURE(finding.text);
      CHECK_FALSE(finding.operations.empty());
    }
  }
  for (const CheckerEntry& checker : catalog()) {
    CAPTURE(std::string(checker.name));
    CHECK(models.contains(std::string(checker.name)));
  }
}

CheckOptions drawn_options(Dice& dice) {
  CheckOptions options;
  options.budget = {200'000, std::size_t{64} << 20U};
  if (dice.one_in(2)) options.consistency_models = {dice.one_in(2) ? "causal" : "serializable"};
  options.linearizable = dice.one_in(2);
  options.ww_deps = dice.one_in(2);
  options.wfr_keys = dice.one_in(2);
  options.session_order = dice.one_in(2);
  options.rising_offsets = dice.one_in(2);
  if (dice.one_in(2)) options.final_reads = FinalReadRule::all;
  if (dice.one_in(2)) options.nil_read = NilRead::empty;
  return options;
}

// The history with a few of its operations left out, told otherwise, or asked of some node.
History spoilt(const History& history, Dice& dice) {
  History other;
  for (const Op& op : history.ops) {
    if (dice.one_in(12)) continue;
    Op changed = op;
    if (op.type != OpType::invoke && dice.one_in(6))
      changed.type = dice.one_in(2) ? OpType::info : OpType::fail;
    if (op.type == OpType::ok && dice.one_in(4)) {
      const Op& donor = history.ops[dice.below(history.ops.size())];
      if (donor.type == OpType::ok && donor.f == op.f) changed.value = donor.value;
    }
    if (dice.one_in(3)) changed.node = static_cast<std::int32_t>(dice.below(3));
    if (op.f == "read" && dice.one_in(3)) changed.final_op = true;
    other.ops.push_back(std::move(changed));
  }
  return other;
}

TEST_CASE("findings: a verdict is invalid exactly if it has a finding, whatever the history") {
  std::map<std::string, std::size_t> invalid;
  for (const CheckerEntry& checker : catalog()) {
    for (const fs::path& file : examples_of(checker)) {
      CAPTURE(file.string());
      const History history = read_example(file);
      for (const Op& op : history.ops) REQUIRE(op.base == kNoBase);
      Dice dice(history.ops.size());
      for (int round = 0; round < testing::effort(150, 20); ++round) {
        CAPTURE(round);
        const History other = round == 0 ? history : spoilt(history, dice);
        const CheckOptions options = drawn_options(dice);
        try {
          const Verdict verdict = judge(checker, other, options);
          REQUIRE(flaw_of(verdict, other) == "");
          if (verdict.validity == Validity::invalid) ++invalid[std::string(checker.name)];
        } catch (const BadInput&) {
          // No verdict, no findings.
        }
      }
    }
  }
  for (const CheckerEntry& checker : catalog()) {
    CAPTURE(std::string(checker.name));
    CHECK(invalid[std::string(checker.name)] > 0);
  }
}

TEST_CASE("findings: the first of each kind are kept, the first of all are told, all are counted") {
  Verdict verdict;
  Found found(verdict);
  Op op;
  op.node = 3;
  std::size_t made = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    op.index = static_cast<std::int64_t>(i);
    found.add(i % 2 == 0 ? "even" : "odd", [&] {
      ++made;
      return FoundCase{{&op, nullptr, &op}, "a line\n    of two"};
    });
  }
  found.rest("numbers");
  CHECK(verdict.validity == Validity::invalid);
  CHECK(found.count() == 100);
  CHECK(made == 2 * kMostFindings);
  REQUIRE(verdict.findings.size() == 2 * kMostFindings);
  CHECK(verdict.findings[1] == Finding{"odd", {1}, {"n3"}, "a line\n    of two"});
  REQUIRE(verdict.evidence.size() == 2 * kMaxEvidence + 1);
  CHECK(verdict.evidence[1] == "    of two");
  CHECK(verdict.evidence.back() == "… and 92 more numbers");

  order_findings(verdict, {"odd", "even"});
  CHECK(verdict.findings.front().kind == "odd");
  CHECK(verdict.findings.front().operations == std::vector<std::int64_t>{1});
  CHECK(verdict.findings.back().kind == "even");
}

TEST_CASE("findings: what is doubtful is told and is no finding") {
  Verdict verdict;
  Found found(verdict, Proof::doubtful);
  found.add("lost", [] { return FoundCase{{}, "perhaps"}; });
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.findings.empty());
  CHECK(verdict.evidence == std::vector<std::string>{"perhaps"});
}

TEST_CASE("findings: of many operations the first are named") {
  std::vector<Op> ops(2 * kMostInvolved);
  std::vector<const Op*> all;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    ops[i].index = static_cast<std::int64_t>(i);
    all.push_back(&ops[i]);
  }
  const Involved who = involved(all);
  CHECK(who.operations.size() == kMostInvolved);
  CHECK(who.operations.back() == static_cast<std::int64_t>(kMostInvolved) - 1);
  CHECK(who.nodes.empty());
}

TEST_CASE("same failure: the gravest findings decide, by checker and kind") {
  const auto way = [](const std::string& checker, const std::string& kind, std::int64_t op) {
    return way_to_fail(Validity::invalid,
                       {{checker, {kind, {op}, {}, "…"}}, {"stats", {"no-success", {}, {}, "…"}}});
  };
  const auto lost = way("set-full", "lost", 4);
  CHECK(is_same_failure(lost, way("set-full", "lost", 7)));
  CHECK_FALSE(is_same_failure(lost, way("set-full", "stale", 4)));
  CHECK_FALSE(is_same_failure(lost, way("queue", "lost", 4)));
  const auto unknown = way_to_fail(Validity::unknown, {});
  CHECK_FALSE(is_same_failure(lost, unknown));
  CHECK_FALSE(is_same_failure(unknown, unknown));
  CHECK_FALSE(is_same_failure(way_to_fail(Validity::valid, {}), lost));
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
