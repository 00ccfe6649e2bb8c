// All commands and options on one page, made from the help.
#pragma once

#include <string>

#include "tools/command_words.h"

namespace eddy::tools {

// Declares the option of `eddy manual`; parsing fills `in_markdown`, which must live as long.
void declare_manual_options(CLI::App& command, bool& in_markdown);

// The page for man(1). `version` is that of the project, "0.2.0".
std::string manual_page(const CommandWords& words, const std::string& program,
                        const std::string& version);

// The page docs/options.md.
std::string options_page(const CommandWords& words, const std::string& program);

}  // namespace eddy::tools
