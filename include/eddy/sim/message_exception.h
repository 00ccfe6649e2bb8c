// What becomes of one message, named by its id, whatever the weather is.
//
// In a scenario, exceptions stand for luck: instead of a probability that happens to lose a
// message, the scenario says that this one is lost.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>

#include "eddy/sim/codec/structs.h"
#include "eddy/sim/message_id.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

enum class Fate : std::uint8_t {
  lost,     // it never arrives
  twice,    // it arrives once as drawn, and once more `by` after that
  later,    // it arrives `by` later than drawn
  arrives,  // it arrives as drawn, and no partition is in its way
};
BOOST_DESCRIBE_ENUM(Fate, lost, twice, later, arrives)

// It holds against what is drawn for the message: one that the weather loses, and of which an
// exception says that it comes twice, later or at all, comes. Copies that are drawn come as drawn. All
// but `arrives` do not hold against partitions; none holds for a message that is not sent, nor
// against the state of the node that it comes to.
struct MessageException {
  MessageId message;
  Fate fate = Fate::lost;
  Duration by{0};  // of one that comes twice or later

  friend bool operator==(const MessageException&, const MessageException&) = default;
};
BOOST_DESCRIBE_STRUCT(MessageException, (), (message, fate, by))

template <>
struct codec::FileForm<MessageException> : RequiredFields<"message", "fate"> {};

}  // namespace eddy::sim
