#include "tools/list_figures.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "checkers/figure_names.h"
#include "eddy/workloads/catalog.h"
#include "tools/figure_words.h"
#include "tools/terminal.h"
#include "tools/wrapping.h"
#include "workloads/known_figures.h"

namespace eddy::tools {
namespace {

using checkers::Figure;
using checkers::Unit;

constexpr std::string_view kIntroduction =
    "Figures, for criteria such as 'ops.ok > 100'. Comparisons are < <= > >= == !=. A time is in "
    "ms, "
    "or in a unit of its own: ns, us, ms, s. A ratio is 1 for the whole, or in %. A name in "
    "brackets means the same figure.\n";

constexpr std::string_view kExamples = R"(
Examples:
  {0} test -w {1} --expect 'latency.p99 < 1s'
  {0} test -w {1} --expect 'ok-fraction >= 90%' --expect 'ops.count > 100'
)";

constexpr std::string_view kExamplesOfBroadcast = R"(
Examples:
  {0} test -w broadcast --latency 100ms --expect 'stable-latency.p50 < 1s'
  {0} test -w broadcast --expect 'stable.max < 5s' --expect 'servers.msgs-per-op < 30'
)";

std::string_view word_for(Unit unit) {
  switch (unit) {
    case Unit::count:
      return "";
    case Unit::ratio:
      return "ratio";
    case Unit::milliseconds:
      return "ms";
  }
  return "";
}

std::vector<Figure> figures_of(const workloads::Options& options) {
  return known_figures(*workloads::find_workload(options.plan.workload)->make(), options);
}

bool contains(const std::vector<Figure>& figures, const Figure& figure) {
  return std::find(figures.begin(), figures.end(), figure) != figures.end();
}

std::vector<Figure> common_figures(const std::vector<std::vector<Figure>>& of_workloads) {
  std::vector<Figure> common;
  for (const Figure& figure : of_workloads.front()) {
    const bool everywhere =
        std::all_of(of_workloads.begin(), of_workloads.end(),
                    [&](const auto& figures) { return contains(figures, figure); });
    if (everywhere) common.push_back(figure);
  }
  return common;
}

void print(const std::vector<Figure>& figures, std::size_t columns) {
  std::size_t width = 0;
  for (const Figure& figure : figures) width = std::max(width, figure.name.size());
  constexpr std::size_t kUnit = 5;
  constexpr std::size_t kGap = 2;
  constexpr std::size_t kLeastText = 30;
  const std::size_t beside = kGap + width + kGap + kUnit + kGap;
  const bool is_narrow = beside + kLeastText > columns;
  const std::size_t indent = is_narrow ? 3 * kGap : beside;
  for (const Figure& figure : figures) {
    std::string words = words_on(figure.name);
    const auto names = checkers::names_of({figure});
    if (names.size() > 1) words += fmt::format(" ({})", names.back());
    const std::string_view unit = word_for(figure.unit);
    if (is_narrow) {
      fmt::print("  {}{}{}\n{:{}}", figure.name, unit.empty() ? "" : "  ", unit, "", indent);
    } else {
      fmt::print("  {:<{}}  {:<{}}  ", figure.name, width, unit, kUnit);
    }
    fmt::print("{}\n", wrapped(words, {columns, indent, indent}));
  }
}

}  // namespace

int list_figures(const std::optional<workloads::Options>& options, const std::string& command) {
  const std::size_t columns = columns_of(STDOUT_FILENO);
  fmt::print("{}", wrapped_lines(kIntroduction, columns));
  std::string_view workload = "broadcast";
  if (options) {
    workload = options->plan.workload;
    fmt::print("\n{}:\n", workload);
    print(figures_of(*options), columns);
  } else {
    std::vector<std::vector<Figure>> all;
    for (const auto& entry : workloads::catalog()) {
      workloads::Options defaults;
      defaults.plan.workload = entry.name;
      all.push_back(figures_of(defaults));
    }
    const std::vector<Figure> common = common_figures(all);
    fmt::print("\nevery workload:\n");
    print(common, columns);
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::erase_if(all[i], [&](const Figure& figure) { return contains(common, figure); });
      fmt::print("\n{}, besides:\n", workloads::catalog()[i].name);
      print(all[i], columns);
    }
  }
  const auto examples = workload == "broadcast" ? kExamplesOfBroadcast : kExamples;
  fmt::print("{}", wrapped_lines(fmt::format(fmt::runtime(examples), command, workload), columns));
  return 0;
}

}  // namespace eddy::tools
