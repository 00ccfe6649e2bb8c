// The checkers by the name of their model: what `eddy check --model NAME` takes.
//
// A value that the model knows no meaning for is refused, never guessed at: a checker then throws
// BadOperation (bad_operation.h).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/check_options.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/outcomes.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

struct CheckerEntry {
  std::string_view name;
  std::string_view summary;  // what holds in a valid history, in one line
  // What clients may ask for, separated by blanks; empty: anything. For `add` the option of that
  // name says what it is called.
  std::string_view functions;
  // The options heeded beside the budget, as on the command line but without dashes, separated by
  // blanks: "consistency-models anomalies".
  std::string_view options;
  Verdict (*check)(const History& history, const CheckOptions& options);
  Sharing sharing = Sharing::off;  // on: the history may share what grows
  // Throws BadInput where the options do not make sense, before there is a history; null where
  // they always do.
  void (*refuse)(const CheckOptions& options) = nullptr;
  Naming naming = Naming::required;  // optional: it does not matter what an operation is called
  Repeats repeats = Repeats::value;  // what an ok completion has to repeat
};

std::span<const CheckerEntry> catalog();

// The words of `options` or `functions`.
std::vector<std::string> words_of(std::string_view text);

// Throws BadOperation at a client's operation whose function is not the model's: a history that is
// about something else is not to be called valid.
void require_functions(const CheckerEntry& checker, const History& history,
                       const CheckOptions& options);

// What `eddy check` says: as `check`, but unknown where no client did anything, for then nothing is
// shown. Throws as `check` does.
Verdict judge(const CheckerEntry& checker, const History& history, const CheckOptions& options);

// Of a history without operations of clients the verdict is unknown, and says so.
void note_emptiness(Verdict& verdict, const History& history);

// Null for a name that is not there. Names of peers are not (peer_name.h).
const CheckerEntry* find_checker(std::string_view name);

}  // namespace eddy::checkers
