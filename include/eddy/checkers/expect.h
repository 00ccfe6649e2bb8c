// Expectations: pass criteria on reported figures, such as `stable-latency.p50 < 400ms`.
//
//   EXPECTATION = NAME OP VALUE [UNIT]         blanks between the parts are optional
//   OP          = < | <= | > | >= | == | !=
//   UNIT        = ns | us | ms | s             for figures in milliseconds
//               | %                            for ratios
//
// Without a unit the value is in the figure's own: milliseconds, a ratio with 1 for the whole, or a
// count.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

enum class Comparison { less, less_or_equal, greater, greater_or_equal, equal, not_equal };

// "<", "<=" …
std::string_view to_string(Comparison comparison);

enum class ExpectationUnit { none, ns, us, ms, s, percent };

struct Expectation {
  std::string figure;
  Comparison comparison = Comparison::less;
  double value = 0;  // as it was written, in `unit`
  ExpectationUnit unit = ExpectationUnit::none;
};

// "stable-latency.p50 < 400 ms".
std::string to_string(const Expectation& expectation);

// Throws BadInput with one line that says what is wrong and what would be right.
Expectation parse_expectation(std::string_view text);

// Throws BadInput if an expectation is on a figure that is not among `figures`, or in a unit that
// does not fit it.
void require_known(const std::vector<Expectation>& expectations,
                   const std::vector<Figure>& figures);

// Invalid with a line of evidence for each expectation that is not met; unknown for one on a figure
// without a value. Throws as require_known does.
Verdict check_expectations(const std::vector<Expectation>& expectations,
                           const std::vector<Figure>& figures);

}  // namespace eddy::checkers
