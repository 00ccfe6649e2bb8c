// Histories of transactions written down in a test: "w1=5 r2=null" writes 5 to the register 1, then
// reads 2 as null; "a1=5 r2=[1,2]" appends 5 to the list 1, then reads 2 as [1, 2].
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// A key as it is written: a word is a string, all else is JSON.
inline boost::json::value key_of(const std::string& text) {
  if (text.front() >= 'a' && text.front() <= 'z') return boost::json::value(text);
  return boost::json::parse(text);
}

// The value of an operation.
inline boost::json::array transaction_of(const std::string& text) {
  boost::json::array txn;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    txn.push_back({word.front() == 'a' ? "append" : word.substr(0, 1),
                   key_of(word.substr(1, equals - 1)),
                   boost::json::parse(word.substr(equals + 1))});
  }
  return txn;
}

// Stands for a process that does nothing else: see `overlapping`.
inline constexpr std::int64_t kOwnProcess = -2;

struct WrittenTransaction {
  std::int64_t process = kOwnProcess;
  boost::json::array value;  // as it completes
  OpType outcome = OpType::ok;
};

inline WrittenTransaction ok(std::int64_t process, const std::string& text) {
  return {process, transaction_of(text), OpType::ok};
}
inline WrittenTransaction ok(const std::string& text) { return ok(kOwnProcess, text); }

inline WrittenTransaction fail(std::int64_t process, const std::string& text) {
  return {process, transaction_of(text), OpType::fail};
}
inline WrittenTransaction fail(const std::string& text) { return fail(kOwnProcess, text); }

inline WrittenTransaction info(std::int64_t process, const std::string& text) {
  return {process, transaction_of(text), OpType::info};
}

inline WrittenTransaction info(const std::string& text) { return info(kOwnProcess, text); }

// What is asked for before it is known what the reads will see.
inline boost::json::array invoked(boost::json::array txn) {
  for (boost::json::value& micro : txn) {
    if (micro.at(0) == "r") micro.at(2) = nullptr;
  }
  return txn;
}

// The invocation or the completion, without index and time.
inline Op event_of(const WrittenTransaction& txn, OpType type) {
  Op op;
  op.process = txn.process;
  op.type = type;
  op.f = "txn";
  op.value = type == OpType::ok ? txn.value : invoked(txn.value);
  return op;
}

// 1 ms from event to event.
inline void number_events(History& history) {
  for (std::size_t i = 0; i < history.ops.size(); ++i) {
    history.ops[i].index = static_cast<std::int64_t>(i);
    history.ops[i].time = history.ops[i].index * 1'000'000;
  }
}

// One after the other.
inline History one_by_one(const std::vector<WrittenTransaction>& transactions) {
  History history;
  for (const WrittenTransaction& txn : transactions) {
    history.ops.push_back(event_of(txn, OpType::invoke));
    history.ops.push_back(event_of(txn, txn.outcome));
  }
  number_events(history);
  return history;
}

// All at the same time: first they are invoked, then they complete, both in the given order. The
// n-th one has process n, from 0 up, where it has none.
inline History overlapping(std::vector<WrittenTransaction> transactions) {
  History history;
  for (std::size_t i = 0; i < transactions.size(); ++i) {
    if (transactions[i].process == kOwnProcess)
      transactions[i].process = static_cast<std::int64_t>(i);
    history.ops.push_back(event_of(transactions[i], OpType::invoke));
  }
  for (const WrittenTransaction& txn : transactions)
    history.ops.push_back(event_of(txn, txn.outcome));
  number_events(history);
  return history;
}

// What the report says was found.
inline std::vector<std::string> anomaly_types(const Verdict& verdict) {
  const auto* types = verdict.report.if_contains("anomaly-types");
  if (types == nullptr) return {};
  return boost::json::value_to<std::vector<std::string>>(*types);
}

}  // namespace eddy::checkers
