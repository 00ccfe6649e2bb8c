// Messages in flight, in the run's one total order: by (arrival, sequence number).
//
// A message that arrives late never delays one that is due earlier: each has its own place.
// The queue holds 16 bytes a message; the envelopes stay where they are until they arrive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "eddy/sim/arrival_queue.h"
#include "eddy/sim/envelope.h"
#include "eddy/sim/time.h"

namespace eddy::sim {

class Mail {
 public:
  // An envelope's slot takes 24 bits of its queue entry.
  static constexpr std::size_t kMostInFlight = (std::size_t{1} << 24U) - 1;

  bool empty() const { return queue_.empty(); }
  std::size_t size() const { return queue_.size(); }

  // When the next one arrives, and its sequence number. REQUIRES: not empty.
  Time next_arrival() const {
    return Time(Duration(static_cast<Duration::rep>(queue_.top().arrival)));
  }
  std::uint64_t next_sequence() const { return queue_.top().sequence_and_slot >> kSlotBits; }

  // REQUIRES: size() < kMostInFlight; arrival is not before that of the last one taken; sequence is
  // the highest so far, and below 2^40.
  void push(Time arrival, std::uint64_t sequence, Envelope&& envelope) {
    const std::uint32_t slot = place(std::move(envelope));
    queue_.push({static_cast<std::uint64_t>(nanoseconds(arrival)), (sequence << kSlotBits) | slot});
  }

  // REQUIRES: not empty.
  Envelope pop() {
    const auto entry = queue_.pop([this](const ArrivalQueue::Entry& soon) {
      const Envelope* envelope = &envelopes_[slot_of(soon)];
      __builtin_prefetch(envelope);
      __builtin_prefetch(&envelope->sent);
    });
    free_.push_back(slot_of(entry));
    return std::move(envelopes_[slot_of(entry)]);
  }

  // The one that comes next, unless another is sent that arrives before it. REQUIRES: not empty.
  const Envelope& next() const { return envelopes_[slot_of(queue_.top())]; }

 private:
  static constexpr unsigned kSlotBits = 24;

  static std::uint32_t slot_of(const ArrivalQueue::Entry& entry) {
    return static_cast<std::uint32_t>(entry.sequence_and_slot & kMostInFlight);
  }

  std::uint32_t place(Envelope&& envelope) {
    if (free_.empty()) {
      envelopes_.push_back(std::move(envelope));
      return static_cast<std::uint32_t>(envelopes_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    envelopes_[slot] = std::move(envelope);
    return slot;
  }

  ArrivalQueue queue_;
  std::vector<Envelope> envelopes_;
  std::vector<std::uint32_t> free_;
};

}  // namespace eddy::sim
