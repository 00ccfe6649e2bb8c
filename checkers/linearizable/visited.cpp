#include "checkers/linearizable/visited.h"

#include "checkers/mix.h"

namespace eddy::checkers::linearizable {

namespace {

constexpr std::size_t kHeaderWords = 3;

std::uint64_t hash_of(std::uint32_t frontier, State state, std::span<const std::uint64_t> mask) {
  std::uint64_t hash = mixed((std::uint64_t{frontier} << 32U | state) + 0x9e3779b97f4a7c15U);
  for (const std::uint64_t word : mask) hash = mixed(hash + 0x9e3779b97f4a7c15U) ^ mixed(word);
  return mixed(hash);
}

constexpr std::uint64_t kUpperHalf = 0xffffffff00000000U;

std::uint32_t offset_in(std::uint64_t cell) { return static_cast<std::uint32_t>(cell) - 1; }

}  // namespace

bool Visited::same_key(std::uint32_t at, std::uint32_t frontier, State state,
                       std::span<const std::uint64_t> mask) const {
  const std::uint32_t* record = &records_[at];
  if (record[0] != frontier || record[1] != state) return false;
  record += kHeaderWords;
  for (const std::uint64_t word : mask) {
    if (record[0] != static_cast<std::uint32_t>(word)) return false;
    if (record[1] != static_cast<std::uint32_t>(word >> 32U)) return false;
    record += 2;
  }
  return true;
}

bool Visited::uses_no_more(std::uint32_t at, std::span<const UsedClass> used) const {
  const std::uint32_t* record = &records_[at + kHeaderWords + 2 * mask_words_];
  std::size_t mine = 0;
  for (std::uint32_t left = *record++; left > 0; --left, record += 2) {
    while (mine < used.size() && used[mine].number < record[0]) ++mine;
    if (mine == used.size() || used[mine].number != record[0] || used[mine].count < record[1])
      return false;
  }
  return true;
}

std::uint32_t Visited::append(std::uint32_t frontier, State state, std::uint32_t next,
                              std::span<const std::uint64_t> mask,
                              std::span<const UsedClass> used) {
  const auto at = static_cast<std::uint32_t>(records_.size());
  records_.insert(records_.end(), {frontier, state, next});
  for (const std::uint64_t word : mask) {
    records_.push_back(static_cast<std::uint32_t>(word));
    records_.push_back(static_cast<std::uint32_t>(word >> 32U));
  }
  records_.push_back(static_cast<std::uint32_t>(used.size()));
  for (const UsedClass& u : used) records_.insert(records_.end(), {u.number, u.count});
  ++size_;
  return at;
}

bool Visited::insert(std::uint32_t frontier, State state, std::span<const std::uint64_t> mask,
                     std::span<const UsedClass> used, std::uint64_t& steps) {
  const std::uint64_t hash = hash_of(frontier, state, mask);
  const std::size_t last = table_.size() - 1;
  std::size_t cell = hash & last;
  for (; table_[cell] != 0; cell = (cell + 1) & last) {
    if (((table_[cell] ^ hash) & kUpperHalf) != 0) continue;
    const std::uint32_t first = offset_in(table_[cell]);
    if (!same_key(first, frontier, state, mask)) continue;
    for (std::uint32_t at = first; at != 0xffffffffU; at = records_[at + 2]) {
      ++steps;
      if (uses_no_more(at, used)) return false;
    }
    const std::uint32_t at = append(frontier, state, first, mask, used);
    table_[cell] = (hash & kUpperHalf) | (at + 1);
    return true;
  }
  const std::uint32_t at = append(frontier, state, 0xffffffffU, mask, used);
  table_[cell] = (hash & kUpperHalf) | (at + 1);
  if (2 * ++keys_ > table_.size()) grow();
  return true;
}

void Visited::grow() {
  std::vector<std::uint64_t> old(2 * table_.size());
  old.swap(table_);
  const std::size_t last = table_.size() - 1;
  std::vector<std::uint64_t> mask(mask_words_);
  for (const std::uint64_t filled : old) {
    if (filled == 0) continue;
    const std::uint32_t* record = &records_[offset_in(filled)];
    for (std::size_t i = 0; i < mask_words_; ++i) {
      mask[i] = record[kHeaderWords + 2 * i] | std::uint64_t{record[kHeaderWords + 2 * i + 1]}
                                                   << 32U;
    }
    std::size_t cell = hash_of(record[0], record[1], mask) & last;
    while (table_[cell] != 0) cell = (cell + 1) & last;
    table_[cell] = filled;
  }
}

}  // namespace eddy::checkers::linearizable
