// `eddy check`: judges a history that is already there.
#pragma once

#include "tools/check_request.h"

namespace eddy::tools {

// Prints the verdict, and returns the exit status. Throws BadInput with one line, file and line of
// the text in it, when the history cannot be read or judged.
int check_history(const CheckRequest& request);

}  // namespace eddy::tools
