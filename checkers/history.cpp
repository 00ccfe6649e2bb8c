#include "eddy/checkers/history.h"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <iterator>
#include <map>
#include <ranges>
#include <utility>

#include "eddy/base/named_enum.h"

namespace eddy::checkers {

BOOST_DESCRIBE_ENUM(OpType, invoke, ok, fail, info)

namespace {

constexpr std::size_t kFlushBytes = 1 << 16;

// In the place of the completion of a call that never was one.
constexpr std::uint32_t kOvertaken = kNoBase;

// The values of a history as JSON, asked for in the order of their positions. What an array shares
// with its base is not written anew.
class ValueTexts {
 public:
  explicit ValueTexts(const History& history)
      : history_(history), is_base_(history.ops.size(), false) {
    for (const Op& op : history.ops)
      if (op.base != kNoBase) is_base_[op.base] = true;
  }

  // To be used before the next one is asked for.
  std::string_view next() {
    const Op& op = history_.ops[position_];
    const auto position = position_++;
    if (op.base == kNoBase && !is_base_[position]) return own_ = boost::json::serialize(op.value);
    Array array = op.base == kNoBase ? Array{} : std::move(open_.extract(op.base).mapped());
    array.keep(op.kept);
    for (const auto& element : op.value.as_array()) array.append(element);
    array.text += ']';
    if (!is_base_[position]) return own_ = std::move(array.text);
    return open_.insert_or_assign(position, std::move(array)).first->second.text;
  }

 private:
  struct Array {
    std::string text = "[";
    std::vector<std::size_t> ends;  // of its elements

    void keep(std::size_t elements) {
      ends.resize(elements);
      text.resize(ends.empty() ? 1 : ends.back());
    }
    void append(const boost::json::value& element) {
      if (!ends.empty()) text += ',';
      if (const auto* number = element.if_int64()) {
        text += fmt::format_int(*number).c_str();
      } else {
        text += boost::json::serialize(element);
      }
      ends.push_back(text.size());
    }
  };

  const History& history_;
  std::vector<bool> is_base_;
  std::map<std::uint32_t, Array> open_;  // by position: those that are a base
  std::uint32_t position_ = 0;
  std::string own_;
};

// Writes each operation as a line made by `append`, in large pieces.
template <class Append>
void write_lines(std::ostream& out, const History& history, Append append) {
  std::string buffer;
  const auto flush = [&] {
    out.write(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    buffer.clear();
  };
  ValueTexts values(history);
  for (const Op& op : history.ops) {
    append(buffer, op, values.next());
    buffer += '\n';
    if (buffer.size() >= kFlushBytes) flush();
  }
  flush();
}

void append_json_line(std::string& out, const Op& op, std::string_view value) {
  const auto text = std::back_inserter(out);
  fmt::format_to(text, R"({{"index":{},"time":{},"process":)", op.index, op.time);
  if (op.is_client()) {
    fmt::format_to(text, "{}", op.process);
  } else {
    out += R"("nemesis")";
  }
  fmt::format_to(text, R"(,"type":"{}","f":{},"value":)", to_string(op.type),
                 boost::json::serialize(op.f));
  out += value;
  if (!op.error.is_null()) fmt::format_to(text, R"(,"error":{})", boost::json::serialize(op.error));
  if (op.recovery) out += R"(,"phase":"recovery")";
  if (op.final_op) out += R"(,"final?":true)";
  out += '}';
}

void append_text_line(std::string& out, const Op& op, std::string_view value) {
  const auto text = std::back_inserter(out);
  if (op.is_client()) {
    fmt::format_to(text, "{}", op.process);
  } else {
    out += ":nemesis";
  }
  fmt::format_to(text, "\t:{}\t:{}\t", to_string(op.type), op.f);
  out += op.value.is_null() ? "nil" : value;
  if (!op.error.is_null()) fmt::format_to(text, "\t{}", boost::json::serialize(op.error));
}

}  // namespace

std::string_view to_string(OpType type) { return eddy::name_of(type); }

std::optional<OpType> parse_op_type(std::string_view name) {
  return eddy::parse_name<OpType>(name);
}

boost::json::value whole_value(const History& history, std::size_t position) {
  const Op* op = &history.ops[position];
  if (op->base == kNoBase) return op->value;
  // From the last operation back to the one that has no base: who holds which elements.
  struct Piece {
    const boost::json::array* elements;
    std::size_t count;
  };
  std::vector<Piece> pieces;
  std::size_t wanted = op->kept + op->value.as_array().size();
  const std::size_t size = wanted;
  for (;; op = &history.ops[op->base]) {
    const std::size_t before = op->base == kNoBase ? 0 : op->kept;
    if (wanted > before) {
      pieces.push_back({&op->value.as_array(), wanted - before});
      wanted = before;
    }
    if (op->base == kNoBase || wanted == 0) break;
  }
  boost::json::array whole;
  whole.reserve(size);
  for (const auto& piece : pieces | std::views::reverse) {
    const auto* first = piece.elements->begin();
    whole.insert(whole.end(), first, first + piece.count);
  }
  return whole;
}

std::vector<Call> pair_calls(const History& history) {
  std::vector<Call> calls;
  calls.reserve(history.ops.size() / 2 + 1);
  boost::unordered_flat_map<std::int64_t, std::size_t> open;  // process → its outstanding call
  bool overtaken = false;
  for (std::uint32_t i = 0; i < history.ops.size(); ++i) {
    const Op& op = history.ops[i];
    if (!op.is_client()) continue;
    if (op.type == OpType::invoke) {
      const auto [call, fresh] = open.try_emplace(op.process, calls.size());
      if (!fresh) {
        overtaken = true;
        calls[call->second].completion = kOvertaken;
        call->second = calls.size();
      }
      calls.push_back({i, std::nullopt});
    } else if (const auto found = open.find(op.process); found != open.end()) {
      calls[found->second].completion = i;
      open.erase(found);
    } else {
      calls.push_back({i, i});
    }
  }
  if (overtaken)
    std::erase_if(calls, [](const Call& call) { return call.completion == kOvertaken; });
  return calls;
}

void append_json(std::string& out, const Op& op) {
  append_json_line(out, op, boost::json::serialize(op.value));
}

void write_json_lines(std::ostream& out, const History& history) {
  write_lines(out, history, append_json_line);
}

void append_text(std::string& out, const Op& op) {
  append_text_line(out, op, boost::json::serialize(op.value));
}

void write_text(std::ostream& out, const History& history) {
  write_lines(out, history, append_text_line);
}

}  // namespace eddy::checkers
