// The calls of queues: enqueue v, and dequeue, whose answer is what came out, or null if the queue
// was empty.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/operation.h"
#include "checkers/linearizable/value_table.h"
#include "eddy/checkers/linearizable.h"

namespace eddy::checkers::linearizable {

// What the functions of queues do, as numbers.
enum class QueueFunction : std::uint8_t {
  enqueue,
  dequeue,      // a is what came out
  dequeue_any,  // of unknown outcome: whatever there is, if anything
  find_empty,
};

inline Operation queue_operation(QueueFunction f, std::uint32_t a = 0) {
  return {static_cast<std::uint32_t>(f), a, 0};
}

inline QueueFunction queue_function(const Operation& op) {
  return static_cast<QueueFunction>(op.f);
}

Form queue_form(LinearizableModel model);

// Nothing for a call that says nothing.
std::optional<Operation> encode_queue_call(const ClientCall& call, ValueTable& elements);

std::string describe_queue_call(const Operation& op, const ValueTable& elements);

// By element, the last return of an answer that has it; 0 if there is none. A pending enqueue
// matters until then: what never comes out is only in the way.
std::vector<Moment> last_dequeues(const std::vector<Entry>& entries, std::size_t elements);

// A dequeue of what nobody enqueued, or of more than was enqueued.
std::optional<Impossible> impossible_dequeue(const std::vector<Entry>& entries,
                                             const ValueTable& elements);

// How many enqueues there are that did not fail.
std::size_t count_enqueues(std::span<const ClientCall> calls);

}  // namespace eddy::checkers::linearizable
