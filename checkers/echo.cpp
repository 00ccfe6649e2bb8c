#include "checkers/echo.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <optional>

#include "checkers/evidence.h"
#include "checkers/value_order.h"

namespace eddy::checkers {

namespace {

std::string describe_end(const Op* completion) {
  if (completion == nullptr) return "and never got an answer";
  std::string end = completion->type == OpType::fail ? "and failed" : "and got no definite answer";
  end += " (" + describe(*completion);
  if (!completion->error.is_null()) end += ", error " + excerpt(completion->error);
  return end + ")";
}

// What is wrong with a call, if anything is.
std::optional<std::string> fault(const Op& invocation, const Op* completion) {
  if (invocation.type != OpType::invoke) {
    return fmt::format("{}: an answer {} to no request", describe(invocation),
                       excerpt(invocation.value));
  }
  if (completion == nullptr || completion->type != OpType::ok) {
    return fmt::format("{}: sent {} {}", describe(invocation), excerpt(invocation.value),
                       describe_end(completion));
  }
  if (equal_values(invocation.value, completion->value)) return std::nullopt;
  return fmt::format("{}: sent {}, got {} ({})", describe(invocation), excerpt(invocation.value),
                     excerpt(completion->value), describe(*completion));
}

}  // namespace

Verdict check_echo(const History& history) {
  Verdict verdict;
  std::size_t requests = 0;
  std::size_t errors = 0;
  for (const Call& call : pair_calls(history)) {
    const Op& invocation = history.ops[call.invocation];
    if (invocation.f != "echo") continue;
    ++requests;
    const Op* completion = call.completion ? &history.ops[*call.completion] : nullptr;
    if (auto line = fault(invocation, completion)) {
      if (++errors <= kMaxEvidence) verdict.evidence.push_back(std::move(*line));
    }
  }
  boost::json::array shown(verdict.evidence.begin(), verdict.evidence.end());
  if (errors > kMaxEvidence)
    verdict.evidence.push_back(
        fmt::format("… and {} more of {} requests", errors - kMaxEvidence, requests));
  if (errors > 0) verdict.validity = Validity::invalid;
  verdict.figures = {{"request-count", static_cast<double>(requests), Unit::count},
                     {"error-count", static_cast<double>(errors), Unit::count}};
  verdict.report = {
      {"request-count", requests}, {"error-count", errors}, {"errors", std::move(shown)}};
  return verdict;
}

}  // namespace eddy::checkers
