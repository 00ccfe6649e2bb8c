#include "tools/stdio/stdio_line.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>
#include <variant>

#include "base/text.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/sim/codec/json_text.h"
#include "nodes/process/message_text.h"

namespace eddy::tools {
namespace {

using boost::json::object;
using checkers::BadInput;

std::string text_field(const object& in, std::string_view where, std::string_view field) {
  const auto* found = in.if_contains(field);
  if (found == nullptr) throw BadInput(fmt::format("{} has no \"{}\"", where, field));
  if (!found->is_string()) throw BadInput(fmt::format("\"{}\" is no text", field));
  return std::string(found->get_string());
}

std::optional<std::uint64_t> take_wire_id(object& body, std::string_view field) {
  const auto* found = body.if_contains(field);
  if (found == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto id = found->to_number<std::int64_t>(error);
  if (error || id < 0) throw BadInput(fmt::format("\"{}\" is no whole number from 0 up", field));
  body.erase(field);
  return static_cast<std::uint64_t>(id);
}

}  // namespace

StdioLine read_line(std::string_view text) {
  auto parsed = sim::codec::read_json(text);
  if (const auto* flaw = std::get_if<sim::codec::TextFlaw>(&parsed)) throw BadInput(flaw->what);
  auto* message = std::get<boost::json::value>(parsed).if_object();
  if (message == nullptr) throw BadInput("it is no object");
  const auto numbers = nodes::process::look_through(text);
  if (!numbers.beyond.empty())
    throw BadInput(fmt::format("64 bits do not hold the number {}", numbers.beyond));
  StdioLine line;
  line.src = text_field(*message, "it", "src");
  line.dest = text_field(*message, "it", "dest");
  auto* body = message->if_contains("body");
  if (body == nullptr || !body->is_object()) throw BadInput("it has no \"body\" that is an object");
  line.fields = std::move(body->get_object());
  line.type = text_field(line.fields, "the body", "type");
  line.fields.erase("type");
  line.msg_id = take_wire_id(line.fields, "msg_id");
  line.in_reply_to = take_wire_id(line.fields, "in_reply_to");
  return line;
}

std::string to_text(StdioLine line) {
  object body{{"type", std::move(line.type)}};
  if (line.msg_id) body.emplace("msg_id", *line.msg_id);
  if (line.in_reply_to) body.emplace("in_reply_to", *line.in_reply_to);
  for (auto& [key, value] : line.fields) body.emplace(key, std::move(value));
  const object message{{"src", line.src}, {"dest", line.dest}, {"body", std::move(body)}};
  // A node may have made its texts of any bytes.
  return valid_utf8(boost::json::serialize(message)) + '\n';
}

}  // namespace eddy::tools
