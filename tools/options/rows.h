// The options of `eddy test`, by their headings in the help.
//
// To add one: its row in system_rows.cpp or run_rows.cpp, and a test that sees it change a run
// (tests/tools/options_test.cpp). All else derives from the row.
#pragma once

#include <vector>

#include "tools/options/row.h"

namespace eddy::tools {

std::vector<OptionRow> tested_rows();
std::vector<OptionRow> load_rows();
std::vector<OptionRow> transaction_rows();
std::vector<OptionRow> network_rows();
std::vector<OptionRow> service_rows();
std::vector<OptionRow> fault_rows();
std::vector<OptionRow> criteria_rows();
std::vector<OptionRow> running_rows();
std::vector<OptionRow> output_rows();

// Of `eddy sweep` alone.
std::vector<OptionRow> sweep_rows();
// Of the commands that search for the cause of a failure.
std::vector<OptionRow> minimise_rows();
std::vector<OptionRow> explain_rows();

}  // namespace eddy::tools
