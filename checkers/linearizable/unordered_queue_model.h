// A queue without an order: what is in it comes out at any time, as often as it went in.
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
#include "checkers/linearizable/queue_calls.h"
#include "checkers/linearizable/value_table.h"
#include "eddy/checkers/linearizable.h"

namespace eddy::checkers::linearizable {

// A state is an array of counts by element. Unless an answer says that it was empty, more in the
// queue never harms. A dequeue of unknown outcome only helps to make it empty, and right before
// someone finds that it is: all that is there has to go then, so it takes the first.
class UnorderedQueueModel {
 public:
  static Form form(LinearizableModel model) { return queue_form(model); }
  static constexpr std::string_view kNoun = "queue";
  static constexpr bool kLooksAhead = true;

  UnorderedQueueModel(const LinearizableOptions& options, std::span<const ClientCall> calls);

  std::optional<Operation> encode(const ClientCall& call);
  Effect effect(const Operation& op) const;
  void prepare(std::vector<Entry>& entries) const;

  std::optional<Impossible> impossible(const std::vector<Entry>& entries) const {
    return impossible_dequeue(entries, elements_);
  }

  static State initial() { return ArrayTable::kZeros; }
  bool step(State& state, const Operation& op);
  std::size_t bytes() const { return elements_.bytes() + counts_.bytes(); }

  std::string describe(const Operation& op) const { return describe_queue_call(op, elements_); }
  std::string describe_state(State state) const;

 private:
  ValueTable elements_;
  ArrayTable counts_;
  bool is_found_empty_ = false;
};

}  // namespace eddy::checkers::linearizable
