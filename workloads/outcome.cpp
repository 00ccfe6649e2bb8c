#include "eddy/workloads/outcome.h"

#include <boost/json/array.hpp>
#include <utility>

#include "base/overloaded.h"

namespace eddy::workloads {
namespace {

using checkers::OpType;

OpType type_of(const sim::Error& error, ErrorRule rule) {
  switch (rule) {
    case ErrorRule::by_code:
      return is_definite(error.code) ? OpType::fail : OpType::info;
    case ErrorRule::did_not_happen:
      return OpType::fail;
    case ErrorRule::may_have_happened:
      break;
  }
  return OpType::info;
}

boost::json::value to_json(const sim::Error& error) {
  if (error.code == sim::ErrorCode::timeout) return "net-timeout";
  return boost::json::array{name(error.code), error.text};
}

}  // namespace

Completion completion_of(Outcome outcome, const boost::json::value& invoked, ErrorRule rule) {
  return std::visit(
      Overloaded{
          [](Done& done) {
            return Completion{OpType::ok, std::move(done.value), nullptr, {}, std::move(done.list)};
          },
          [&](Failed& failed) {
            const bool has_no_kind = failed.error.is_misfit && failed.misfit.empty();
            std::string misfit = has_no_kind ? "not to be read" : std::move(failed.misfit);
            return Completion{type_of(failed.error, rule),
                              std::move(failed.value).value_or(invoked), to_json(failed.error),
                              std::move(misfit)};
          },
          [](ProcessEnded&) {
            return Completion{OpType::info, nullptr, nullptr};
          }},
      outcome);
}

}  // namespace eddy::workloads
