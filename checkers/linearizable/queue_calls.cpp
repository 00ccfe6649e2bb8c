#include "checkers/linearizable/queue_calls.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <string_view>

#include "checkers/evidence.h"

namespace eddy::checkers::linearizable {

namespace {

constexpr std::array<std::string_view, 2> kQueueFunctions = {"enqueue", "dequeue"};

std::string times(std::uint32_t n) {
  if (n == 1) return "once";
  return n == 2 ? "twice" : fmt::format("{} times", n);
}

}  // namespace

Form queue_form(LinearizableModel model) { return {to_string(model), kQueueFunctions}; }

std::optional<Operation> encode_queue_call(const ClientCall& call, ValueTable& elements) {
  if (call.outcome == Outcome::failed) return std::nullopt;
  if (call.invocation->f == "enqueue")
    return queue_operation(QueueFunction::enqueue, elements.intern(*call.value));
  if (call.outcome == Outcome::unknown) return queue_operation(QueueFunction::dequeue_any);
  if (call.value->is_null()) return queue_operation(QueueFunction::find_empty);
  return queue_operation(QueueFunction::dequeue, elements.intern(*call.value));
}

std::string describe_queue_call(const Operation& op, const ValueTable& elements) {
  switch (queue_function(op)) {
    case QueueFunction::enqueue:
      return fmt::format("enqueue of {}", excerpt(elements[op.a]));
    case QueueFunction::dequeue:
      return fmt::format("dequeue of {}", excerpt(elements[op.a]));
    case QueueFunction::find_empty:
      return "dequeue of nothing";
    case QueueFunction::dequeue_any:
      break;
  }
  return "dequeue";
}

std::vector<Moment> last_dequeues(const std::vector<Entry>& entries, std::size_t elements) {
  std::vector<Moment> last(elements, 0);
  for (const Entry& e : entries) {
    if (queue_function(e.op) == QueueFunction::dequeue)
      last[e.op.a] = std::max(last[e.op.a], e.returned);
  }
  return last;
}

std::optional<Impossible> impossible_dequeue(const std::vector<Entry>& entries,
                                             const ValueTable& elements) {
  std::vector<std::uint32_t> went_in(elements.size(), 0);
  std::vector<std::uint32_t> came_out(elements.size(), 0);
  for (const Entry& e : entries) {
    if (queue_function(e.op) == QueueFunction::enqueue) ++went_in[e.op.a];
  }
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const Operation& op = entries[i].op;
    if (queue_function(op) != QueueFunction::dequeue || ++came_out[op.a] <= went_in[op.a]) continue;
    if (went_in[op.a] == 0) return Impossible{i, "nobody enqueued that"};
    return Impossible{i, fmt::format("{} came out {} and went in {}", excerpt(elements[op.a]),
                                     times(came_out[op.a]), times(went_in[op.a]))};
  }
  return std::nullopt;
}

std::size_t count_enqueues(std::span<const ClientCall> calls) {
  return static_cast<std::size_t>(
      std::count_if(calls.begin(), calls.end(), [](const ClientCall& c) {
        return c.invocation->f == "enqueue" && c.outcome != Outcome::failed;
      }));
}

}  // namespace eddy::checkers::linearizable
