#include "sim/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "sim/message.h"

namespace eddy::sim {
namespace {

boost::json::object body_json(const Event& event) {
  boost::json::object body = to_json(*event.body);
  if (event.msg_id != 0) body["msg_id"] = event.msg_id;
  if (event.in_reply_to != 0) body["in_reply_to"] = event.in_reply_to;
  return body;
}

std::uint64_t body_hash(const Event& event) { return event.body ? event.body->hash() : 0; }

}  // namespace

bool same(const Event& a, const Event& b) {
  return a.kind == b.kind && a.at == b.at && a.src == b.src && a.dest == b.dest &&
         a.msg_id == b.msg_id && a.in_reply_to == b.in_reply_to && a.cause == b.cause &&
         a.text == b.text && body_hash(a) == body_hash(b);
}

std::string_view name(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::send:
      return "send";
    case Event::Kind::deliver:
      return "deliver";
    case Event::Kind::lose:
      return "lose";
    case Event::Kind::timer:
      return "timer";
    case Event::Kind::action:
      return "action";
    case Event::Kind::crash:
      return "crash";
  }
  return "";
}

std::string to_json_line(const Event& event) {
  boost::json::object line;
  line["time"] = nanoseconds(event.at);
  line["event"] = name(event.kind);
  if (event.body) line["src"] = event.src.name();
  if (event.kind != Event::Kind::action) line["dest"] = event.dest.name();
  if (event.body) line["body"] = body_json(event);
  if (event.cause) line["cause"] = name(*event.cause);
  if (!event.text.empty()) line["text"] = event.text;
  return boost::json::serialize(line);
}

std::string to_text(const Event& event) {
  std::string text = to_string(event.at) + "  ";
  if (event.body) {
    text += fmt::format("{} → {}  {}", event.src.name(), event.dest.name(),
                        boost::json::serialize(body_json(event)));
    if (event.cause) text += fmt::format("  lost: {}", name(*event.cause));
    return text;
  }
  if (event.kind == Event::Kind::action) return text + event.text;
  text += fmt::format("{} {}", event.dest.name(), name(event.kind));
  if (!event.text.empty()) text += ": " + event.text;
  return text;
}

std::optional<std::size_t> first_difference(const std::vector<Event>& a,
                                            const std::vector<Event>& b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end(), same);
  if (in_a == a.end() && in_b == b.end()) return std::nullopt;
  return static_cast<std::size_t>(in_a - a.begin());
}

}  // namespace eddy::sim
