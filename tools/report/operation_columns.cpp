#include "tools/report/operation_columns.h"

#include <boost/json/serialize.hpp>

#include "workloads/search/operation_words.h"

namespace eddy::tools {
namespace {

using checkers::Op;
using checkers::OpType;
using workloads::RunIndex;

constexpr std::uint64_t kValues = 1;  // whose lists they are, beside nodes'
constexpr std::uint64_t kResults = 2;

// How it ended: 1 ok, 2 fail, 3 info; 0: it did not.
std::uint64_t number_of(const Op* end) {
  return end == nullptr ? 0 : static_cast<std::uint64_t>(end->type);
}
static_assert(static_cast<int>(OpType::ok) == 1 && static_cast<int>(OpType::fail) == 2 &&
              static_cast<int>(OpType::info) == 3);

// "net-timeout", "precondition-failed: …".
std::string words_of(const boost::json::value& error) {
  return error.is_string() ? std::string(error.get_string()) : boost::json::serialize(error);
}

}  // namespace

std::uint64_t OperationColumns::function(const std::string& name) {
  const auto [known, is_new] = numbers_.try_emplace(name, functions_.size());
  if (is_new) functions_.push_back(name);
  return known->second;
}

boost::json::array OperationColumns::functions() const {
  return boost::json::array(functions_.begin(), functions_.end());
}

OperationColumns::OperationColumns(const KeptEvents& kept, Columns& columns, StringTable& strings,
                                   ListTable& lists) {
  Column& event = columns.add("op.event");
  Column& process = columns.add("op.process");
  Column& node = columns.add("op.node");
  Column& f = columns.add("op.f");
  Column& index = columns.add("op.index");
  Column& end_index = columns.add("op.end.index");
  Column& duration = columns.add("op.duration");
  Column& type = columns.add("op.type");
  Column& phase = columns.add("op.phase");
  Column& value = columns.add("op.value");
  Column& result = columns.add("op.result");
  Column& error = columns.add("op.error");
  Column& request = columns.add("op.request");
  Column& answer = columns.add("op.answer");
  const workloads::Run& run = kept.run().experiment.run;
  const auto of_message = [&](std::size_t message) {
    const auto there = message == RunIndex::kNone ? std::nullopt : kept.message(message);
    return there ? 1 + *there : 0;
  };
  for (std::size_t i = 0; i < kept.index().operations().size(); ++i) {
    if (!kept.operation(i)) continue;
    const RunIndex::Operation& one = kept.index().operations()[i];
    const workloads::Invocation& invocation = run.invocations[i];
    const Op& asked = run.history.ops[invocation.position];
    const Op* end = one.completion == RunIndex::kNone ? nullptr : &run.history.ops[one.completion];
    const sim::NodeId asked_node = run.seating.node_of(asked.process);
    event.add_rise(*kept.position(one.began));
    process.add(static_cast<std::uint64_t>(asked.process));
    node.add(kept.process(asked_node));
    f.add(function(asked.f));
    index.add_rise(static_cast<std::uint64_t>(asked.index));
    end_index.add(end == nullptr ? 0 : static_cast<std::uint64_t>(end->index - asked.index));
    duration.add(end == nullptr ? 0 : static_cast<std::uint64_t>(end->time - asked.time));
    type.add(number_of(end));
    phase.add(static_cast<std::uint64_t>(invocation.phase));
    value.add(reference_to(asked.value, strings, lists, {asked_node.raw(), 0, kValues}));
    const bool is_ok = end != nullptr && end->type == OpType::ok;
    result.add(is_ok ? reference_to(workloads::result_of(run.history, *end), strings, lists,
                                    {asked_node.raw(), 0, kResults})
                     : reference_to(nullptr, strings, lists, {}));
    const bool has_error = end != nullptr && !end->error.is_null();
    error.add(has_error ? 1 + strings.add(words_of(end->error)) : 0);
    request.add(of_message(one.request));
    answer.add(of_message(one.answer));
  }
}

}  // namespace eddy::tools
