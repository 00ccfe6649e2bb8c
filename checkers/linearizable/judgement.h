// What came of the calls of one key, in words: the model's numbers are gone.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/search.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers::linearizable {

// A call that can be linearized.
struct NamedCall {
  ClientCall call;
  std::string text;  // "read of 3"
};

// A call at the end of the longest prefix.
struct PlacedCall {
  std::size_t call = 0;  // position in Failure::calls
  std::string after;     // the state after it
};

// A call that was open where the longest prefix ends, and was not placed.
struct LeftCall {
  std::size_t call = 0;
  bool legal = false;  // it could come next, but the call that had to return could not follow
  std::string after;   // if so, the state after it
};

// How far a linearization reaches, and what stands in the way.
struct Failure {
  std::vector<NamedCall> calls;     // those around the end of the prefix, by invocation
  std::size_t length = 0;           // calls in the prefix
  std::vector<PlacedCall> placed;   // the last of them
  std::string before;               // the state before `placed`
  std::string state;                // the state at the end of the prefix
  std::vector<std::string> states;  // all states possible there, whatever the order
  bool all_states = true;           // false: there are more than these
  std::size_t stuck = 0;            // the call that had to return next, in `calls`
  bool stuck_legal = false;         // it could be placed; what came later could not
  std::vector<LeftCall> left;       // the other open ones
};

struct Judgement {
  const boost::json::value* key = nullptr;  // null if the history has no keys
  std::string_view noun;                    // "register"
  Answer answer = Answer::linearizable;
  std::size_t op_count = 0;
  std::size_t pending_count = 0;
  std::uint64_t steps = 0;
  std::size_t bytes = 0;
  std::optional<Failure> failure;  // unless it is linearizable, or something impossible says it
  // Something that no order can make right, in words; empty if there is nothing of the kind.
  std::string impossible;
  std::vector<const Op*> impossible_for;  // the operations that show that
};

}  // namespace eddy::checkers::linearizable
