// What is in flight, in the order of (arrival, sequence number): a monotone radix queue.
//
// Nothing arrives before what was taken last, so an entry's place is told by the highest digit in
// which its arrival differs from that: 64 buckets for each digit of six bits. Taking the
// least entry spreads its bucket over the lower digits. Entries move down a few times, always in
// long runs through memory, where a heap of a million entries would miss the cache at every level.
// (Ahuja, Mehlhorn, Orlin, Tarjan: Faster algorithms for the shortest path problem, 1990.)
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace eddy::sim {

class ArrivalQueue {
 public:
  struct Entry {
    std::uint64_t arrival;
    std::uint64_t sequence_and_slot;  // the sequence number in the high bits
  };

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  // REQUIRES: not empty.
  const Entry& top() const { return top_; }

  // REQUIRES: it arrives no earlier than what was taken last, and its sequence number is the
  // highest so far.
  void push(Entry entry) {
    if (size_++ == 0 || entry.arrival < top_.arrival) top_ = entry;
    insert(entry);
  }

  // Takes the least entry. `soon` is called for entries that are likely to come soon.
  // REQUIRES: not empty.
  template <class Soon>
  Entry pop(Soon soon) {
    const Entry least = top_;
    const unsigned level = level_of(least.arrival);
    Bucket& bucket = buckets_[level][digit_of(least.arrival, level)];
    last_ = least.arrival;
    if (level == 0) {
      bucket.drop_first();
      if (bucket.empty()) vacate(0, digit_of(least.arrival, 0));
    } else {
      vacate(level, digit_of(least.arrival, level));
      spread(bucket, least, soon);
    }
    if (--size_ > 0) find_top();
    return least;
  }

 private:
  static constexpr unsigned kDigitBits = 6;
  static constexpr unsigned kDigits = 1U << kDigitBits;
  static constexpr unsigned kLevels = (64 + kDigitBits - 1) / kDigitBits;
  static constexpr std::size_t kFewEntries = 64;

  // Entries of equal arrival stand in the order of their sequence numbers, as they came.
  class Bucket {
   public:
    bool empty() const { return first_ == entries_.size(); }
    const Entry& front() const { return entries_[first_]; }
    void push(const Entry& entry) { entries_.push_back(entry); }
    void drop_first() {
      constexpr std::size_t kWorthIt = 64;
      if (++first_ == entries_.size()) {
        clear();
      } else if (first_ >= kWorthIt && first_ * 2 >= entries_.size()) {
        entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
      }
    }
    void clear() {
      entries_.clear();
      first_ = 0;
    }
    std::size_t size() const { return entries_.size() - first_; }
    auto begin() const { return entries_.begin() + static_cast<std::ptrdiff_t>(first_); }
    auto end() const { return entries_.end(); }

   private:
    std::vector<Entry> entries_;
    std::size_t first_ = 0;  // those before it have been taken
  };

  unsigned level_of(std::uint64_t arrival) const {
    const std::uint64_t difference = (arrival ^ last_) | 1U;
    return (63U - static_cast<unsigned>(std::countl_zero(difference))) / kDigitBits;
  }
  static unsigned digit_of(std::uint64_t arrival, unsigned level) {
    return static_cast<unsigned>(arrival >> (level * kDigitBits)) % kDigits;
  }

  void insert(const Entry& entry) {
    const unsigned level = level_of(entry.arrival);
    const unsigned digit = digit_of(entry.arrival, level);
    buckets_[level][digit].push(entry);
    occupied_[level] |= std::uint64_t{1} << digit;
    levels_ |= 1U << level;
  }
  void vacate(unsigned level, unsigned digit) {
    occupied_[level] &= ~(std::uint64_t{1} << digit);
    if (occupied_[level] == 0) levels_ &= ~(1U << level);
  }
  // All lower digits are free, for this was the least bucket.
  template <class Soon>
  void spread(Bucket& bucket, const Entry& taken, Soon soon) {
    if (bucket.size() > 1) {
      const bool few = bucket.size() <= kFewEntries;
      for (const Entry& entry : bucket) {
        if (entry.sequence_and_slot == taken.sequence_and_slot) continue;
        if (few) soon(entry);
        insert(entry);
      }
    }
    bucket.clear();
  }
  void find_top() {
    const auto level = static_cast<unsigned>(std::countr_zero(levels_));
    const auto digit = static_cast<unsigned>(std::countr_zero(occupied_[level]));
    const Bucket& bucket = buckets_[level][digit];
    top_ = bucket.front();
    if (level == 0) return;
    for (const Entry& entry : bucket) {
      if (entry.arrival < top_.arrival) top_ = entry;
    }
  }

  std::array<std::array<Bucket, kDigits>, kLevels> buckets_;
  std::array<std::uint64_t, kLevels> occupied_{};  // by level: a bit a bucket
  std::uint32_t levels_ = 0;                       // a bit a level
  std::uint64_t last_ = 0;                         // arrival of what was taken last
  Entry top_{};
  std::size_t size_ = 0;
};

}  // namespace eddy::sim
