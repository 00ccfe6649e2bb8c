#include "workloads/search/operation_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "checkers/evidence.h"
#include "workloads/search/message_words.h"

namespace eddy::workloads {

using checkers::History;
using checkers::Op;
using checkers::OpType;

const Invocation* invocation_at(const Run& run, std::int64_t index) {
  const auto& ops = run.history.ops;
  const auto op =
      std::lower_bound(ops.begin(), ops.end(), index,
                       [](const checkers::Op& o, std::int64_t wanted) { return o.index < wanted; });
  if (op == ops.end() || op->index != index || !op->is_client()) return nullptr;
  const Invocation* found = nullptr;
  for (const Invocation& invocation : run.invocations) {
    if (invocation.position > op - ops.begin()) break;
    if (ops[invocation.position].process == op->process) found = &invocation;
  }
  return found;
}

const Op* end_of(const History& history, std::size_t position) {
  const auto& ops = history.ops;
  for (std::size_t i = position + 1; i < ops.size(); ++i) {
    if (ops[i].process == ops[position].process) return &ops[i];
  }
  return nullptr;
}

boost::json::value result_of(const History& history, const Op& end) {
  return whole_value(history, static_cast<std::size_t>(&end - history.ops.data()));
}

std::string question_words(sim::NodeId client, sim::NodeId node, const Op& asked) {
  return fmt::format("{} asks {}: {}{}", client, node, asked.f,
                     asked.value.is_null() ? "" : ' ' + checkers::excerpt(asked.value));
}

std::string answer_words(const History& history, const Op& asked, const Op* end,
                         const Op* numbered) {
  if (end == nullptr) return "no answer";
  std::string words;
  if (end->type == OpType::ok) {
    const boost::json::value result = result_of(history, *end);
    words = result == asked.value || result.is_null() ? "ok" : "ok " + checkers::excerpt(result);
  } else {
    words = end->type == OpType::fail ? "failed" : "unknown";
    if (!end->error.is_null()) words += ' ' + checkers::excerpt(end->error);
  }
  if (end->time > asked.time) words += " at " + time_words(sim::Time(sim::Duration(end->time)));
  return words + fmt::format(" (op {})", (numbered != nullptr ? numbered : end)->index);
}

bool is_of_last_round(const Invocation& invocation, const std::vector<Invocation>& all) {
  return std::none_of(all.begin(), all.end(), [&](const Invocation& later) {
    return later.position > invocation.position && later.phase == invocation.phase &&
           later.operation == invocation.operation && later.thread == invocation.thread;
  });
}

}  // namespace eddy::workloads
