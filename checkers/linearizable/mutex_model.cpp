#include "checkers/linearizable/mutex_model.h"

#include <array>

namespace eddy::checkers::linearizable {

namespace {

constexpr std::array<std::string_view, 2> kMutexFunctions = {"acquire", "release"};

}  // namespace

Form MutexModel::form(LinearizableModel model) { return {to_string(model), kMutexFunctions}; }

std::optional<Operation> MutexModel::encode(const ClientCall& call) const {
  if (call.outcome == Outcome::failed) return std::nullopt;
  return Operation{call.invocation->f == "acquire" ? kAcquire : kRelease};
}

}  // namespace eddy::checkers::linearizable
