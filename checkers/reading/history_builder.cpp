#include "checkers/reading/history_builder.h"

#include <fmt/format.h>
#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/operand.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, kFields> kNames = {"index", "time",  "process", "type", "f",
                                                          "value", "error", "final?",  "phase"};

}  // namespace

std::string_view name_of(Field field) { return kNames[static_cast<std::size_t>(field)]; }

std::optional<Field> parse_field(std::string_view name) {
  for (std::size_t i = 0; i < kFields; ++i) {
    if (name == kNames[i]) return static_cast<Field>(i);
  }
  return std::nullopt;
}

void HistoryBuilder::add(Fields& fields, std::size_t line) {
  line_ = line;
  if (history_.ops.size() == kNoBase) fail("expected fewer than 2^32 operations");
  Op op;
  op.index = index(fields);
  if (fields.has(Field::time) && !fields[Field::time].is_null())
    op.time = integer(fields[Field::time], Field::time);
  const json::value& process_field = required(fields, Field::process);
  op.type = type(required(fields, Field::type));
  op.process = process(process_field, op.type);
  op.f = function(fields, op);
  if (fields.has(Field::value)) op.value = std::move(fields[Field::value]);
  if (fields.has(Field::error)) op.error = std::move(fields[Field::error]);
  if (fields.has(Field::final_op)) {
    const json::value& last = fields[Field::final_op];
    if (!last.is_bool() && !last.is_null())
      fail(fmt::format("expected \"final?\" to be true or false, but it is {}", excerpt(last)));
    op.final_op = last.is_bool() && last.get_bool();
  }
  op.recovery = fields.has(Field::phase) && fields[Field::phase] == "recovery";
  op.kept = fields.kept;
  op.base = fields.base;
  if (shape_ == HistoryShape::paired && op.is_client()) pair(op);
  history_.ops.push_back(std::move(op));
  history_.lines.push_back(static_cast<std::uint32_t>(
      std::min<std::size_t>(line, std::numeric_limits<std::uint32_t>::max())));
}

void HistoryBuilder::fail(const std::string& expected) const {
  throw HistoryError(line_, expected);
}

json::value& HistoryBuilder::required(Fields& fields, Field field) const {
  if (!fields.has(field))
    fail(fmt::format("expected a field \"{}\", but there is none", name_of(field)));
  return fields[field];
}

std::int64_t HistoryBuilder::integer(const json::value& value, Field field) const {
  const auto number = whole_number(value);
  if (!number) {
    fail(fmt::format("expected \"{}\" to be a 64-bit integer, but it is {}", name_of(field),
                     excerpt(value)));
  }
  return *number;
}

// Jepsen gives -1 to operations that it has not numbered yet.
std::int64_t HistoryBuilder::index(Fields& fields) const {
  const std::int64_t previous = history_.ops.empty() ? -1 : history_.ops.back().index;
  const bool given = fields.has(Field::index) && !fields[Field::index].is_null();
  const std::int64_t index = given ? integer(fields[Field::index], Field::index) : -1;
  if (index == -1) {
    if (previous == std::numeric_limits<std::int64_t>::max())
      fail("expected \"index\" to leave room for one more");
    return previous + 1;
  }
  if (index <= previous && !history_.ops.empty()) {
    fail(
        fmt::format("expected \"index\" above the previous {}, but it is {}: leave \"index\" out "
                    "to have operations numbered in their order",
                    previous, index));
  }
  if (index < 0)
    fail(fmt::format("expected \"index\" to be an integer from 0 up, but it is {}", index));
  return index;
}

// Whoever has a name is no client, and such events are `info`.
std::int64_t HistoryBuilder::process(const json::value& value, OpType type) const {
  if (value.is_string() && (value.get_string() == "nemesis" || type == OpType::info))
    return kNemesis;
  const auto number = whole_number(value);
  if (!number || *number < 0) {
    fail(fmt::format("expected \"process\" to be an integer from 0 up or \"nemesis\", but it is {}",
                     excerpt(value)));
  }
  return *number;
}

OpType HistoryBuilder::type(const json::value& value) const {
  const auto found = value.is_string() ? parse_op_type(value.get_string()) : std::nullopt;
  if (!found) {
    fail(fmt::format("expected \"type\" to be invoke, ok, fail or info, but it is {}",
                     excerpt(value)));
  }
  return *found;
}

// Whoever is no client need not name one.
std::string HistoryBuilder::function(Fields& fields, const Op& op) const {
  const bool optional = naming_ == Naming::optional || !op.is_client();
  if (optional && !fields.has(Field::f)) return "";
  const json::value& f = required(fields, Field::f);
  if (f.is_string()) return std::string(std::string_view(f.get_string()));
  if (!optional || !f.is_null())
    fail(fmt::format("expected \"f\" to be a string, but it is {}", excerpt(f)));
  return "";
}

void HistoryBuilder::pair(const Op& op) {
  if (op.type == OpType::invoke) {
    const auto [open, fresh] = open_.try_emplace(op.process, line_);
    if (!fresh) {
      fail(
          fmt::format("expected a completion of process {}, whose invocation in line {} is open, "
                      "before its next one",
                      op.process, open->second));
    }
  } else if (open_.erase(op.process) == 0) {
    fail(fmt::format("expected an invocation of process {} before its {}", op.process,
                     to_string(op.type)));
  }
}

}  // namespace eddy::checkers
