// A lock: acquire takes it when it is free, release frees it when it is held. It has no owner.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/operation.h"
#include "eddy/checkers/linearizable.h"

namespace eddy::checkers::linearizable {

class MutexModel {
 public:
  static Form form(LinearizableModel model);
  static constexpr std::string_view kNoun = "lock";
  static constexpr bool kLooksAhead = false;

  MutexModel(const LinearizableOptions& /*options*/, std::span<const ClientCall> /*calls*/) {}

  std::optional<Operation> encode(const ClientCall& call) const;
  static Effect effect(const Operation& /*op*/) { return Effect::changes; }
  static void prepare(std::vector<Entry>& /*entries*/) {}

  static std::optional<Impossible> impossible(const std::vector<Entry>& /*entries*/) {
    return std::nullopt;
  }

  static State initial() { return kFree; }
  static bool step(State& state, const Operation& op) {
    const bool acquires = op.f == kAcquire;
    if (state != (acquires ? kFree : kHeld)) return false;
    state = acquires ? kHeld : kFree;
    return true;
  }
  static std::size_t bytes() { return 0; }

  static std::string describe(const Operation& op) {
    return op.f == kAcquire ? "acquire" : "release";
  }
  static std::string describe_state(State state) { return state == kFree ? "free" : "held"; }

 private:
  static constexpr State kFree = 0;
  static constexpr State kHeld = 1;
  static constexpr std::uint32_t kAcquire = 0;
  static constexpr std::uint32_t kRelease = 1;
};

}  // namespace eddy::checkers::linearizable
