// The verdict: what a checker says about a history, with its evidence.
//
// * A checker is a pure function from a history (and options) to a verdict.
// * A verdict is invalid if and only if it has a finding. What is `unknown` or `valid` has none.
// * `unknown` is an answer of its own: the history shows neither a fault nor that all is well.
// * `figures` are what a pass criterion (expect.h) can be put on; `report` is what results.json
//   shows.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/finding.h"

namespace eddy::checkers {

// Ordered from the best to the worst.
enum class Validity { valid, unknown, invalid };

// "valid", "unknown" or "invalid".
std::string_view to_string(Validity validity);

// As Jepsen writes it under "valid?": true, "unknown" or false.
boost::json::value to_json(Validity validity);

// The worse of the two.
Validity merge(Validity a, Validity b);

// What a figure's value is measured in. A ratio is 1 for the whole: 0.95, not 95 %.
enum class Unit { count, ratio, milliseconds };

// "", "" or "ms".
std::string_view to_string(Unit unit);

// One measured number under its name: lower case, words joined by '-', parts by '.', as in
// `stable-latency.p50`. A checker reports the same figures for every history; one that this history
// cannot give (the latency of operations when none succeeded) has no value.
struct Figure {
  std::string name;
  std::optional<double> value;
  Unit unit = Unit::count;

  bool operator==(const Figure&) const = default;
};

// A value with its unit for a person: "12", "0.982", "181.5 ms".
std::string format_value(double value, Unit unit);

// The figure's value, "none" when it has none.
std::string format_value(const Figure& figure);

// A picture of what was found, for the store and for `eddy check --drawings`.
struct Drawing {
  std::string name;  // the file it becomes, "G-single-0.svg", "G-single-0.dot"
  std::string text;  // SVG or Graphviz

  bool operator==(const Drawing&) const = default;
};

struct Verdict {
  Validity validity = Validity::valid;
  std::vector<Finding> findings;  // the gravest first
  std::vector<std::string>
      evidence;  // the findings for a person: the first few, then how many more
  std::vector<Figure> figures;
  boost::json::object report;     // has no "valid?" of its own: results_object adds it
  std::vector<Drawing> drawings;  // of the first few faults

  // A number of things, as a figure and in the report.
  void count(std::string_view name, std::size_t number);
};

// The report with "valid?" in front, as it goes into results.json.
boost::json::object results_object(const Verdict& verdict);

}  // namespace eddy::checkers
