#include "eddy/workloads/search/run_index.h"

#include <map>
#include <optional>
#include <queue>
#include <set>
#include <utility>

#include "eddy/sim/hash.h"

namespace eddy::workloads {
namespace {

using sim::Event;
using sim::MessageId;
using sim::NodeId;

std::uint64_t key_of(const MessageId& id) {
  return sim::mix(sim::mix(id.sender.raw(), static_cast<std::uint64_t>(sim::nanoseconds(id.sent))),
                  (std::uint64_t{id.incarnation} << 32U) | id.number);
}

}  // namespace

RunIndex::RunIndex(const RecordedRun& run) : run_(run), causes_(run.events) {
  index_messages();
  index_operations();
}

void RunIndex::index_messages() {
  message_at_.assign(run_.events.size(), kNone);
  for (std::size_t place = 0; place < run_.events.size(); ++place) {
    const Event& event = run_.events[place];
    const sim::Message* message = event.message();
    if (message == nullptr) continue;
    if (event.is<sim::Sent>()) {
      message_at_[place] = messages_.size();
      by_id_.insert_or_assign(key_of(message->id), messages_.size());
      messages_.push_back({place});
      continue;
    }
    const std::size_t found = message_of(message->id);
    if (found == kNone) continue;
    message_at_[place] = found;
    const auto* arrival = event.get_if<sim::Delivered>();
    const auto* loss = event.get_if<sim::Lost>();
    const bool is_copy = arrival != nullptr ? arrival->is_copy : loss->is_copy;
    (is_copy ? messages_[found].copy_end : messages_[found].end) = place;
  }
}

std::size_t RunIndex::message_of(const MessageId& id) const {
  const auto found = by_id_.find(key_of(id));
  return found == by_id_.end() || sending(found->second).id != id ? kNone : found->second;
}

void RunIndex::index_operations() {
  const Run& run = run_.experiment.run;
  operations_.resize(run.invocations.size());
  // A process ends what it invoked last.
  std::map<std::int64_t, std::size_t> open;
  std::size_t next = 0;
  for (std::size_t position = 0; position < run.history.ops.size(); ++position) {
    const checkers::Op& op = run.history.ops[position];
    if (!op.is_client()) continue;
    if (next < run.invocations.size() && run.invocations[next].position == position) {
      open[op.process] = next++;
    } else if (const auto found = open.find(op.process); found != open.end()) {
      operations_[found->second].completion = position;
      open.erase(found);
    }
  }
  std::map<NodeId, std::size_t> current;
  std::map<std::pair<NodeId, std::uint64_t>, std::size_t> asked;  // by client and msg_id
  std::size_t begun = 0;
  for (std::size_t place = 0; place < run_.events.size(); ++place) {
    const Event& event = run_.events[place];
    if (const auto* began = event.get_if<sim::OperationBegan>()) {
      if (begun == operations_.size()) break;
      operations_[begun].began = place;
      current[began->client] = begun++;
    }
    const sim::Message* message = event.message();
    if (message == nullptr) continue;
    if (event.is<sim::Sent>() && message->id.sender.is_client()) {
      const auto doing = current.find(message->id.sender);
      if (doing == current.end() || message->msg_id == 0) continue;
      asked.try_emplace({message->id.sender, message->msg_id}, doing->second);
      Operation& operation = operations_[doing->second];
      if (operation.request == kNone) operation.request = message_at_[place];
    } else if (event.is<sim::Delivered>() && message->dest.is_client()) {
      const auto found = asked.find({message->dest, message->in_reply_to});
      if (found == asked.end()) continue;
      Operation& operation = operations_[found->second];
      const bool is_in_time =
          operation.completion != kNone &&
          sim::nanoseconds(event.at) <= run.history.ops[operation.completion].time;
      if (is_in_time) operation.answer = message_at_[place];
    }
  }
}

std::vector<std::size_t> RunIndex::past_of(std::size_t place) const {
  std::set<std::size_t> found{place};
  std::priority_queue<std::size_t> open;
  open.push(place);
  const auto add = [&](std::optional<std::size_t> led_there) {
    if (led_there && found.insert(*led_there).second) open.push(*led_there);
  };
  while (!open.empty()) {
    const std::size_t next = open.top();
    open.pop();
    if (run_.events[next].is<sim::OperationBegan>()) continue;
    const auto led_there = causes_.of(next);
    add(led_there.cause);
    add(led_there.answered);
  }
  return {found.begin(), found.end()};
}

std::vector<std::size_t> RunIndex::past_of_operation(std::size_t operation) const {
  const Operation& one = operations_[operation];
  if (one.answer != kNone && messages_[one.answer].end != kNone)
    return past_of(messages_[one.answer].end);
  if (one.request == kNone) return {};
  // Nobody answered: what it asked, and what became of that.
  std::vector<std::size_t> places{messages_[one.request].sent};
  if (messages_[one.request].end != kNone) places.push_back(messages_[one.request].end);
  return places;
}

}  // namespace eddy::workloads
