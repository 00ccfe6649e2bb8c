#include "tools/check_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>

#include "checkers/bad_operation.h"
#include "tools/exit_status.h"
#include "tools/history_file.h"
#include "tools/results_json.h"
#include "tools/store.h"
#include "tools/summary.h"
#include "tools/terminal.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using checkers::History;
using checkers::OpType;
using checkers::Verdict;

History read(const CheckRequest& request, const checkers::CheckerEntry& checker,
             ProgressLine& progress) {
  checkers::ReadOptions options;
  options.shape = request.shape;
  options.sharing = checker.sharing;
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
    if (file.fault().empty()) return history;
    throw refuse_end(history.lines.empty() ? 1 : history.lines.back() + 1);
  } catch (const checkers::HistoryError& error) {
    if (!file.fault().empty()) throw refuse_end(error.line());
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
    return checker.check(history, request.options);
  } catch (const checkers::BadOperation& bad) {
    throw BadInput(fmt::format("{}{}: {}", history_name(request.file),
                               line_of(history, bad.index()), bad.what()));
  }
}

// "2,024: 992 broadcast, 1,032 read; 2,000 ok, 20 failed, 4 indefinite".
std::string count_operations(const History& history) {
  std::map<std::string, std::uint64_t> by_f;
  std::uint64_t ended[4] = {};
  std::uint64_t all = 0;
  for (const checkers::Call& call : pair_calls(history)) {
    ++by_f[history.ops[call.invocation].f];
    ++all;
    const OpType end = call.completion ? history.ops[*call.completion].type : OpType::info;
    ++ended[static_cast<std::size_t>(end)];
  }
  std::string text = grouped(all);
  std::string_view separator = ": ";
  for (const auto& [f, count] : by_f) {
    text += fmt::format("{}{} {}", separator, grouped(count), f);
    separator = ", ";
  }
  const auto count = [&](OpType type) { return ended[static_cast<std::size_t>(type)]; };
  if (all > 0) text += fmt::format("; {} ok", grouped(count(OpType::ok)));
  if (count(OpType::fail) > 0) text += fmt::format(", {} failed", grouped(count(OpType::fail)));
  if (count(OpType::info) > 0) text += fmt::format(", {} indefinite", grouped(count(OpType::info)));
  return text;
}

std::string summarize(const CheckRequest& request, const History& history, const Verdict& verdict,
                      const std::vector<std::string>& drawings) {
  std::string out =
      headline(verdict.validity, fmt::format("{} in {}", request.model, history_name(request.file)),
               colour_of(STDOUT_FILENO));
  if (pair_calls(history).empty())
    out += "  no client did anything: there was nothing to judge\n\n";
  for (const std::string& line : verdict.evidence) out += fmt::format("  {}\n", line);
  if (!verdict.evidence.empty()) out += '\n';
  std::size_t width = std::string_view("operations").size();
  for (const auto& figure : verdict.figures) width = std::max(width, figure.name.size());
  const auto line = [&](std::string_view label, const std::string& text) {
    out += fmt::format("{:<{}}  {}\n", label, width, text);
  };
  line("operations", count_operations(history));
  for (const auto& figure : verdict.figures) {
    if (figure.value) line(figure.name, format_value(figure));
  }
  for (const std::string& file : drawings) line("drawing", file);
  return out;
}

}  // namespace

int check_history(const CheckRequest& request) {
  const checkers::CheckerEntry& checker = checker_of(request);
  ProgressLine progress;
  const History history = read(request, checker, progress);
  progress.show(fmt::format("judging {} events", grouped(history.ops.size())));
  const Verdict verdict = judge(request, checker, history);
  progress.clear();
  std::vector<std::string> drawings;
  if (!request.drawings.empty()) drawings = write_drawings(request.drawings, verdict.drawings);
  if (request.json) {
    fmt::print("{}", pretty(to_json(verdict, checker.name, pair_calls(history).size())));
  } else {
    fmt::print("{}", summarize(request, history, verdict, drawings));
  }
  return exit_status(verdict.validity);
}

}  // namespace eddy::tools
