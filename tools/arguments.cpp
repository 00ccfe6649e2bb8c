#include "tools/arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "checkers/nearest_name.h"
#include "eddy/checkers/bad_input.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

template <class T>
std::optional<T> to_number(std::string_view text) {
  T number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
  return number;
}

struct TimeUnit {
  std::string_view name;
  double nanoseconds;
};

constexpr std::array<TimeUnit, 8> kTimeUnits = {{
    {"ns", 1},
    {"us", 1e3},
    {"\u00b5s", 1e3},  // the micro sign, and the Greek letter
    {"\u03bcs", 1e3},
    {"ms", 1e6},
    {"s", 1e9},
    {"min", 60e9},
    {"h", 3600e9},
}};

const TimeUnit* find_unit(std::string_view name) {
  const auto* found = std::find_if(kTimeUnits.begin(), kTimeUnits.end(),
                                   [name](const TimeUnit& unit) { return unit.name == name; });
  return found == kTimeUnits.end() ? nullptr : found;
}

const TimeUnit& unit_of(PlainUnit plain) {
  return *find_unit(plain == PlainUnit::seconds ? "s" : "ms");
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::uint64_t parse_whole(std::string_view option, std::string_view text, WholeRange range) {
  const auto number = to_number<std::uint64_t>(text);
  if (!number || *number < range.least || *number > range.most) {
    throw BadInput(fmt::format("{} takes a whole number from {} to {}, got \"{}\"", option,
                               range.least, range.most, text));
  }
  return *number;
}

double parse_real(std::string_view option, std::string_view text, Range range) {
  const auto number = to_number<double>(text);
  if (!number || !(*number >= range.least && *number <= range.most)) {
    throw BadInput(fmt::format("{} takes a number from {} to {}, got \"{}\"", option, range.least,
                               range.most, text));
  }
  return *number;
}

sim::Duration parse_duration(std::string_view option, std::string_view text, PlainUnit plain,
                             Range range) {
  const TimeUnit& unit = unit_of(plain);
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const std::string_view name = trim({rest, static_cast<std::size_t>(end - rest)});
  const TimeUnit* given = name.empty() ? &unit : find_unit(name);
  const bool is_number = error == std::errc{} && std::isfinite(number);
  if (is_number && given == nullptr) {
    throw BadInput(fmt::format(
        "{} takes a time in ns, us, ms, s, min or h, a number alone is in {}; got \"{}\"", option,
        unit.name, text));
  }
  const double nanoseconds = is_number ? number * given->nanoseconds : 0;
  if (!is_number || !(nanoseconds >= range.least * unit.nanoseconds &&
                      nanoseconds <= range.most * unit.nanoseconds)) {
    throw BadInput(
        fmt::format("{0} takes a time from {1} to {2} {3}, such as 5 or 5{3}, got \"{4}\"", option,
                    range.least, range.most, unit.name, text));
  }
  return sim::Duration(static_cast<sim::Duration::rep>(std::llround(nanoseconds)));
}

sim::Probability parse_probability(std::string_view option, std::string_view text) {
  if (!text.ends_with('%')) return sim::Probability::of(parse_real(option, text, {0, 1}));
  const auto percent = to_number<double>(trim(text.substr(0, text.size() - 1)));
  if (!percent || !(*percent >= 0 && *percent <= 100)) {
    throw BadInput(fmt::format("{} takes 0 to 1, or 0% to 100%, got \"{}\"", option, text));
  }
  return sim::Probability::of(*percent / 100);
}

workloads::Concurrency parse_concurrency(std::string_view option, std::string_view text) {
  workloads::Concurrency concurrency;
  concurrency.per_node = !text.empty() && text.back() == 'n';
  const auto count =
      to_number<std::size_t>(concurrency.per_node ? text.substr(0, text.size() - 1) : text);
  if (!count || *count == 0) {
    throw BadInput(fmt::format(
        "{} takes a number of clients from 1 up, or one for each node such as 2n, got \"{}\"",
        option, text));
  }
  concurrency.count = *count;
  return concurrency;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (const auto part = trim(text.substr(0, comma)); !part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

std::vector<std::string> parse_names(std::string_view option, std::string_view what,
                                     std::string_view text) {
  auto names = split_list(text);
  if (names.empty())
    throw BadInput(fmt::format("{} takes the names of {}, got \"{}\"", option, what, text));
  return names;
}

std::string unknown_name(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known) {
  const auto nearest = checkers::nearest_name(name, known);
  return fmt::format(
      "unknown {} \"{}\"{} {}", what, name,
      nearest ? fmt::format(", did you mean {}? There are", *nearest) : std::string("; there are"),
      fmt::join(known, ", "));
}

std::vector<std::string> topology_names() {
  return {std::begin(sim::kTopologyNames), std::end(sim::kTopologyNames)};
}

std::optional<std::string> without_fancy_dashes(std::string_view word) {
  // Hyphen, non-breaking hyphen, figure dash, en dash, em dash, horizontal bar, minus, and the
  // small and the full-width hyphen-minus.
  constexpr std::array<std::string_view, 9> kDashes = {
      "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\ufe63", "\uff0d"};
  std::string plain;
  bool has_fancy = false;
  for (std::string_view rest = word.substr(0, word.find('=')); !rest.empty();) {
    const auto* dash = std::find_if(kDashes.begin(), kDashes.end(),
                                    [rest](std::string_view d) { return rest.starts_with(d); });
    const bool is_fancy = dash != kDashes.end();
    has_fancy = has_fancy || is_fancy;
    plain += is_fancy ? '-' : rest.front();
    rest.remove_prefix(is_fancy ? dash->size() : 1);
  }
  if (!has_fancy || !plain.starts_with('-')) return std::nullopt;
  return plain;
}

std::string shell_quoted(std::string_view word) {
  const bool is_plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    constexpr std::string_view kPlain = "%+,-./:=@_";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kPlain.find(c) != std::string_view::npos;
  });
  if (is_plain) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + '\'';
}

std::string to_argument(sim::Probability probability) {
  constexpr int kEnoughDigits = 17;
  std::string text;
  for (int digits = 1; digits <= kEnoughDigits; ++digits) {
    text = fmt::format("{:.{}g}", probability.value(), digits);
    const auto number = to_number<double>(text);
    if (number && *number <= 1 && sim::Probability::of(*number) == probability) break;
  }
  return text;
}

std::string to_argument(sim::Duration duration, PlainUnit unit) {
  return fmt::format("{}", static_cast<double>(duration.count()) / unit_of(unit).nanoseconds);
}

bool is_second(std::string_view option, std::string_view text, std::string_view first,
               std::string_view second) {
  if (text != first && text != second)
    throw BadInput(fmt::format("{} takes {} or {}, got \"{}\"", option, first, second, text));
  return text == second;
}

}  // namespace eddy::tools
