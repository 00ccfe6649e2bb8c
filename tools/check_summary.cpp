#include "tools/check_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "tools/drawings.h"

namespace eddy::tools {
namespace {

using checkers::Figure;
using checkers::History;
using checkers::OpType;
using checkers::Verdict;

// So many figures are shown whatever their values are.
constexpr std::size_t kFewFigures = 6;
constexpr std::string_view kOperations = "operations";
constexpr std::string_view kNoneOf = "none of";

// "2,024: 992 broadcast, 1,032 read; 2,000 ok, 20 failed, 4 indefinite".
std::string count_operations(const History& history) {
  std::map<std::string, std::uint64_t> by_f;
  std::uint64_t ended[4] = {};
  std::uint64_t all = 0;
  for (const checkers::Call& call : pair_calls(history)) {
    const std::string& f = history.ops[call.invocation].f;
    ++by_f[f.empty() ? "unnamed" : f];
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

bool is_zero_count(const Figure& figure) {
  return figure.unit == checkers::Unit::count && figure.value == 0;
}

// "lost-write" of "lost-write-count".
std::string_view what_is_counted(std::string_view figure) {
  constexpr std::string_view kSuffix = "-count";
  if (figure.ends_with(kSuffix)) figure.remove_suffix(kSuffix.size());
  return figure;
}

class CheckSummary {
 public:
  CheckSummary(const History& history, const Verdict& verdict, const CheckSummaryContext& context)
      : history_(history), verdict_(verdict), context_(context) {
    for (const Figure& figure : verdict.figures) sort_in(figure);
    width_ = std::max(kOperations.size(), zeros_.empty() ? 0 : kNoneOf.size());
    for (const Figure* figure : shown_) width_ = std::max(width_, figure->name.size());
  }

  std::string text() {
    out_ = headline(verdict_.validity, context_.title, context_.colour);
    if (pair_calls(history_).empty())
      out_ += "  no client did anything: there was nothing to judge\n\n";
    for (const std::string& piece : verdict_.evidence) out_ += fmt::format("  {}\n", piece);
    if (!verdict_.evidence.empty()) out_ += '\n';
    line(kOperations, count_operations(history_));
    for (const Figure* figure : shown_) line(figure->name, format_value(*figure));
    zeros();
    if (!context_.drawings.empty()) {
      const auto [label, files] = drawings_line(context_.drawings);
      line(label, files);
    }
    return std::move(out_);
  }

 private:
  void sort_in(const Figure& figure) {
    if (!figure.value) return;
    const bool is_left_out = is_zero_count(figure) && verdict_.figures.size() > kFewFigures;
    (is_left_out ? zeros_ : shown_).push_back(&figure);
  }

  void line(std::string_view label, const std::string& text) {
    out_ += fmt::format("{:<{}}  {}\n", label, width_, text);
  }

  // As many lines as it takes.
  void zeros() {
    constexpr std::size_t kLineWidth = 100;
    std::string_view label = kNoneOf;
    std::string names;
    for (const Figure* figure : zeros_) {
      std::string name(what_is_counted(figure->name));
      if (figure != zeros_.back()) name += ',';
      if (!names.empty() && width_ + 2 + names.size() + 1 + name.size() > kLineWidth) {
        line(label, names);
        label = "";
        names.clear();
      }
      names += (names.empty() ? "" : " ") + name;
    }
    if (!names.empty()) line(label, names);
  }

  const History& history_;
  const Verdict& verdict_;
  const CheckSummaryContext& context_;
  std::vector<const Figure*> shown_;
  std::vector<const Figure*> zeros_;
  std::size_t width_ = 0;
  std::string out_;
};

}  // namespace

std::string summarize(const History& history, const Verdict& verdict,
                      const CheckSummaryContext& context) {
  return CheckSummary(history, verdict, context).text();
}

}  // namespace eddy::tools
