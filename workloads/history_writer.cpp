#include "workloads/history_writer.h"

#include <utility>

namespace eddy::workloads {

using checkers::OpType;

namespace {

// About as much as a value holds beside itself.
std::size_t bytes_of(const boost::json::value& value) {
  std::size_t bytes = 0;
  if (const auto* array = value.if_array()) {
    bytes = array->size() * sizeof(boost::json::value);
    for (const auto& item : *array) {
      if (item.is_structured()) bytes += bytes_of(item);
    }
  } else if (const auto* object = value.if_object()) {
    for (const auto& field : *object) {
      bytes += sizeof(field) + field.key().size() + bytes_of(field.value());
    }
  } else if (const auto* text = value.if_string()) {
    bytes = text->size();
  }
  return bytes;
}

}  // namespace

void HistoryWriter::invocation(std::uint32_t thread, std::int64_t process, Phase phase,
                               const PlannedOperation& operation) {
  invocations_.push_back({position(), phase, operation.id, thread});
  checkers::Op op;
  op.process = process;
  op.type = OpType::invoke;
  op.f = operation.f;
  op.value = operation.value;
  write(std::move(op), phase);
}

void HistoryWriter::completion(std::int64_t process, Phase phase, const PlannedOperation& operation,
                               Completion completion) {
  if (!completion.misfit.empty()) misfits_.push_back({position(), std::move(completion.misfit)});
  checkers::Op op;
  op.process = process;
  op.type = completion.type;
  op.f = operation.f;
  op.value = std::move(completion.value);
  op.error = std::move(completion.error);
  if (completion.list) {
    answers_.give(op, history_.ops.size(), seating_.node_of(process), std::move(*completion.list));
  }
  write(std::move(op), phase);
}

void HistoryWriter::fault(std::string f, const std::string& what) {
  checkers::Op op;
  op.process = checkers::kNemesis;
  op.type = OpType::info;
  op.f = std::move(f);
  op.value = boost::json::value(what);
  write(std::move(op), Phase::load);
}

void HistoryWriter::write(checkers::Op op, Phase phase) {
  op.index = static_cast<std::int64_t>(history_.ops.size());
  op.time = sim::nanoseconds(simulation_.now());
  op.final_op = phase == Phase::last;
  op.recovery = phase == Phase::recovery;
  bytes_ += sizeof(op) + bytes_of(op.value);
  history_.ops.push_back(std::move(op));
}

void HistoryWriter::take_back_final(std::uint32_t from) {
  for (std::size_t i = from; i < history_.ops.size(); ++i) {
    history_.ops[i].final_op = false;
    history_.ops[i].recovery = true;
  }
}

void HistoryWriter::give(Run& run) {
  run.history = std::move(history_);
  run.invocations = std::move(invocations_);
  run.misfits = std::move(misfits_);
  run.seating = seating_;
  note_nodes(run.history, run.seating);
}

}  // namespace eddy::workloads
