// The file of an external program: where it is, whether it can be run, and which one it is.
#pragma once

#include <filesystem>
#include <string>

#include "eddy/workloads/external_program.h"
#include "eddy/workloads/options.h"

namespace eddy::tools {

// The absolute path of what --bin names. A word without a slash is a file of the working directory,
// or else a program that the shell would find. It may not be there.
std::filesystem::path path_of_word(const std::string& word);

// Fills in where the program of --bin is, and its SHA-256. Throws checkers::BadInput where it cannot
// be run: it is not there, is a directory, is not executable, or no program can be run here.
void settle_file(workloads::ExternalProgram& external);

// The same of a scenario that names a program, if it does: where it is not, or not any more, where
// the scenario says, it may be where the command says. That it has changed since is told on standard
// error.
void settle_scenario(workloads::Options& options, const std::string& scenario);

}  // namespace eddy::tools
