// What a sweep tells CI systems.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "tools/sweep/sweep_report.h"

namespace eddy::tools {

// JUnit's XML: one test case for each way to fail, one for the unknown runs, and one that holds
// where there are neither.
std::string to_junit(const SweepReport& report);

// The lines by which a failure is shown beside the change that is tested. Which system runs us is
// told by the environment: GITHUB_ACTIONS or TF_BUILD, which is Azure Pipelines. Empty where it is
// neither.
enum class CiSystem { none, github, azure };
CiSystem ci_system();
std::vector<std::string> annotations_of(const SweepReport& report, CiSystem system);
// Writes them.
void tell_ci(const SweepReport& report, std::FILE* out);

// Whoever waits for a report is to be told of a wrong place before the runs, not after them. Both
// throw checkers::BadInput; an empty place is none.
void require_writable_report(const std::string& place);
void write_report(const std::string& place, const std::string& text);

}  // namespace eddy::tools
