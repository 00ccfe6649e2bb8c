#include "checkers/availability.h"

#include "checkers/bad_input.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace eddy::checkers {

AvailabilityGoal parse_availability(std::string_view text) {
  if (text == "total") return 1.0;
  double fraction = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, fraction);
  // Written so that NaN is refused as well.
  if (error != std::errc{} || rest != end || !(fraction >= 0 && fraction <= 1)) {
    throw BadInput(fmt::format(
        "availability \"{}\": expected total or a fraction from 0 to 1, such as 0.9", text));
  }
  return fraction;
}

Verdict check_availability(const History& history, AvailabilityGoal goal) {
  std::size_t invoked = 0;
  std::size_t ok = 0;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.recovery) continue;
    if (op.type == OpType::invoke) ++invoked;
    if (op.type == OpType::ok) ++ok;
  }
  const double fraction =
      invoked == 0 ? 1.0 : static_cast<double>(ok) / static_cast<double>(invoked);
  Verdict verdict;
  if (goal && fraction < *goal) {
    verdict.validity = Validity::invalid;
    verdict.evidence.push_back(fmt::format(
        "{} of {} operations succeeded: a fraction of {:.6g}, where at least {:.6g} was asked for",
        ok, invoked, fraction, *goal));
  }
  verdict.figures = {{"ok-fraction", fraction, Unit::ratio}};
  verdict.report = {{"ok-fraction", fraction}};
  return verdict;
}

}  // namespace eddy::checkers
