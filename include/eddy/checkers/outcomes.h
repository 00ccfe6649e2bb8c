// Is each ok completion the outcome of its invocation? An answer to another question is no evidence
// for anything, and a history that has one is not to be called valid.
#pragma once

#include "eddy/checkers/history.h"

namespace eddy::checkers {

// What of an invocation an ok completion has to repeat.
enum class Repeats {
  function,  // its function
  value,     // that, and its value: of arrays each element; null, on either side, says nothing
  // That, of kafka's micro-operations: the offset beside a message that was sent, and what was
  // polled, are new.
  kafka,
};

// Throws BadOperation at the first ok completion that does not: another function, length, key or
// written value. Completions that failed or are indefinite may say anything. O(n).
void require_outcomes(const History& history, Repeats repeats);

}  // namespace eddy::checkers
