#include "checkers/linearizable/owned_mutex_model.h"

#include <fmt/format.h>
#include <array>

#include "checkers/evidence.h"

namespace eddy::checkers::linearizable {

namespace {

constexpr std::array<std::string_view, 2> kOwnedMutexFunctions = {"acquire", "release"};

}  // namespace

Form OwnedMutexModel::form(LinearizableModel model) {
  return {to_string(model), kOwnedMutexFunctions};
}

std::optional<Operation> OwnedMutexModel::encode(const ClientCall& call) {
  if (call.outcome == Outcome::failed) return std::nullopt;
  const bool is_named = call.invocation->value.is_string();
  const std::uint32_t owner = is_named || !call.value->is_null()
                                  ? owners_.intern(is_named ? call.invocation->value : *call.value)
                                  : owners_.intern_own(call.invocation->process);
  return Operation{call.invocation->f == "acquire" ? kAcquire : kRelease, owner};
}

std::optional<Impossible> OwnedMutexModel::impossible(const std::vector<Entry>& entries) {
  std::vector<bool> acquires;
  for (const Entry& e : entries) {
    if (e.op.f != kAcquire) continue;
    if (e.op.a >= acquires.size()) acquires.resize(e.op.a + 1, false);
    acquires[e.op.a] = true;
  }
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const Entry& e = entries[i];
    if (e.op.f != kRelease || e.pending()) continue;
    if (e.op.a >= acquires.size() || !acquires[e.op.a])
      return Impossible{i, "who releases it never acquired it"};
  }
  return std::nullopt;
}

std::string OwnedMutexModel::describe(const Operation& op) const {
  return fmt::format("{} by {}", op.f == kAcquire ? "acquire" : "release", excerpt(owners_[op.a]));
}

std::string OwnedMutexModel::describe_state(State state) const {
  return state == kFree ? "free" : fmt::format("held by {}", excerpt(owners_[state - 1]));
}

}  // namespace eddy::checkers::linearizable
