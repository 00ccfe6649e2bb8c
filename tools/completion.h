// What a shell is told to complete the words of a command line, made from its help.
#pragma once

#include <string>
#include <vector>

#include "tools/command_words.h"

namespace eddy::tools {

// Declares the argument of `eddy completion`; parsing fills `shell`, which must live as long.
void declare_completion_options(CLI::App& command, std::string& shell);

// "bash" and "zsh".
std::vector<std::string> shells();

// The script for one of shells(), of a program of the name `program`. Throws checkers::BadInput
// where `shell` is empty.
std::string completion_of(const CommandWords& words, const std::string& program,
                          const std::string& shell);

}  // namespace eddy::tools
