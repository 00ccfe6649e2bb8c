#include "eddy/checkers/expect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>
#include <utility>

#include "checkers/figure_names.h"
#include "checkers/nearest_name.h"
#include "eddy/checkers/bad_input.h"

namespace eddy::checkers {

namespace {

constexpr std::string_view kBlanks = " \t";

// Longer operators first, so that "<=" is not read as "<".
constexpr std::array<std::pair<std::string_view, Comparison>, 6> kComparisons = {{
    {"<=", Comparison::less_or_equal},
    {">=", Comparison::greater_or_equal},
    {"==", Comparison::equal},
    {"!=", Comparison::not_equal},
    {"<", Comparison::less},
    {">", Comparison::greater},
}};

// A unit's name, the figures it is for, and how many of theirs one of it is, as a quotient of exact
// numbers.
struct UnitRule {
  std::string_view name;
  ExpectationUnit unit;
  Unit figure;
  double multiplier;
  double divisor;
};

constexpr std::array<UnitRule, 5> kUnits = {{
    {"ns", ExpectationUnit::ns, Unit::milliseconds, 1, 1'000'000},
    {"us", ExpectationUnit::us, Unit::milliseconds, 1, 1'000},
    {"ms", ExpectationUnit::ms, Unit::milliseconds, 1, 1},
    {"s", ExpectationUnit::s, Unit::milliseconds, 1'000, 1},
    {"%", ExpectationUnit::percent, Unit::ratio, 1, 100},
}};

const UnitRule* rule_of(ExpectationUnit unit) {
  const auto* found = std::find_if(kUnits.begin(), kUnits.end(),
                                   [unit](const UnitRule& r) { return r.unit == unit; });
  return found == kUnits.end() ? nullptr : found;
}

std::string_view trimmed(std::string_view text) {
  return boost::trim_copy_if(text, boost::is_any_of(kBlanks));
}

[[noreturn]] void fail(std::string_view text, std::string_view problem) {
  throw BadInput(fmt::format("expectation \"{}\": {}", text, problem));
}

std::pair<double, ExpectationUnit> parse_value(std::string_view whole, std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || !std::isfinite(value)) {
    fail(whole, fmt::format("expected a number, such as 400ms, but got \"{}\"", text));
  }
  const std::string_view unit = trimmed({rest, static_cast<std::size_t>(end - rest)});
  if (unit.empty()) return {value, ExpectationUnit::none};
  const auto* found = std::find_if(kUnits.begin(), kUnits.end(),
                                   [unit](const UnitRule& r) { return r.name == unit; });
  if (found == kUnits.end()) {
    fail(whole,
         fmt::format("expected one of the units ns, us, ms, s, % or none, but got \"{}\"", unit));
  }
  return {value, found->unit};
}

std::string_view describe(Unit unit) {
  switch (unit) {
    case Unit::milliseconds:
      return "a time: expected a unit of time (ns, us, ms, s) or none for ms";
    case Unit::ratio:
      return "a ratio: expected % or no unit";
    case Unit::count:
      break;
  }
  return "a number: expected no unit";
}

std::string unknown_figure(const Expectation& expectation, const std::vector<Figure>& figures) {
  const std::string unknown = fmt::format("there is no figure \"{}\"", expectation.figure);
  if (const auto nearest = nearest_name(expectation.figure, names_of(figures))) {
    return fmt::format("{}, did you mean {}?", unknown, *nearest);
  }
  return fmt::format("{}; --expect help lists the figures", unknown);
}

// The figure that the expectation is on. Throws BadInput.
const Figure& figure_of(const Expectation& expectation, const std::vector<Figure>& figures) {
  const Figure* found = find_figure(figures, expectation.figure);
  if (found == nullptr) fail(to_string(expectation), unknown_figure(expectation, figures));
  const UnitRule* rule = rule_of(expectation.unit);
  if (rule != nullptr && rule->figure != found->unit) {
    fail(to_string(expectation), fmt::format("{} is {}", found->name, describe(found->unit)));
  }
  return *found;
}

// The expected value in the figure's unit.
double bound_of(const Expectation& expectation) {
  const UnitRule* rule = rule_of(expectation.unit);
  return rule == nullptr ? expectation.value : expectation.value * rule->multiplier / rule->divisor;
}

bool holds(double value, Comparison comparison, double bound) {
  switch (comparison) {
    case Comparison::less:
      return value < bound;
    case Comparison::less_or_equal:
      return value <= bound;
    case Comparison::greater:
      return value > bound;
    case Comparison::greater_or_equal:
      return value >= bound;
    case Comparison::equal:
      return value == bound;
    case Comparison::not_equal:
      break;
  }
  return value != bound;
}

}  // namespace

std::string_view to_string(Comparison comparison) {
  for (const auto& [name, known] : kComparisons) {
    if (known == comparison) return name;
  }
  return "";
}

std::string to_string(const Expectation& expectation) {
  const UnitRule* rule = rule_of(expectation.unit);
  return fmt::format("{} {} {:.9g}{}", expectation.figure, to_string(expectation.comparison),
                     expectation.value, rule != nullptr ? fmt::format(" {}", rule->name) : "");
}

Expectation parse_expectation(std::string_view text) {
  const auto at = text.find_first_of("<>=!");
  if (at == std::string_view::npos) {
    fail(text,
         "expected NAME OP VALUE, such as stable-latency.p50 < 400ms, but found none of < <= > >= "
         "== !=");
  }
  const std::string_view name = trimmed(text.substr(0, at));
  if (name.empty())
    fail(text, "expected a figure's name in front, such as stable-latency.p50 < 400ms");
  if (name.find_first_of(kBlanks) != std::string_view::npos) {
    fail(text, fmt::format("expected one name, but \"{}\" has blanks in it", name));
  }
  const std::string_view rest = text.substr(at);
  for (const auto& [symbol, comparison] : kComparisons) {
    if (!rest.starts_with(symbol)) continue;
    const auto [value, unit] = parse_value(text, trimmed(rest.substr(symbol.size())));
    return {std::string(name), comparison, value, unit};
  }
  fail(text, fmt::format("expected one of < <= > >= == !=, but got \"{}\"", rest.substr(0, 1)));
}

void require_known(const std::vector<Expectation>& expectations,
                   const std::vector<Figure>& figures) {
  for (const Expectation& expectation : expectations) figure_of(expectation, figures);
}

Verdict check_expectations(const std::vector<Expectation>& expectations,
                           const std::vector<Figure>& figures) {
  Verdict verdict;
  boost::json::array results;
  for (const Expectation& expectation : expectations) {
    const Figure& figure = figure_of(expectation, figures);
    Validity validity = Validity::unknown;
    if (figure.value) {
      const bool met = holds(*figure.value, expectation.comparison, bound_of(expectation));
      validity = met ? Validity::valid : Validity::invalid;
    }
    if (validity != Validity::valid) {
      verdict.evidence.push_back(
          fmt::format("expected {}, got {}", to_string(expectation), format_value(figure)));
    }
    if (validity == Validity::invalid)
      verdict.findings.push_back(to_finding(figure.name, {}, verdict.evidence.back()));
    verdict.validity = merge(verdict.validity, validity);
    boost::json::value got;
    if (figure.value) got = *figure.value;
    results.push_back(
        {{"expected", to_string(expectation)}, {"got", got}, {"valid?", to_json(validity)}});
  }
  verdict.report["expectations"] = std::move(results);
  return verdict;
}

}  // namespace eddy::checkers
