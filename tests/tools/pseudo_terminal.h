// A line for the shell, run where standard input, output and error are a terminal.
#pragma once

#include <map>
#include <string>

#include "tests/tools/workplace.h"

namespace eddy::testing {

struct Screen {
  int status = 0;
  std::string text;  // all that was written to the terminal, "\r\n" for the ends of lines
};

// `environment` is set beside what the test has, without COLUMNS.
Screen on_terminal(const Workplace& here, const std::string& line, unsigned short columns,
                   const std::map<std::string, std::string>& environment = {});

}  // namespace eddy::testing
