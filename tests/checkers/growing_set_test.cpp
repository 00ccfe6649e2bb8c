// Reads that grow are stored once by the reader and followed as such by the set checker. Neither
// may show: the values are those of the text, and the verdict is that of the whole values.
#include <doctest/doctest.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "eddy/checkers/history_reader.h"
#include "eddy/checkers/set_full.h"
#include "tests/checkers/dice.h"
#include "tests/checkers/naive_set.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

// Long enough that a few of them are worth sharing, and of several kinds.
json::value element(std::uint64_t number) {
  const std::string name = "element " + std::to_string(number);
  switch (number % 8) {
    case 5:
      return json::string(name + "]");
    case 6:
      return json::array{"a beginning that many elements have, long enough to be worth sharing",
                         name};
    case 7:
      return json::object{{"a \"name\"", name}};
    default:
      return number * 1'000'003;
  }
}

// Nodes that hold a list each: what a client adds is appended at its node and later elsewhere, and
// now and then something is lost, doubled, moved or put in the middle.
class GrowingSet {
 public:
  explicit GrowingSet(std::uint64_t seed)
      : dice_(seed), nodes_(1 + dice_.below(4)), fault_(20 + dice_.below(200)) {}

  History record(std::uint64_t calls) {
    for (std::uint64_t i = 0; i < calls; ++i) {
      const std::uint64_t node = dice_.below(nodes_.size());
      if (dice_.one_in(2)) {
        const json::value added = element(next_++);
        call(node, "add", added, added);
        for (auto& list : nodes_) backlog_.push_back({&list, added});
      } else {
        call(node, "read", nullptr, nodes_[node]);
      }
      spread();
      if (dice_.one_in(fault_)) break_something();
    }
    return std::move(history_);
  }

 private:
  void call(std::uint64_t process, const std::string& f, const json::value& asked,
            const json::value& answer) {
    Op op;
    op.process = static_cast<std::int64_t>(process);
    op.f = f;
    for (const OpType type : {OpType::invoke, OpType::ok}) {
      op.index = static_cast<std::int64_t>(history_.ops.size());
      op.time = op.index * 700'000;
      op.type = type;
      op.value = type == OpType::invoke ? asked : answer;
      if (type == OpType::ok && dice_.one_in(30)) {
        op.type = OpType::info;
        op.value = f == "read" ? json::value() : asked;
      }
      history_.ops.push_back(op);
    }
  }

  void spread() {
    for (std::size_t i = 0; i < backlog_.size();) {
      if (dice_.one_in(2)) {
        ++i;
        continue;
      }
      if (!dice_.one_in(fault_)) backlog_[i].first->push_back(backlog_[i].second);
      backlog_.erase(backlog_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  void break_something() {
    json::array& list = nodes_[dice_.below(nodes_.size())];
    if (list.empty()) return;
    const auto at = static_cast<std::ptrdiff_t>(dice_.below(list.size()));
    switch (dice_.below(4)) {
      case 0:
        list.erase(list.begin() + at);
        break;
      case 1:
        list.push_back(json::value(list[static_cast<std::size_t>(at)]));
        break;
      case 2:
        std::swap(list[static_cast<std::size_t>(at)], list.back());
        break;
      default:
        list.insert(list.begin() + at, "nobody added this");
    }
  }

  Dice dice_;
  std::vector<json::array> nodes_;
  std::uint64_t fault_;
  std::uint64_t next_ = 0;
  std::vector<std::pair<json::array*, json::value>> backlog_;
  History history_;
};

std::string json_lines(const History& history) {
  std::ostringstream out;
  write_json_lines(out, history);
  return out.str();
}

// The same as EDN, in which JSON's arrays and strings mean the same, and maps but for the colons.
std::string edn(const History& history) {
  std::string text;
  for (const Op& op : history.ops) {
    std::string value = json::serialize(op.value);
    text += "{:process " + std::to_string(op.process) +
            ", :type :" + std::string(to_string(op.type)) + ", :f :" + op.f + ", :time " +
            std::to_string(op.time) + ", :value ";
    bool quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] == '"' && (i == 0 || value[i - 1] != '\\')) quoted = !quoted;
      text += !quoted && value[i] == ':' ? ' ' : value[i];
    }
    if (op.value.is_null()) text.replace(text.size() - 4, 4, "nil");
    text += "}\n";
  }
  return text;
}

History read(const std::string& text, Sharing sharing) {
  std::istringstream in(text);
  ReadOptions options;
  options.sharing = sharing;
  return read_history(in, options);
}

std::string told(const Verdict& verdict) {
  std::string text = json::serialize(results_object(verdict));
  for (const std::string& line : verdict.evidence) text += "\n" + line;
  return text;
}

json::array as_array(const std::vector<json::value>& values) {
  return json::array(values.begin(), values.end());
}

constexpr int kRounds = 300;

TEST_CASE("growing set: what was stored once is read back whole, from JSON and from EDN") {
  std::size_t shared = 0;
  for (int seed = 0; seed < kRounds; ++seed) {
    CAPTURE(seed);
    const History written = GrowingSet(static_cast<std::uint64_t>(seed)).record(60);
    for (const std::string& text : {json_lines(written), edn(written)}) {
      const History history = read(text, Sharing::on);
      REQUIRE(history.ops.size() == written.ops.size());
      for (std::size_t i = 0; i < history.ops.size(); ++i) {
        shared += history.ops[i].base == kNoBase ? 0 : 1;
        REQUIRE(whole_value(history, i) == written.ops[i].value);
      }
    }
  }
  CHECK(shared > 1000);
}

TEST_CASE("growing set: the verdict is that of the whole values, and of the plain rules") {
  int invalid = 0;
  int valid = 0;
  for (int seed = 0; seed < kRounds; ++seed) {
    CAPTURE(seed);
    const History written = GrowingSet(static_cast<std::uint64_t>(seed)).record(80);
    const Verdict verdict = check_set_full(written);
    const NaiveSet naive = check_set_naively(written, Staleness::allowed);
    invalid += naive.validity == Validity::invalid ? 1 : 0;
    valid += naive.validity == Validity::valid ? 1 : 0;
    REQUIRE(verdict.validity == naive.validity);
    REQUIRE(verdict.report.at("lost") == as_array(naive.lost));
    REQUIRE(verdict.report.at("stale") == as_array(naive.stale));
    REQUIRE(verdict.report.at("never-read") == as_array(naive.never_read));
    for (const std::string& text : {json_lines(written), edn(written)})
      REQUIRE(told(check_set_full(read(text, Sharing::on))) == told(verdict));
  }
  CHECK(invalid > 20);
  CHECK(valid > 20);
}

TEST_CASE("growing set: an element shown very often by one read is counted in no time") {
  History history;
  const auto event = [&](OpType type, const std::string& f, json::value value) {
    Op op;
    op.index = static_cast<std::int64_t>(history.ops.size());
    op.type = type;
    op.f = f;
    op.value = std::move(value);
    history.ops.push_back(std::move(op));
  };
  event(OpType::invoke, "add", 7);
  event(OpType::ok, "add", 7);
  event(OpType::invoke, "read", nullptr);
  event(OpType::ok, "read", json::array(200'000, 7));
  const Verdict verdict = check_set_full(history);
  CHECK(verdict.validity == Validity::invalid);
  CHECK(verdict.report.at("duplicated").at(0).at("count") == 200'000);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
