// The order of the messages of each key, from the offsets at which they were sent and polled.
//
// A *place* is an offset at which a message is known to be, counted without gaps from 0 up. Where
// two messages are at one offset, that which was seen there first stands for it; a message at
// several offsets has the last as its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "checkers/kafka/message_fates.h"
#include "checkers/kafka/operations.h"

namespace eddy::checkers::kafka {

// A message at an offset, and the operation that shows it first.
struct Sighting {
  KeyId key;
  std::int64_t offset;
  MessageId message;
  OperationId operation;
};

class LogOrder {
 public:
  LogOrder(const Operations& operations, const MessageFates& fates);

  // All that was seen, by key, offset, and when it was seen first; each message once an offset.
  const std::vector<Sighting>& sightings() const { return sightings_; }
  // How many places a key has.
  std::size_t places(KeyId key) const { return first_place_[key + 1] - first_place_[key]; }
  // The message that stands for a place of a key. REQUIRES: place < places(key).
  const Sighting& at(KeyId key, std::size_t place) const {
    return sightings_[by_place_[first_place_[key] + place]];
  }
  // The place of a message that stands for its offset; kNone of one that stands for none.
  std::uint32_t place(MessageId message) const { return place_[message]; }
  // The first and last place where a message was seen, standing for its offset or not; kNone if no
  // offset of it is known.
  std::uint32_t earliest(MessageId message) const { return earliest_[message]; }
  std::uint32_t latest(MessageId message) const { return latest_[message]; }
  // The last offset at which it was seen.
  std::optional<std::int64_t> offset(MessageId message) const;

 private:
  void gather(const Operations& operations, const MessageFates& fates);
  void number(const Operations& operations);

  std::vector<Sighting> sightings_;
  std::vector<std::uint32_t> by_place_;   // of all keys: positions in sightings_
  std::vector<std::size_t> first_place_;  // by key, where in by_place_ its places begin
  std::vector<std::uint32_t> place_;      // these four by message
  std::vector<std::uint32_t> earliest_;
  std::vector<std::uint32_t> latest_;
  std::vector<std::int64_t> offset_;
};

}  // namespace eddy::checkers::kafka
