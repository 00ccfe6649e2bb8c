// A register: read, write, cas; or of strings: get, put, append.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/operation.h"
#include "checkers/linearizable/value_table.h"
#include "eddy/checkers/linearizable.h"

namespace eddy::checkers::linearizable {

class RegisterModel {
 public:
  static Form form(LinearizableModel model);

  RegisterModel(const LinearizableOptions& options, std::span<const ClientCall> calls);

  // Nothing for a call that says nothing.
  std::optional<Operation> encode(const ClientCall& call);
  Effect effect(const Operation& op) const;
  // Fills in what is known of entries beyond their times.
  void prepare(std::vector<Entry>& entries);

  // A read, or a cas that took effect, of a value that nothing leaves. Not where there are appends.
  std::optional<Impossible> impossible(const std::vector<Entry>& entries) const;

  State initial() const { return initial_; }
  bool step(State& state, const Operation& op) {
    switch (static_cast<Function>(op.f)) {
      case Function::read:
        return state == op.a;
      case Function::differs:
        return state != op.a;
      case Function::write:
        state = op.a;
        return true;
      case Function::cas:
        if (state != op.a) return false;
        state = op.b;
        return true;
      case Function::append:
        break;
    }
    return append(state, op.a);
  }
  // Whether appending to a string can give another one.
  bool leads_to(State state, const Operation& answer) const;
  State leaves(const Operation& op) const {
    return static_cast<Function>(op.f) == Function::cas ? op.b : op.a;
  }
  bool pending_may_lead_to(const Operation& answer) const;
  bool pending_may_observe() const { return !left_by_pending_.empty(); }
  bool adds() const { return adds_; }
  std::size_t bytes() const { return values_.bytes() + appended_.size() * 24; }

  std::string describe(const Operation& op) const;
  std::string describe_state(State state) const;
  static constexpr std::string_view kNoun = "register";
  static constexpr bool kLooksAhead = false;

 private:
  enum class Function : std::uint8_t { read, write, cas, differs, append };

  bool append(State& state, std::uint32_t text);

  ValueTable values_;
  State initial_ = 0;
  FailedCas failed_cas_;
  NilRead nil_read_;
  bool adds_ = false;                                         // there are appends
  std::vector<State> left_by_pending_;                        // by calls that are no appends
  boost::unordered_flat_map<std::uint64_t, State> appended_;  // state and text → their join
};

}  // namespace eddy::checkers::linearizable
