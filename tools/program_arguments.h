// What stands behind "--" on a command line: the arguments of the program of --bin.
#pragma once

#include <string>
#include <vector>

#include "tools/test_request.h"

namespace eddy::tools {

// Cuts off the first "--" behind the command and all that follows it, which is returned.
std::vector<std::string> cut_program_arguments(std::vector<std::string>& words);

// Nothing is changed where there is no --bin: false. REQUIRES: the request was parsed, once.
bool give_program_arguments(TestRequest& request, const std::vector<std::string>& arguments);

}  // namespace eddy::tools
