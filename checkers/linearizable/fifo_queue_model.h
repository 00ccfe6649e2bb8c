// A queue: what went in first comes out first.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
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

// A state is an array of what went in, by when, without what came out; an empty queue starts again
// from the first cell. A dequeue takes the head as soon as it is what it got: until then nobody
// else can have it.
//
// Of two elements that went in once each, the one that came out for certain before the other one
// could, went in before it; and one that never came out, after all that did.
class FifoQueueModel {
 public:
  static Form form(LinearizableModel model) { return queue_form(model); }
  static constexpr std::string_view kNoun = "queue";
  static constexpr bool kLooksAhead = true;

  FifoQueueModel(const LinearizableOptions& options, std::span<const ClientCall> calls);

  std::optional<Operation> encode(const ClientCall& call) {
    return encode_queue_call(call, elements_);
  }
  static Effect effect(const Operation& op);
  void prepare(std::vector<Entry>& entries);

  std::optional<Impossible> impossible(const std::vector<Entry>& entries) const {
    return impossible_dequeue(entries, elements_);
  }

  static State initial() { return 0; }
  bool step(State& state, const Operation& op);
  bool precedes(const Operation& a, const Operation& b) const;
  std::size_t bytes() const;

  std::string describe(const Operation& op) const { return describe_queue_call(op, elements_); }
  std::string describe_state(State state) const;

 private:
  struct Content {
    std::uint32_t cells = ArrayTable::kZeros;  // element + 1
    std::uint32_t head = 0;                    // the first one's cell
    std::uint32_t end = 0;                     // the cell for the next one
  };
  // What becomes of the only copy of an element.
  struct Course {
    bool once = false;         // it went in at most once
    Moment dequeue = kNever;   // when the call was invoked that got it
    Moment dequeued = kNever;  // when that returned
    bool comes_out() const { return dequeued != kNever; }
  };

  State intern(const Content& content);
  bool dequeue(State& state, std::optional<std::uint32_t> wanted);
  void follow(const std::vector<Entry>& entries);

  ValueTable elements_;
  ArrayTable cells_;
  std::vector<Content> contents_ = {{}};  // by state
  boost::unordered_flat_map<std::uint64_t, State> numbers_;
  std::vector<Course> courses_;  // by element
  bool stays_ = true;            // what no answer has, is never taken out
};

}  // namespace eddy::checkers::linearizable
