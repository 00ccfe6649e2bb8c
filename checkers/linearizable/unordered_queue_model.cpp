#include "checkers/linearizable/unordered_queue_model.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "checkers/evidence.h"

namespace eddy::checkers::linearizable {

namespace json = boost::json;

namespace {

bool finds_empty(const ClientCall& call) {
  return call.invocation->f == "dequeue" && call.outcome == Outcome::ok && call.value->is_null();
}

// All that is put in; what else comes out has no place among the counts.
ValueTable elements_of(std::span<const ClientCall> calls) {
  ValueTable elements;
  for (const ClientCall& call : calls) encode_queue_call(call, elements);
  return elements;
}

}  // namespace

UnorderedQueueModel::UnorderedQueueModel(const LinearizableOptions& /*options*/,
                                         std::span<const ClientCall> calls)
    : elements_(elements_of(calls)),
      counts_(elements_.size()),
      is_found_empty_(std::any_of(calls.begin(), calls.end(), finds_empty)) {}

std::optional<Operation> UnorderedQueueModel::encode(const ClientCall& call) {
  const auto op = encode_queue_call(call, elements_);
  if (op && queue_function(*op) == QueueFunction::dequeue_any && !is_found_empty_)
    return std::nullopt;
  return op;
}

Effect UnorderedQueueModel::effect(const Operation& op) const {
  switch (queue_function(op)) {
    case QueueFunction::enqueue:
      return is_found_empty_ ? Effect::changes : Effect::harmless;
    case QueueFunction::dequeue:
      return Effect::harmless;
    case QueueFunction::find_empty:
      return Effect::observes;
    case QueueFunction::dequeue_any:
      break;
  }
  return Effect::changes;
}

void UnorderedQueueModel::prepare(std::vector<Entry>& entries) const {
  const std::vector<Moment> last = last_dequeues(entries, elements_.size());
  for (Entry& e : entries) {
    if (e.pending() && queue_function(e.op) == QueueFunction::enqueue)
      e.useful_until = last[e.op.a];
  }
}

bool UnorderedQueueModel::step(State& state, const Operation& op) {
  switch (queue_function(op)) {
    case QueueFunction::enqueue:
      state = counts_.set(state, op.a, counts_.get(state, op.a) + 1);
      return true;
    case QueueFunction::find_empty:
      return state == ArrayTable::kZeros;
    case QueueFunction::dequeue:
      if (counts_.get(state, op.a) == 0) return false;
      state = counts_.set(state, op.a, counts_.get(state, op.a) - 1);
      return true;
    case QueueFunction::dequeue_any:
      break;
  }
  const auto first = counts_.first_above_zero(state);
  if (first) state = counts_.set(state, *first, counts_.get(state, *first) - 1);
  return first.has_value();
}

std::string UnorderedQueueModel::describe_state(State state) const {
  if (state == ArrayTable::kZeros) return "empty";
  json::array held;
  for (std::uint32_t e = 0; e < elements_.size(); ++e) {
    for (std::uint32_t left = counts_.get(state, e); left > 0; --left) held.push_back(elements_[e]);
  }
  return excerpt(held);
}

}  // namespace eddy::checkers::linearizable
