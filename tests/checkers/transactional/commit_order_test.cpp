#include <doctest/doctest.h>
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/bad_operation.h"
#include "checkers/transactional/commits/commit_decision.h"
#include "eddy/checkers/transactional/commit_models.h"
#include "eddy/checkers/transactional/commit_order.h"
#include "eddy/sim/random.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/transactional/naive_axioms.h"
#include "tests/checkers/transactional/random_transactions.h"
#include "tests/checkers/transactional/written_transactions.h"
#include "tests/checkers/written_history.h"
#include "tests/effort.h"

namespace eddy::checkers {

namespace TEST_FILE {

namespace json = boost::json;

constexpr std::array kLevels = {CommitLevel::read_committed, CommitLevel::repeatable_read,
                                CommitLevel::read_atomic,    CommitLevel::causal,
                                CommitLevel::prefix,         CommitLevel::snapshot_isolation,
                                CommitLevel::serializable};

constexpr std::array kOrders = {SessionOrder::none, SessionOrder::process, SessionOrder::realtime};

Validity judge(const History& history, CommitLevel level,
               SessionOrder order = SessionOrder::process) {
  return check_commit_order(history, {{level, order}, {}}).validity;
}

// The levels that the history has, as a list of their names.
std::string levels_of(const History& history, SessionOrder order = SessionOrder::process) {
  std::string names;
  for (const CommitLevel level : kLevels) {
    if (judge(history, level, order) == Validity::valid)
      names += (names.empty() ? "" : " ") + std::string(to_string(level));
  }
  return names;
}

constexpr std::string_view kAll =
    "read-committed repeatable-read read-atomic causal prefix snapshot-isolation serializable";

TEST_CASE("what one process does after another has every level") {
  const History history = one_by_one({
      ok(0, "wx=1"),
      ok(1, "rx=1 wx=2 wy=1"),
      ok(0, "rx=2 ry=1 rz=null"),
  });
  CHECK(levels_of(history, SessionOrder::realtime) == kAll);
}

TEST_CASE("an empty history and one of writes alone are valid at every level") {
  CHECK(levels_of({}) == kAll);
  CHECK(levels_of(one_by_one({ok(0, "wx=1"), ok(1, "wx=2")})) == kAll);
}

TEST_CASE("each level refuses what the one before still allows") {
  // A read of y that goes back behind what the read of x has shown.
  CHECK(levels_of(one_by_one({ok(0, "wx=1 wy=1"), ok(1, "rx=1 ry=null")})) == "repeatable-read");
  // The same, with the reads in the other order: a fractured read.
  CHECK(levels_of(one_by_one({ok(0, "wx=1 wy=1"), ok(1, "ry=null rx=1")})) ==
        "read-committed repeatable-read");
  // Two reads of one key with two answers.
  CHECK(levels_of(one_by_one({ok(0, "wx=1"), ok(1, "rx=null rx=1")})) == "read-committed");
  // The answer to a message without the message.
  CHECK(levels_of(one_by_one({ok(0, "wx=1"), ok(1, "rx=1 wy=1"), ok(2, "ry=1 rx=null")})) ==
        "read-committed repeatable-read read-atomic");
  // A long fork.
  CHECK(levels_of(one_by_one(
            {ok(0, "wx=1"), ok(1, "wy=1"), ok(2, "rx=1 ry=null"), ok(3, "ry=1 rx=null")})) ==
        "read-committed repeatable-read read-atomic causal");
  // A lost update.
  CHECK(levels_of(one_by_one({ok(0, "rx=null wx=1"), ok(1, "rx=null wx=2")})) ==
        "read-committed repeatable-read read-atomic causal prefix");
  // Write skew.
  CHECK(levels_of(one_by_one({ok(0, "rx=null wy=1"), ok(1, "ry=null wx=1")})) ==
        "read-committed repeatable-read read-atomic causal prefix snapshot-isolation");
}

TEST_CASE("the order of a process and real time count only when asked for") {
  const History own = one_by_one({ok(0, "wx=1"), ok(0, "rx=null")});
  CHECK(judge(own, CommitLevel::serializable, SessionOrder::none) == Validity::valid);
  CHECK(judge(own, CommitLevel::serializable, SessionOrder::process) == Validity::invalid);
  const History other = one_by_one({ok(0, "wx=1"), ok(1, "rx=null")});
  CHECK(judge(other, CommitLevel::serializable, SessionOrder::process) == Validity::valid);
  CHECK(judge(other, CommitLevel::serializable, SessionOrder::realtime) == Validity::invalid);
}

TEST_CASE("what is wrong in itself is wrong at every level") {
  CHECK(levels_of(one_by_one({fail(0, "wx=1"), ok(1, "rx=1")})).empty());
  CHECK(levels_of(one_by_one({ok(0, "wx=1 wx=2"), ok(1, "rx=1")})).empty());
  CHECK(levels_of(one_by_one({ok(1, "rx=7")})).empty());
  CHECK(levels_of(one_by_one({ok(1, "rx=7 wx=7")})).empty());
}

TEST_CASE("field: internal-at-read-committed: no level hides from a transaction what it wrote") {
  const auto valid_at = [](CommitLevel level, const History& history) {
    return judge(history, level, SessionOrder::none) == Validity::valid;
  };
  const History own_earlier = one_by_one({ok(0, "wx=1 wx=2 rx=1")});
  const History overwritten = overlapping({ok("wx=1 rx=2"), ok("wx=2")});
  const History initial = one_by_one({ok(1, "wx=7 rx=null")});
  const History own_last = one_by_one({ok(0, "wx=1 wx=2 rx=2")});
  for (const CommitLevel level : {CommitLevel::read_uncommitted, CommitLevel::read_committed,
                                  CommitLevel::repeatable_read, CommitLevel::serializable}) {
    CAPTURE(to_string(level));
    CHECK_FALSE(valid_at(level, own_earlier));
    CHECK_FALSE(valid_at(level, overwritten));
    CHECK_FALSE(valid_at(level, initial));
    CHECK(valid_at(level, own_last));
  }
}

TEST_CASE("read uncommitted allows what read committed does not, but no value out of nothing") {
  const auto valid = [](const History& history) {
    return judge(history, CommitLevel::read_uncommitted, SessionOrder::none) == Validity::valid;
  };
  for (const History& history : {one_by_one({fail(0, "wx=1"), ok(1, "rx=1")}),
                                 one_by_one({ok(0, "wx=1 wx=2"), ok(1, "rx=1")}),
                                 overlapping({ok("wx=1 ry=1"), ok("wy=1 rx=1")})}) {
    CHECK(valid(history));
    CHECK(judge(history, CommitLevel::read_committed, SessionOrder::none) == Validity::invalid);
  }
  CHECK_FALSE(valid(one_by_one({ok(1, "rx=7")})));
  CHECK_FALSE(valid(one_by_one({ok(1, "rx=7 wx=7")})));
}

TEST_CASE("a transaction of unknown outcome may have been, or not, or come late") {
  const History unseen = one_by_one({info(0, "wx=1"), ok(1, "rx=null")});
  CHECK(levels_of(unseen, SessionOrder::realtime) == kAll);
  const History late = one_by_one({info(0, "wx=1"), ok(1, "rx=null"), ok(1, "rx=1")});
  CHECK(levels_of(late, SessionOrder::realtime) == kAll);
  const History gone = one_by_one({info(0, "wx=1"), ok(1, "rx=1"), ok(1, "rx=null")});
  CHECK(judge(gone, CommitLevel::serializable) == Validity::invalid);
}

TEST_CASE("values that do not tell their writer are refused") {
  CHECK_THROWS_WITH_AS(check_commit_order(one_by_one({ok(0, "wx=1"), ok(1, "wx=1")})),
                       "op 3 of process 1 at 0.003 s: expected each value to be written to a key "
                       "at most once, but 1 "
                       "is written to key \"x\" by op 1 of process 0 at 0.001 s, too",
                       BadOperation);
  CHECK_THROWS_WITH_AS(
      judge(one_by_one({ok(0, "wx=null")}), CommitLevel::causal),
      "op 1 of process 0 at 0.001 s: expected a value to write to key \"x\", but it is null, which "
      "stands for what was never written",
      BadOperation);
}

TEST_CASE("other operations are refused with their place") {
  for (const char* txn : {R"([["append","x",1]])", R"([["w","x"]])", R"([7])", "7"}) {
    CAPTURE(txn);
    const json::value value = json::parse(txn);
    CHECK_THROWS_AS(
        check_commit_order(WrittenHistory().invoke(0, "txn", value).ok(0, "txn", value)),
        BadOperation);
  }
}

TEST_CASE("a search that its budget does not reach to the end of gives no verdict") {
  const History history = one_by_one({ok(0, "wx=1"), ok(1, "rx=1")});
  CHECK(check_commit_order(history, {{}, {3, 1 << 20}}).validity == Validity::unknown);
  CHECK(check_commit_order(history, {{}, {1000, 8}}).validity == Validity::unknown);
  CHECK(check_commit_order(history, {{}, {1000, 1 << 20}}).validity == Validity::valid);
}

TEST_CASE("the evidence names the few transactions that matter, and proves the contradiction") {
  const Verdict verdict = check_commit_order(one_by_one(
      {ok(2, "wz=1"), ok(0, "rx=null wx=1"), ok(2, "rz=1 wq=4"), ok(1, "rx=null wx=2")}));
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.evidence ==
        std::vector<std::string>{
            "2 transactions of 4 cannot be serializable in the order of each process, whatever the "
            "order of commits:",
            R"(  T1, op 3 of process 0 at 0.003 s: [["r","x",null],["w","x",1]])",
            R"(  T2, op 7 of process 1 at 0.007 s: [["r","x",null],["w","x",2]])",
            "  T1 read \"x\" in its initial state, which T2 overwrites, so T1 < T2",
            "  T2 read \"x\" in its initial state, which T1 overwrites, so T2 < T1",
            "  a circle: T1 < T2 < T1"});
  CHECK(verdict.report.at("core") == json::array{3, 7});
}

// Up to five transactions of up to three sessions, which read anything that anyone writes.
History random_sessions(sim::Random& random) {
  struct Planned {
    std::int64_t process;
    json::array txn;
  };
  std::vector<Planned> planned(2 + random.below(4));
  const std::uint64_t keys = 1 + random.below(3);
  std::map<std::uint64_t, std::int64_t> written;
  for (Planned& p : planned) {
    p.process = static_cast<std::int64_t>(random.below(3));
    for (std::uint64_t i = 1 + random.below(3); i > 0; --i) {
      const std::uint64_t key = random.below(keys);
      if (random.below(2) == 0) {
        p.txn.push_back({"r", key, nullptr});
      } else {
        p.txn.push_back({"w", key, ++written[key]});
      }
    }
  }
  std::vector<WrittenTransaction> all;
  for (Planned& p : planned) {
    for (json::value& micro : p.txn) {
      if (micro.at(0) != "r") continue;
      const std::int64_t value = random.between(0, written[micro.at(1).to_number<std::uint64_t>()]);
      if (value > 0) micro.at(2) = value;
    }
    all.push_back({p.process, p.txn, random.below(12) == 0 ? OpType::info : OpType::ok});
  }
  return interleaved(all, random);
}

void compare_with_axioms(const History& history) {
  const Sessions sessions = register_sessions(history);
  for (const CommitLevel level : kLevels) {
    if (level == CommitLevel::repeatable_read) continue;
    for (const SessionOrder order : kOrders) {
      CAPTURE(to_string(level));
      CAPTURE(to_string(order));
      StepMeter meter(1'000'000);
      const CommitDecision decision =
          decide_commit_order(sessions, {level, order}, meter, std::size_t{1} << 26U);
      REQUIRE(decision.possibility == (holds_naively(sessions, {level, order})
                                           ? Possibility::possible
                                           : Possibility::impossible));
    }
  }
}

constexpr std::uint64_t kRandomHistories = testing::effort(3'000, 100);

TEST_CASE("random histories: the deciders agree with all orders tried") {
  for (std::uint64_t seed = 0; seed < kRandomHistories; ++seed) {
    CAPTURE(seed);
    sim::Random random(seed, sim::Purpose::test, 1);
    compare_with_axioms(random_sessions(random));
  }
}

// Whether the order that the report shows is one: each read sees the last write before it.
bool explains_all_reads(const Verdict& verdict, const History& history) {
  std::map<std::int64_t, const Op*> by_index;
  for (const Op& op : history.ops) by_index[op.index] = &op;
  std::map<std::string, json::value> state;
  for (const json::value& index : verdict.report.at("commit-order").as_array()) {
    const Op& op = *by_index.at(index.as_int64());
    for (const json::value& micro : op.value.as_array()) {
      json::value& held = state[json::serialize(micro.at(1))];
      if (micro.at(0) == "w") {
        held = micro.at(2);
      } else if (op.type == OpType::ok && held != micro.at(2)) {
        return false;
      }
    }
  }
  return true;
}

TEST_CASE(
    "random histories: a valid verdict shows an order that explains all reads, an invalid one a "
    "core") {
  std::size_t valid = 0;
  std::size_t invalid = 0;
  for (std::uint64_t seed = 0; seed < kRandomHistories; ++seed) {
    CAPTURE(seed);
    sim::Random random(seed, sim::Purpose::test, 2);
    const History history = random_sessions(random);
    const OrderedLevel level{CommitLevel::serializable, SessionOrder::realtime};
    const Verdict verdict = check_commit_order(history, {level, {}});
    if (verdict.validity == Validity::valid) {
      ++valid;
      REQUIRE(explains_all_reads(verdict, history));
    }
    if (verdict.report.contains("core")) {
      ++invalid;
      const Sessions sessions = register_sessions(history);
      std::vector<bool> core(sessions.transactions.size());
      for (std::size_t i = 0; i < core.size(); ++i) {
        const auto& members = verdict.report.at("core").as_array();
        core[i] = std::find(members.begin(), members.end(), sessions.transactions[i].op->index) !=
                  members.end();
      }
      REQUIRE_FALSE(holds_naively(restricted_to(sessions, core), level));
      for (std::size_t i = 0; i < core.size(); ++i) {
        if (!core[i]) continue;
        std::vector<bool> without = core;
        without[i] = false;
        REQUIRE(holds_naively(restricted_to(sessions, without), level));
      }
    }
  }
  CHECK(valid > kRandomHistories / 20);
  CHECK(invalid > kRandomHistories / 20);
}

CommitLevel level_named(std::string_view name) {
  if (name == "repeatable-read(dbcop)") return CommitLevel::repeatable_read;
  const auto* level = std::find_if(kLevels.begin(), kLevels.end(),
                                   [name](CommitLevel l) { return to_string(l) == name; });
  REQUIRE(level != kLevels.end());
  return *level;
}

TEST_CASE("corpora: session histories get the verdict of every level") {
  const auto cases = expectations("corpora", "rw-register");
  if (absent(cases.size())) return;
  std::size_t histories = 0;
  for (const std::filesystem::path& path : cases) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const json::object expected = read_expectation(path);
    const json::value* verdicts =
        expected.at("detail").is_object()
            ? expected.at("detail").as_object().if_contains("complete_verdicts")
            : nullptr;
    if (verdicts == nullptr) continue;
    ++histories;
    const History history = read_case(path, shape_of(expected));
    const auto check = [&](std::string_view level, const json::value& valid) {
      CAPTURE(level);
      CHECK(to_json(judge(history, level_named(level))) == valid);
    };
    for (const auto& [level, valid] : verdicts->as_object()) check(level, valid);
    for (const json::value& asked : expected.at("options").at("consistency_models").as_array()) {
      // What dbcop takes for repeatable read is no model of Adya's.
      if (asked == "repeatable-read(dbcop)") {
        check(asked.as_string(), expected.at("valid"));
        continue;
      }
      CheckOptions options;
      options.consistency_models.emplace_back(asked.as_string());
      options.session_order = expected.at("options").at("session_order").as_bool();
      CHECK(to_json(check_commit_models(history, options).validity) == expected.at("valid"));
    }
  }
  CHECK(histories == 158);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
