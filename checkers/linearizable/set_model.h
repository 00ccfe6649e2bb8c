// A set that only grows: add an element, read all of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/linearizable/array_table.h"
#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/operation.h"
#include "checkers/linearizable/value_table.h"
#include "eddy/checkers/linearizable.h"

namespace eddy::checkers::linearizable {

// A state is an array of bits by element. An add comes after every read that misses its element,
// and once they are placed nothing is in its way: so there is never a choice to be made.
class SetModel {
 public:
  static Form form(LinearizableModel model);
  static constexpr std::string_view kNoun = "set";
  static constexpr bool kLooksAhead = true;

  SetModel(const LinearizableOptions& options, std::span<const ClientCall> calls);

  std::optional<Operation> encode(const ClientCall& call);
  static Effect effect(const Operation& op) {
    return op.f == kAdd ? Effect::harmless : Effect::observes;
  }
  void prepare(std::vector<Entry>& entries) const;
  // A read of an element that nobody added, or of one twice.
  static std::optional<Impossible> impossible(const std::vector<Entry>& entries);

  State initial() const { return initial_; }
  bool step(State& state, const Operation& op) {
    if (op.f == kRead) return state == op.a;
    if (op.f == kAdd) state = bits_.set(state, op.a, 1);
    return op.f == kAdd;
  }
  bool precedes(const Operation& a, const Operation& b) const {
    return a.f == kRead && b.f == kAdd && bits_.get(a.a, b.a) == 0;
  }
  std::size_t bytes() const { return elements_.bytes() + bits_.bytes(); }

  std::string describe(const Operation& op) const;
  std::string describe_state(State state) const;

 private:
  static constexpr std::uint32_t kAdd = 0;
  static constexpr std::uint32_t kRead = 1;        // a: the state that it saw, b: its value
  static constexpr std::uint32_t kReadOfNone = 2;  // of what no adds make; b: its value

  ValueTable elements_;
  ArrayTable bits_;
  State initial_ = ArrayTable::kZeros;
  std::vector<const boost::json::value*> reads_;
};

}  // namespace eddy::checkers::linearizable
