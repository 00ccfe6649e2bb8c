#include "eddy/checkers/causal_reverse.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/operand.h"
#include "checkers/set_elements.h"

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostReportedErrors = 100;

// The writes in the order in which they were acknowledged, and for each value how many of these
// precede it.
struct Precedence {
  ElementIndex values;
  std::vector<const Op*> acknowledged;
  std::vector<std::size_t> preceding;  // by number of the value

  explicit Precedence(const History& history) {
    for (const Op& op : history.ops) {
      if (!op.is_client() || op.f != "write") continue;
      if (op.type == OpType::invoke) {
        const std::uint32_t value = values.add(op.value);
        if (value >= preceding.size()) preceding.resize(value + 1, 0);
        preceding[value] = acknowledged.size();
      } else if (op.type == OpType::ok) {
        acknowledged.push_back(&op);
      }
    }
  }
};

struct Error {
  const Op* read;
  const boost::json::value* later;  // the value shown that asks for the missing ones
  std::vector<const Op*> missing;
  std::size_t expected;
};

FoundCase to_case(const Error& error) {
  std::vector<const Op*> operations{error.read};
  operations.insert(operations.end(), error.missing.begin(), error.missing.end());
  return {std::move(operations),
          fmt::format("{} shows {}, but not {}, which had been acknowledged ({}) before the write "
                      "of {} began",
                      describe(*error.read), excerpt(*error.later),
                      excerpt(error.missing.front()->value), describe(*error.missing.front()),
                      excerpt(*error.later))};
}

// The error of a read; nothing missing: none.
Error examine(const Op& read, const Precedence& precedence) {
  const auto& shown = require_array(read, read.value, "the values read");
  Error error{&read, nullptr, {}, 0};
  std::vector<bool> is_shown(precedence.values.size(), false);
  for (const auto& value : shown) {
    const std::uint32_t number = precedence.values.find(value);
    if (number == ElementIndex::kNone) continue;
    is_shown[number] = true;
    if (precedence.preceding[number] > error.expected) {
      error.expected = precedence.preceding[number];
      error.later = &value;
    }
  }
  for (std::size_t i = 0; i < error.expected; ++i) {
    const Op* write = precedence.acknowledged[i];
    const std::uint32_t number = precedence.values.find(write->value);
    if (number == ElementIndex::kNone || !is_shown[number]) error.missing.push_back(write);
  }
  return error;
}

boost::json::object to_json(const Error& error) {
  boost::json::array missing;
  for (const Op* write : error.missing) missing.push_back(write->value);
  return {{"op", reference(*error.read)},
          {"missing", std::move(missing)},
          {"expected-count", error.expected}};
}

}  // namespace

Verdict check_causal_reverse(const History& history) {
  const Precedence precedence(history);
  Verdict verdict;
  boost::json::array listed;
  std::size_t reads = 0;
  Found errors(verdict);
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.f != "read" || op.type != OpType::ok) continue;
    ++reads;
    const Error error = examine(op, precedence);
    if (error.missing.empty()) continue;
    if (listed.size() < kMostReportedErrors) listed.push_back(to_json(error));
    errors.add("causal-reverse", [&] { return to_case(error); });
  }
  errors.rest("reads");
  verdict.count("read-count", reads);
  verdict.count("error-count", errors.count());
  verdict.report["errors"] = std::move(listed);
  return verdict;
}

}  // namespace eddy::checkers
