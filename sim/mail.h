// Messages in flight, in the run's one total order: by (arrival, sequence number).
//
// A message that arrives late never delays one that is due earlier: each has its own place.
// The heap holds 16 bytes a message; the envelopes stay where they are until they arrive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/body.h"
#include "sim/hash.h"
#include "sim/heap.h"
#include "sim/node_id.h"
#include "sim/time.h"

namespace eddy::sim {

struct Envelope {
  NodeId src;
  NodeId dest;
  std::uint64_t msg_id = 0;       // 0: none
  std::uint64_t in_reply_to = 0;  // 0: none
  BodyPtr body;
};

class Mail {
 public:
  // An envelope's slot takes 24 bits of its heap entry.
  static constexpr std::size_t kMostInFlight = (std::size_t{1} << 24U) - 1;

  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }

  // When the next one arrives, and its sequence number. REQUIRES: not empty.
  Time next_arrival() const { return Time(Duration(heap_.top().arrival)); }
  std::uint64_t next_sequence() const { return heap_.top().sequence_and_slot >> kSlotBits; }

  // REQUIRES: size() < kMostInFlight, arrival ≥ 0, sequence < 2^40.
  void push(Time arrival, std::uint64_t sequence, Envelope envelope) {
    const std::uint32_t slot = place(std::move(envelope));
    heap_.push({nanoseconds(arrival), (sequence << kSlotBits) | slot});
  }

  // REQUIRES: not empty.
  Envelope pop() {
    const std::uint32_t slot =
        static_cast<std::uint32_t>(heap_.pop().sequence_and_slot & kMostInFlight);
    free_.push_back(slot);
    return std::move(envelopes_[slot]);
  }

  // Those still in flight, in no order that may matter to a run.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Entry& entry : heap_.entries()) {
      visit(envelopes_[entry.sequence_and_slot & kMostInFlight]);
    }
  }

 private:
  static constexpr unsigned kSlotBits = 24;

  struct Entry {
    std::int64_t arrival;
    std::uint64_t sequence_and_slot;

    Uint128 key() const {
      return (static_cast<Uint128>(static_cast<std::uint64_t>(arrival)) << 64U) | sequence_and_slot;
    }
    friend bool operator<(const Entry& a, const Entry& b) { return a.key() < b.key(); }
  };

  std::uint32_t place(Envelope envelope) {
    if (free_.empty()) {
      envelopes_.push_back(std::move(envelope));
      return static_cast<std::uint32_t>(envelopes_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    envelopes_[slot] = std::move(envelope);
    return slot;
  }

  Heap<Entry> heap_;
  std::vector<Envelope> envelopes_;
  std::vector<std::uint32_t> free_;
};

}  // namespace eddy::sim
