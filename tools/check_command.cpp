#include "tools/check_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "checkers/bad_operation.h"
#include "tools/check_summary.h"
#include "tools/drawings.h"
#include "tools/exit_status.h"
#include "tools/history_file.h"
#include "tools/progress_line.h"
#include "tools/results_json.h"
#include "tools/stored_run.h"
#include "tools/summary.h"
#include "tools/terminal.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using checkers::History;
using checkers::Verdict;

History read(const CheckRequest& request, const checkers::CheckerEntry& checker,
             ProgressLine& progress) {
  checkers::ReadOptions options;
  options.shape = request.shape;
  options.sharing = checker.sharing;
  options.naming = checker.naming;
  options.progress = [&](std::uint64_t bytes) {
    progress.show(fmt::format("reading {}: {} MB", history_name(request.file), bytes / 1'000'000));
  };
  HistoryFile file(request.file);
  const auto refuse = [&](std::size_t line, const std::string& expected) {
    return BadInput(fmt::format("{} line {}: {}", history_name(request.file), line, expected));
  };
  const auto refuse_end = [&](std::size_t line) {
    return refuse(line, "expected more text, but " + file.fault());
  };
  try {
    History history = read_history(file.stream(), options);
    if (request.seating.nodes > 0) note_nodes(history, request.seating);
    if (file.fault().empty()) return history;
    throw refuse_end(history.lines.empty() ? 1 : history.lines.back() + 1);
  } catch (const checkers::HistoryError& error) {
    if (!file.fault().empty()) throw refuse_end(error.shown_by());
    throw refuse(error.line(), error.expected());
  }
}

// Where the operation of that index stands, " line 7" or nothing.
std::string line_of(const History& history, std::int64_t index) {
  const auto op =
      std::lower_bound(history.ops.begin(), history.ops.end(), index,
                       [](const checkers::Op& a, std::int64_t b) { return a.index < b; });
  const auto position = static_cast<std::size_t>(op - history.ops.begin());
  if (position >= history.lines.size()) return "";
  return fmt::format(" line {}", history.lines[position]);
}

Verdict judge(const CheckRequest& request, const checkers::CheckerEntry& checker,
              const History& history) {
  try {
    require_functions(checker, history, request.options);
    // Where invocations may be missing, one may be another call's.
    if (request.shape == checkers::HistoryShape::paired) require_outcomes(history, checker.repeats);
    return checkers::judge(checker, history, request.options);
  } catch (const checkers::BadOperation& bad) {
    throw BadInput(fmt::format("{}{}: {}", history_name(request.file),
                               line_of(history, bad.index()), bad.what()));
  }
}

void print(const CheckRequest& request, std::string_view model, const History& history,
           const Verdict& verdict, const std::vector<std::string>& drawings) {
  if (request.json) {
    fmt::print("{}", pretty(to_json(verdict, model, pair_calls(history).size())));
    return;
  }
  const std::string title = fmt::format("{} in {}", model, history_name(request.file));
  fmt::print("{}", summarize(history, verdict, {title, drawings, colour_of(STDOUT_FILENO)}));
}

// The verdict is not lost with drawings that cannot be written after all.
std::vector<std::string> draw(const CheckRequest& request, std::string_view model,
                              const History& history, const Verdict& verdict) {
  if (request.drawings.empty()) return {};
  try {
    return write_drawings(request.drawings, verdict.drawings);
  } catch (const BadInput&) {
    print(request, model, history, verdict, {});
    std::fflush(stdout);
    throw;
  }
}

}  // namespace

int check_history(const CheckRequest& asked) {
  const CheckRequest request = with_stored_run(asked);
  const checkers::CheckerEntry& checker = checker_of(request);
  if (!request.drawings.empty()) expect_writable(request.drawings);
  ProgressLine progress;
  const History history = read(request, checker, progress);
  progress.show(fmt::format("judging {} events", grouped(history.ops.size())));
  const Verdict verdict = judge(request, checker, history);
  progress.clear();
  const std::vector<std::string> drawings = draw(request, checker.name, history, verdict);
  print(request, checker.name, history, verdict, drawings);
  return exit_status(verdict.validity);
}

}  // namespace eddy::tools
