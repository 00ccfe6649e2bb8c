// Which message of a run is meant: one sending, whose copies share the id.
//
// It names the sender, its incarnation, the time of sending, and how many messages the sender had
// sent at that very instant. It is no count of the run, so it stays when an operation or a fault is
// taken out of a scenario. As text: "n1.0@12000000#3", that is
// sender.incarnation@nanoseconds#number.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eddy/sim/codec/codec.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

struct MessageId {
  NodeId sender;
  std::uint32_t incarnation = 0;  // 0: since the start of the run
  Time sent;
  std::uint32_t number = 0;  // 0: the first at that instant

  // Only what to_string writes: "n1.0@5#00" is no id.
  static std::optional<MessageId> parse(std::string_view text);

  // By sender, then in the order of sending.
  friend constexpr auto operator<=>(const MessageId&, const MessageId&) = default;
};

std::string to_string(const MessageId& id);

// Its text.
template <>
struct codec::Codec<MessageId> {
  static std::uint64_t hash(const MessageId& value, std::size_t& bytes);
  static boost::json::value to_json(const MessageId& value);
  static Complaint from_json(const boost::json::value& json, MessageId& out, UnknownFields = {});
};

}  // namespace eddy::sim
