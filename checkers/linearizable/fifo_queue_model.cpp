#include "checkers/linearizable/fifo_queue_model.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <utility>

#include "checkers/evidence.h"

namespace eddy::checkers::linearizable {

namespace json = boost::json;

FifoQueueModel::FifoQueueModel(const LinearizableOptions& /*options*/,
                               std::span<const ClientCall> calls)
    : cells_(count_enqueues(calls)) {}

Effect FifoQueueModel::effect(const Operation& op) {
  switch (queue_function(op)) {
    case QueueFunction::dequeue:
      return Effect::harmless;
    case QueueFunction::find_empty:
      return Effect::observes;
    case QueueFunction::enqueue:
    case QueueFunction::dequeue_any:
      break;
  }
  return Effect::changes;
}

void FifoQueueModel::follow(const std::vector<Entry>& entries) {
  std::vector<std::uint32_t> went_in(elements_.size(), 0);
  std::vector<std::uint32_t> came_out(elements_.size(), 0);
  courses_.assign(elements_.size(), {});
  for (const Entry& e : entries) {
    switch (queue_function(e.op)) {
      case QueueFunction::enqueue:
        ++went_in[e.op.a];
        break;
      case QueueFunction::dequeue:
        ++came_out[e.op.a];
        courses_[e.op.a].dequeue = e.invoked;
        courses_[e.op.a].dequeued = e.returned;
        break;
      case QueueFunction::dequeue_any:
        stays_ = false;
        break;
      case QueueFunction::find_empty:
        break;
    }
  }
  for (std::size_t e = 0; e < courses_.size(); ++e)
    courses_[e].once = went_in[e] == 1 && came_out[e] <= 1;
}

void FifoQueueModel::prepare(std::vector<Entry>& entries) {
  follow(entries);
  // What went in once and came out, by when it came out, with the last invocation so far.
  std::vector<std::pair<Moment, Moment>> out;
  Moment last_answer = 0;
  for (const Entry& e : entries) {
    if (queue_function(e.op) != QueueFunction::enqueue) {
      if (!e.pending()) last_answer = std::max(last_answer, e.returned);
    } else if (courses_[e.op.a].once && courses_[e.op.a].comes_out()) {
      out.emplace_back(courses_[e.op.a].dequeued, e.invoked);
    }
  }
  std::sort(out.begin(), out.end());
  for (std::size_t i = 1; i < out.size(); ++i)
    out[i].second = std::max(out[i].second, out[i - 1].second);

  const std::vector<Moment> last = last_dequeues(entries, elements_.size());
  for (Entry& e : entries) {
    const bool enqueues = queue_function(e.op) == QueueFunction::enqueue;
    if (e.pending()) e.useful_until = enqueues ? last[e.op.a] : last_answer;
    if (!enqueues || !courses_[e.op.a].once) continue;
    const Course& course = courses_[e.op.a];
    if (!course.comes_out() && !stays_) continue;
    const auto later = std::partition_point(
        out.begin(), out.end(), [&](const auto& before) { return before.first < course.dequeue; });
    if (later != out.begin()) e.not_before = std::prev(later)->second;
  }
}

bool FifoQueueModel::precedes(const Operation& a, const Operation& b) const {
  if (queue_function(a) != QueueFunction::enqueue || queue_function(b) != QueueFunction::enqueue)
    return false;
  const Course& first = courses_[a.a];
  const Course& second = courses_[b.a];
  if (!first.once || !second.once || !first.comes_out()) return false;
  return second.comes_out() ? first.dequeued < second.dequeue : stays_;
}

State FifoQueueModel::intern(const Content& content) {
  if (content.cells == ArrayTable::kZeros) return initial();
  const auto [found, fresh] = numbers_.try_emplace(
      std::uint64_t{content.cells} << 32U | content.head, static_cast<State>(contents_.size()));
  if (fresh) contents_.push_back(content);
  return found->second;
}

bool FifoQueueModel::dequeue(State& state, std::optional<std::uint32_t> wanted) {
  Content content = contents_[state];
  if (content.head == content.end) return false;
  if (wanted && cells_.get(content.cells, content.head) != *wanted + 1) return false;
  content.cells = cells_.set(content.cells, content.head, 0);
  ++content.head;
  state = intern(content);
  return true;
}

bool FifoQueueModel::step(State& state, const Operation& op) {
  switch (queue_function(op)) {
    case QueueFunction::dequeue:
      return dequeue(state, op.a);
    case QueueFunction::dequeue_any:
      return dequeue(state, std::nullopt);
    case QueueFunction::find_empty:
      return state == initial();
    case QueueFunction::enqueue:
      break;
  }
  Content content = contents_[state];
  content.cells = cells_.set(content.cells, content.end, op.a + 1);
  ++content.end;
  state = intern(content);
  return true;
}

std::size_t FifoQueueModel::bytes() const {
  constexpr std::size_t kCell = sizeof(std::pair<std::uint64_t, State>) + 1;
  return elements_.bytes() + cells_.bytes() + contents_.capacity() * sizeof(Content) +
         numbers_.bucket_count() * kCell;
}

std::string FifoQueueModel::describe_state(State state) const {
  const Content& content = contents_[state];
  if (content.head == content.end) return "empty";
  json::array held;
  for (std::uint32_t cell = content.head; cell < content.end; ++cell)
    held.push_back(elements_[cells_.get(content.cells, cell) - 1]);
  return excerpt(held);
}

}  // namespace eddy::checkers::linearizable
