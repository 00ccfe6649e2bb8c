// Which checker of transactions answers for which consistency model, and how: the table that
// `--help`, the refusal before a run, the summary of a verdict and HISTORIES.md are made of.
//
// * decided: *invalid* is proved, and *valid* means that the model holds as far as the history
//   tells.
// * inferred: *invalid* is proved, but what is wrong may be missed, for registers show little of
//   the order of their versions.
// * refused: nothing is looked at that is this model's own.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/check_options.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

enum class Answer : std::uint8_t { refused, inferred, decided };

// "refused", "inferred" or "decided".
std::string_view to_string(Answer answer);

// list-append, rw-register, commit-order: those that take consistency models.
std::span<const std::string_view> answering_checkers();

// Of a model by any of its names. Throws BadInput for a name that is no model's. REQUIRES: the
// checker is one of those above.
Answer answer_of(std::string_view checker, std::string_view model);

// Throws BadInput if one of the models, lists as written on a command line, is refused or is none;
// says which checker decides it.
void require_answers(std::string_view checker, const std::vector<std::string>& models);

// Adds to a valid verdict, as evidence, which of the models asked for are only inferred:
// "serializable: nothing found; `--model commit-order` decides".
void add_remarks(std::string_view checker, const CheckOptions& options, Verdict& verdict);

// A line for each model, by its friendly name: | `causal` | decided | inferred | decided |.
std::string answers_as_markdown();

// The same in columns, for a terminal.
std::string answers_as_text();

}  // namespace eddy::checkers
