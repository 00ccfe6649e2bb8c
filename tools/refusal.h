// What to say of a command line that cannot be taken: the word that is wrong, and what would be
// right.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Error.hpp>
#include <string>

#include "eddy/checkers/bad_input.h"

namespace eddy::tools {

// Of a word that no option of the command took.
checkers::BadInput refusal_of_word(const CLI::App& command, const std::string& word);

// Of a word in front of the command.
checkers::BadInput refusal_of_early_word(const CLI::App& command, const std::string& word);

// Of a word behind "--" where no program of --bin takes it.
checkers::BadInput refusal_of_word_behind(const CLI::App& command, const std::string& word);

// Of an option with an argument too few or too many. `command` may be null: none was read yet.
checkers::BadInput refusal_of_mismatch(const CLI::App* command, const CLI::ParseError& error);

}  // namespace eddy::tools
