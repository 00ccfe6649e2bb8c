#include "nodes/process/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <utility>

#include "base/text.h"
#include "eddy/sim/codec.h"
#include "eddy/sim/codec/json_text.h"
#include "eddy/sim/message.h"
#include "eddy/sim/wire_id.h"
#include "nodes/process/message_text.h"

namespace eddy::nodes::process {
namespace {

namespace json = boost::json;
using sim::NodeId;

constexpr std::size_t kMostQuoted = 120;  // bytes

std::string who_is_there(std::size_t nodes) {
  std::string there = nodes == 1 ? "the node n0" : fmt::format("the nodes n0 to n{}", nodes - 1);
  there += ", clients c0, c1 and so on, and the services ";
  for (std::size_t i = 0; i < NodeId::kServices.size(); ++i) {
    if (i > 0) there += i + 1 == NodeId::kServices.size() ? " and " : ", ";
    there += NodeId::kServices[i];
  }
  return there;
}

// A value in few words: "a string \"bob\"".
std::string in_words(const json::value& value) {
  constexpr std::size_t kMostValue = 40;
  return quotable(fmt::format("{} {}", sim::codec::kind_of(value), json::serialize(value)),
                  kMostValue);
}

// Null and absent are one.
const json::value* value_in(const json::object& object, std::string_view field) {
  const json::value* found = object.if_contains(field);
  return found == nullptr || found->is_null() ? nullptr : found;
}

// Reads one line. Whatever is wrong first is told.
class MessageReader {
 public:
  MessageReader(std::string_view line, const Writer& writer) : line_(line), writer_(writer) {}

  std::variant<Written, WireFlaw> read() {
    Written message;
    read(message);
    if (flaw_) return WireFlaw{std::move(*flaw_)};
    return message;
  }

 private:
  void read(Written& message) {
    auto parsed = sim::codec::read_json(line_);
    if (const auto* flaw = std::get_if<sim::codec::TextFlaw>(&parsed)) {
      refuse_text(flaw->what);
      return;
    }
    auto& value = std::get<json::value>(parsed);
    if (!value.is_object()) {
      refuse_text(fmt::format("it is {}", in_words(value)));
      return;
    }
    const MessageText text = look_through(line_);
    if (!text.beyond.empty()) {
      refuse("sent a message with a number that 64 bits do not hold, {}; write it as a string",
             quotable(text.beyond, kMostQuoted));
      return;
    }
    json::object& object = value.get_object();
    read_ends(object, message);
    if (!flaw_) read_body(object, message);
    if (flaw_) return;
    message.body.text = text.body;
  }

  void read_ends(const json::object& object, Written& message) {
    const json::value* dest = value_in(object, "dest");
    if (dest == nullptr) {
      refuse("sent a message without dest, the name of who is to get it");
      return;
    }
    if (const auto id = name_in(*dest, "dest")) message.dest = *id;
    const json::value* src = value_in(object, "src");
    if (src == nullptr || flaw_) return;
    const auto id = name_in(*src, "src");
    if (id && *id != writer_.self) message.body.claimed_sender = id;
  }

  std::optional<NodeId> name_in(const json::value& value, std::string_view field) {
    std::optional<NodeId> id;
    if (value.is_string()) id = NodeId::parse(std::string_view(value.get_string()));
    if (!id) {
      refuse("sent a message whose {} is {}: there are {}", field, in_words(value),
             who_is_there(writer_.nodes));
    }
    return id;
  }

  void read_body(json::object& object, Written& message) {
    json::value* body = object.if_contains("body");
    if (body == nullptr) {
      refuse("sent a message without body");
      return;
    }
    if (!body->is_object()) {
      refuse("sent a message whose body is no object, but {}", in_words(*body));
      return;
    }
    json::object& fields = body->get_object();
    const json::value* type = value_in(fields, "type");
    if (type == nullptr && message.dest.kind() != NodeId::Kind::node) {
      refuse("sent a message whose body has no type, such as \"echo_ok\"");
      return;
    }
    if (type != nullptr && !type->is_string()) {
      refuse("sent a message whose type is no string, but {}", in_words(*type));
      return;
    }
    message.type = type == nullptr ? kNoType : std::string_view(type->get_string());
    message.body.msg_id = id_in(fields, "msg_id");
    message.body.in_reply_to = id_in(fields, "in_reply_to");
    if (flaw_) return;
    for (const std::string_view field : {"type", "msg_id", "in_reply_to"})
      fields.stable_erase(field);
    message.body.fields = std::move(fields);
  }

  std::uint64_t id_in(const json::object& fields, std::string_view field) {
    const json::value* value = value_in(fields, field);
    if (value == nullptr || flaw_) return 0;
    std::uint64_t id = 0;
    if (!sim::codec::from_json(*value, id) && id != sim::kZeroId) return sim::read_id(id);
    refuse("sent a message whose {} is no number from 0 to {}, but {}", field, sim::kZeroId - 1,
           in_words(*value));
    return 0;
  }

  // It is no JSON object at all: more likely words for people.
  void refuse_text(std::string_view why) {
    if (valid_utf8(line_) != line_) why = "it is no UTF-8";
    if (line_.find_first_not_of(" \t\r") == line_.find('{')) {
      refuse("wrote a message that is not to be read ({})", why);
    } else {
      flaw_ = fmt::format(
          "wrote to standard output what is no message: {}; standard output is for messages, so "
          "print to standard error",
          quotable(line_, kMostQuoted));
    }
  }
  template <class... Args>
  void refuse(fmt::format_string<Args...> what, Args&&... args) {
    flaw_ = fmt::format("{}: {}", fmt::format(what, std::forward<Args>(args)...),
                        quotable(line_, kMostQuoted));
  }

  std::string_view line_;
  const Writer& writer_;
  std::optional<std::string> flaw_;
};

std::string body_text(const sim::Envelope& envelope) {
  const sim::RawBody* raw = envelope.body->if_raw();
  const bool is_as_written = raw != nullptr && !raw->text.empty() &&
                             raw->msg_id == envelope.msg_id &&
                             raw->in_reply_to == envelope.in_reply_to;
  if (is_as_written) return raw->text;
  json::object body = sim::to_json(*envelope.body);
  if (envelope.msg_id != 0) body["msg_id"] = sim::written_id(envelope.msg_id);
  if (envelope.in_reply_to != 0) body["in_reply_to"] = sim::written_id(envelope.in_reply_to);
  return json::serialize(body);
}

}  // namespace

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r\n") == line.npos; }

std::variant<Written, WireFlaw> read_message(std::string_view line, const Writer& writer) {
  return MessageReader(line, writer).read();
}

std::string to_line(const sim::Envelope& envelope, std::uint64_t id) {
  const sim::RawBody* raw = envelope.body->if_raw();
  const NodeId src = raw == nullptr ? envelope.src : raw->claimed_sender.value_or(envelope.src);
  return fmt::format("{{\"id\":{},\"src\":\"{}\",\"dest\":\"{}\",\"body\":{}}}\n", id, src.name(),
                     envelope.dest.name(), body_text(envelope));
}

}  // namespace eddy::nodes::process
