#include "eddy/sim/message_id.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace eddy::sim {
namespace {

// Takes text apart from its front.
class Front {
 public:
  explicit Front(std::string_view text) : rest_(text) {}

  // All up to the mark, which goes, too.
  std::optional<std::string_view> until(char mark) {
    const std::size_t end = rest_.find(mark);
    if (end == rest_.npos) return std::nullopt;
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return taken;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

template <class Number>
std::optional<Number> whole(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  Number number = 0;
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace

std::string to_string(const MessageId& id) {
  return fmt::format("{}.{}@{}#{}", id.sender.name(), id.incarnation, nanoseconds(id.sent),
                     id.number);
}

std::optional<MessageId> MessageId::parse(std::string_view text) {
  Front front(text);
  const auto name = front.until('.');
  const auto incarnation = whole<std::uint32_t>(front.until('@'));
  const auto sent = whole<Duration::rep>(front.until('#'));
  const auto number = whole<std::uint32_t>(front.rest());
  if (!name || !incarnation || !sent || !number) return std::nullopt;
  const auto sender = NodeId::parse(*name);
  if (!sender) return std::nullopt;
  const MessageId id{*sender, *incarnation, Time(Duration(*sent)), *number};
  if (to_string(id) != text) return std::nullopt;
  return id;
}

std::uint64_t codec::Codec<MessageId>::hash(const MessageId& value, std::size_t& bytes) {
  return text_hash(to_string(value), bytes);
}

boost::json::value codec::Codec<MessageId>::to_json(const MessageId& value) {
  return boost::json::value(std::string_view(to_string(value)));
}

codec::Complaint codec::Codec<MessageId>::from_json(const boost::json::value& json, MessageId& out,
                                                    UnknownFields /*unknown*/) {
  const auto id =
      json.is_string() ? MessageId::parse(std::string_view(json.get_string())) : std::nullopt;
  if (!id) return expected("the id of a message, such as n1.0@12000000#3", json);
  out = *id;
  return std::nullopt;
}

}  // namespace eddy::sim
