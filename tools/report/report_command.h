// `eddy report`: the page of a run, opened at what was found; or a diagram of one finding.
#pragma once

#include <CLI/App.hpp>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "eddy/nodes/program_entry.h"
#include "tools/test_request.h"

namespace eddy::tools {

struct ReportRequest {
  TestRequest test;
  std::string place;                   // of its scenario; empty: the options say
  std::string against;                 // of another one, beside it
  std::string out;                     // the file; empty: see where it goes
  std::string format = "html";         // or svg, mermaid, perfetto, shiviz
  std::optional<std::string> finding;  // from 1, as the page numbers them
};

// Declares the options of `eddy report` on `command`; parsing fills `request`, which must live as
// long.
void declare_report_options(CLI::App& command, ReportRequest& request);

// A page goes to --out, or beside the stored run as report.html, or into this folder; another format
// to --out, or to standard output. The exit status. Throws checkers::BadInput.
int report(const ReportRequest& request, std::span<const nodes::ProgramEntry> programs);

// Writes report.html into the folder of a stored run. Throws as record() (recorded.h).
void report_stored(const std::filesystem::path& folder,
                   std::span<const nodes::ProgramEntry> programs);

// "1.2 MB".
std::string size_words(std::size_t bytes);

}  // namespace eddy::tools
