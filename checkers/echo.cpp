#include "eddy/checkers/echo.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <optional>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace {

std::string describe_end(const Op* completion) {
  if (completion == nullptr) return "and never got an answer";
  std::string end = completion->type == OpType::fail ? "and failed" : "and got no definite answer";
  end += " (" + describe(*completion);
  if (!completion->error.is_null()) end += ", error " + excerpt(completion->error);
  return end + ")";
}

struct EchoFault {
  std::string_view kind;
  std::string text;
};

// What is wrong with a call, if anything is.
std::optional<EchoFault> fault(const Op& invocation, const Op* completion) {
  if (invocation.type != OpType::invoke) {
    return EchoFault{"answer-to-nothing",
                     fmt::format("{}: an answer {} to no request", describe(invocation),
                                 excerpt(invocation.value))};
  }
  if (completion == nullptr || completion->type != OpType::ok) {
    return EchoFault{"no-answer", fmt::format("{}: sent {} {}", describe(invocation),
                                              excerpt(invocation.value), describe_end(completion))};
  }
  if (equal_values(invocation.value, completion->value)) return std::nullopt;
  return EchoFault{
      "another-answer",
      fmt::format("{}: sent {}, got {} ({})", describe(invocation), excerpt(invocation.value),
                  excerpt(completion->value), describe(*completion))};
}

}  // namespace

Verdict check_echo(const History& history, const Excuse& is_excused) {
  Verdict verdict;
  Found errors(verdict);
  std::size_t requests = 0;
  for (const Call& call : pair_calls(history)) {
    const Op& invocation = history.ops[call.invocation];
    if (invocation.f != "echo") continue;
    ++requests;
    const Op* completion = call.completion ? &history.ops[*call.completion] : nullptr;
    const bool is_open = completion == nullptr || completion->type == OpType::info;
    if (is_open && is_excused && is_excused(invocation, completion)) continue;
    if (const auto wrong = fault(invocation, completion))
      errors.add(wrong->kind, [&] { return FoundCase{{completion, &invocation}, wrong->text}; });
  }
  boost::json::array shown(verdict.evidence.begin(), verdict.evidence.end());
  errors.rest(fmt::format("of {} requests", requests));
  order_findings(verdict, {"another-answer", "answer-to-nothing", "no-answer"});
  verdict.count("request-count", requests);
  verdict.count("error-count", errors.count());
  verdict.report["errors"] = std::move(shown);
  return verdict;
}

}  // namespace eddy::checkers
