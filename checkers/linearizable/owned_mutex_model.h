// A lock with an owner: acquire takes it when it is free, release frees it when its caller holds
// it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/operation.h"
#include "checkers/linearizable/value_table.h"
#include "eddy/checkers/linearizable.h"

namespace eddy::checkers::linearizable {

// Who calls is the value of the invocation, "c3", or where there is none the process. A state is
// the owner's number + 1.
class OwnedMutexModel {
 public:
  static Form form(LinearizableModel model);
  static constexpr std::string_view kNoun = "lock";
  static constexpr bool kLooksAhead = false;

  OwnedMutexModel(const LinearizableOptions& /*options*/, std::span<const ClientCall> /*calls*/) {}

  std::optional<Operation> encode(const ClientCall& call);
  static Effect effect(const Operation& /*op*/) { return Effect::changes; }
  static void prepare(std::vector<Entry>& /*entries*/) {}
  // A release by one who never acquired.
  static std::optional<Impossible> impossible(const std::vector<Entry>& entries);

  static State initial() { return kFree; }
  static bool step(State& state, const Operation& op) {
    const bool acquires = op.f == kAcquire;
    if (state != (acquires ? kFree : op.a + 1)) return false;
    state = acquires ? op.a + 1 : kFree;
    return true;
  }
  std::size_t bytes() const { return owners_.bytes(); }

  std::string describe(const Operation& op) const;
  std::string describe_state(State state) const;

 private:
  static constexpr State kFree = 0;
  static constexpr std::uint32_t kAcquire = 0;
  static constexpr std::uint32_t kRelease = 1;

  ValueTable owners_;
};

}  // namespace eddy::checkers::linearizable
