#include "checkers/history_reader.h"

#include "checkers/evidence.h"

#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <string_view>
#include <utility>

namespace eddy::checkers {

namespace json = boost::json;

namespace {

std::string parse_failure(std::string_view line, boost::system::error_code code,
                          json::parse_options options) {
  if (code == json::error::incomplete)
    return "expected a whole JSON object, but the line ends inside one (truncated?)";
  if (code == json::error::too_deep)
    return fmt::format("expected values nested at most {} deep", kMaxHistoryDepth);
  options.allow_invalid_utf8 = true;
  boost::system::error_code lenient;
  json::parse(line, lenient, {}, options);
  if (!lenient) return "expected UTF-8, but a string holds other bytes";
  return fmt::format("expected a JSON object, but it is not JSON ({})", code.message());
}

/// The reader of one stream: its place and what is open.
class Reader {
 public:
  explicit Reader(HistoryShape shape) : shape_(shape) { options_.max_depth = kMaxHistoryDepth; }

  History read(std::istream& in) {
    History history;
    std::string line;
    while (std::getline(in, line)) {
      ++line_;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      Op op = parse(line);
      if (shape_ == HistoryShape::paired && op.is_client()) pair(op);
      if (!history.ops.empty() && op.index <= history.ops.back().index) {
        fail(fmt::format("expected \"index\" above the previous {}, but it is {}",
                         history.ops.back().index, op.index));
      }
      history.ops.push_back(std::move(op));
    }
    ++line_;
    if (in.bad()) fail("expected more input, but reading failed");
    return history;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const { throw HistoryError(line_, expected); }

  Op parse(std::string_view line) const {
    boost::system::error_code code;
    json::value parsed = json::parse(line, code, {}, options_);
    if (code) fail(parse_failure(line, code, options_));
    json::object* fields = parsed.if_object();
    if (fields == nullptr)
      fail(fmt::format("expected a JSON object, but it is {}", excerpt(parsed)));

    Op op;
    op.index = integer(required(*fields, "index"), "index");
    if (const json::value* time = fields->if_contains("time")) op.time = integer(*time, "time");
    op.process = process(required(*fields, "process"));
    op.type = type(required(*fields, "type"));
    const json::value& f = required(*fields, "f");
    if (!f.is_string())
      fail(fmt::format("expected \"f\" to be a string, but it is {}", excerpt(f)));
    op.f = std::string_view(f.get_string());
    if (json::value* value = fields->if_contains("value")) op.value = std::move(*value);
    if (json::value* error = fields->if_contains("error")) op.error = std::move(*error);
    if (const json::value* last = fields->if_contains("final?")) {
      if (!last->is_bool())
        fail(fmt::format("expected \"final?\" to be true or false, but it is {}", excerpt(*last)));
      op.final_op = last->get_bool();
    }
    return op;
  }

  const json::value& required(const json::object& fields, std::string_view name) const {
    const json::value* found = fields.if_contains(name);
    if (found == nullptr) fail(fmt::format("expected a field \"{}\", but there is none", name));
    return *found;
  }

  std::int64_t integer(const json::value& value, std::string_view name) const {
    if (!value.is_int64())
      fail(fmt::format("expected \"{}\" to be a 64-bit integer, but it is {}", name,
                       excerpt(value)));
    return value.get_int64();
  }

  std::int64_t process(const json::value& value) const {
    if (value.is_string()) return kNemesis;
    if (!value.is_int64() || value.get_int64() < 0) {
      fail(fmt::format(
          "expected \"process\" to be an integer from 0 up or \"nemesis\", but it is {}",
          excerpt(value)));
    }
    return value.get_int64();
  }

  OpType type(const json::value& value) const {
    const auto found = value.is_string() ? parse_op_type(value.get_string()) : std::nullopt;
    if (!found)
      fail(fmt::format("expected \"type\" to be invoke, ok, fail or info, but it is {}",
                       excerpt(value)));
    return *found;
  }

  void pair(const Op& op) {
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

  HistoryShape shape_;
  json::parse_options options_;
  std::size_t line_ = 0;
  boost::unordered_flat_map<std::int64_t, std::size_t>
      open_;  // process → line of its open invocation
};

}  // namespace

HistoryError::HistoryError(std::size_t line, const std::string& expected)
    : BadInput(fmt::format("history line {}: {}", line, expected)), line_(line) {}

History read_history(std::istream& in, HistoryShape shape) { return Reader(shape).read(in); }

}  // namespace eddy::checkers
