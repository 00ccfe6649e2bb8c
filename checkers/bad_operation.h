// What a checker throws at an operation that its model knows no meaning for: a value of the wrong
// shape, a function that is not the model's.
#pragma once

#include <cstdint>
#include <string>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/history.h"

namespace eddy::checkers {

class BadOperation : public BadInput {
 public:
  // `what` says what was expected and what is there instead: "expected a list of [f, key, value],
  // but it is 7". The line becomes "op 12 of process 3 at 1.250 s: WHAT".
  BadOperation(const Op& op, const std::string& what);

  // The operation's `index`, by which the line of its file is found.
  std::int64_t index() const { return index_; }
  // WHAT alone.
  const std::string& flaw() const { return flaw_; }

 private:
  std::int64_t index_;
  std::string flaw_;
};

}  // namespace eddy::checkers
