// What came of an operation, and how the history tells it.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <variant>

#include "eddy/checkers/history.h"
#include "eddy/sim/error.h"
#include "eddy/sim/growing_list.h"

namespace eddy::workloads {

struct Done {
  boost::json::value value;  // as the history has it
  // In place of `value`: a list of which the history stores only what it adds to the one before it
  // of the same node (Op::base). What judges the workload takes such histories.
  std::optional<sim::GrowingList> list = {};
};

struct Failed {
  sim::Error error;
  // What the history has in place of the invocation's value.
  std::optional<boost::json::value> value = {};
  // What kind of answer it was that did not fit its request: "another key"; empty: it fits.
  std::string misfit = {};
};

// The client's process ended of itself, and with it the operation.
struct ProcessEnded {};

using Outcome = std::variant<Done, Failed, ProcessEnded>;

// What an error says of the operation that failed with it.
enum class ErrorRule {
  // A definite error (sim::is_definite) says that it did not happen, any other leaves that open.
  by_code,
  // It did not happen, whatever the error: the operation changes nothing, so that nobody can tell.
  did_not_happen,
  // It may have happened, whatever the error.
  may_have_happened,
};

// A completion as it goes into the history.
struct Completion {
  checkers::OpType type = checkers::OpType::ok;  // ok, fail or info
  boost::json::value value;
  boost::json::value error;
  std::string misfit = {};                    // as in Failed
  std::optional<sim::GrowingList> list = {};  // as in Done
};

// Fail where it did not happen, info where it may have. `invoked` is the value of the invocation.
// `error` is "net-timeout", or [name, text] as in Maelstrom.
Completion completion_of(Outcome outcome, const boost::json::value& invoked, ErrorRule rule);

}  // namespace eddy::workloads
