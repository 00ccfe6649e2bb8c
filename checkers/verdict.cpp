#include "eddy/checkers/verdict.h"

#include <fmt/format.h>
#include <algorithm>

#include "eddy/base/named_enum.h"

namespace eddy::checkers {

BOOST_DESCRIBE_ENUM(Validity, valid, unknown, invalid)

std::string_view to_string(Validity validity) { return eddy::name_of(validity); }

boost::json::value to_json(Validity validity) {
  if (validity == Validity::unknown) return boost::json::value("unknown");
  return boost::json::value(validity == Validity::valid);
}

Validity merge(Validity a, Validity b) { return std::max(a, b); }

std::string_view to_string(Unit unit) { return unit == Unit::milliseconds ? "ms" : ""; }

std::string format_value(double value, Unit unit) {
  // Nine digits show every figure of a run in full and hide the binary tail of a quotient.
  std::string text = fmt::format("{:.9g}", value);
  if (unit == Unit::milliseconds) text += " ms";
  return text;
}

std::string format_value(const Figure& figure) {
  return figure.value ? format_value(*figure.value, figure.unit) : "none";
}

void Verdict::count(std::string_view name, std::size_t number) {
  figures.push_back({std::string(name), static_cast<double>(number), Unit::count});
  report[name] = number;
}

boost::json::object results_object(const Verdict& verdict) {
  boost::json::object results;
  results["valid?"] = to_json(verdict.validity);
  for (const auto& entry : verdict.report) results[entry.key()] = entry.value();
  return results;
}

}  // namespace eddy::checkers
