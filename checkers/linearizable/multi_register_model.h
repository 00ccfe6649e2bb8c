// Several registers, read and written together in transactions of ["read", key, value] and
// ["write", key, value].
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

// A state is an array of value numbers by key.
class MultiRegisterModel {
 public:
  static Form form(LinearizableModel model);
  static constexpr std::string_view kNoun = "store";
  static constexpr bool kLooksAhead = false;

  MultiRegisterModel(const LinearizableOptions& options, std::span<const ClientCall> calls);

  std::optional<Operation> encode(const ClientCall& call);
  Effect effect(const Operation& op) const;
  static void prepare(std::vector<Entry>& /*entries*/) {}

  // A read of a value that no transaction writes to that register.
  std::optional<Impossible> impossible(const std::vector<Entry>& entries) const;

  State initial() const { return initial_; }
  bool step(State& state, const Operation& op);
  std::size_t bytes() const { return values_.bytes() + registers_.bytes(); }

  std::string describe(const Operation& op) const;
  std::string describe_state(State state) const;

 private:
  enum class Access : std::uint8_t { read, write };
  struct Step {
    Access access;
    std::uint32_t key;
    std::uint32_t value;

    bool operator==(const Step&) const = default;
  };

  std::span<const Step> steps_of(const Operation& op) const { return {steps_.data() + op.a, op.b}; }

  NilRead nil_read_;
  ValueTable keys_;    // as strings: those of the initial state are
  ValueTable values_;  // 0 is null
  ArrayTable registers_;
  State initial_ = ArrayTable::kZeros;
  std::vector<Step> steps_;  // of all transactions; an operation says where its own are
};

}  // namespace eddy::checkers::linearizable
