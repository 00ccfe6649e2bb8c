// A four-ary min-heap: half the depth of a binary one, and four children share a cache line.
//
// `Moved(entry, position)` is told where each entry comes to stand; an entry that must be removable
// remembers it.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace eddy::sim {

struct IgnoreMoves {
  template <class Entry>
  void operator()(const Entry&, std::size_t) const {}
};

template <class Entry, class Moved = IgnoreMoves>
class Heap {
 public:
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  // REQUIRES: not empty.
  const Entry& top() const { return entries_.front(); }
  const std::vector<Entry>& entries() const { return entries_; }
  // To change what does not decide the order. REQUIRES: position < size().
  Entry& at(std::size_t position) { return entries_[position]; }

  void push(const Entry& entry) {
    entries_.push_back(entry);
    rise(entries_.size() - 1, entry);
  }

  // REQUIRES: not empty.
  Entry pop() {
    const Entry least = entries_.front();
    remove(0);
    return least;
  }

  // REQUIRES: position < size().
  void remove(std::size_t position) {
    const Entry last = entries_.back();
    entries_.pop_back();
    if (position == entries_.size()) return;
    // The hole sinks to a leaf along the least children; the last entry mostly belongs down there.
    std::size_t hole = position;
    const std::size_t size = entries_.size();
    for (;;) {
      const std::size_t first = hole * kArity + 1;
      if (first + kArity <= size) {
        const std::size_t a = less(first + 1, first) ? first + 1 : first;
        const std::size_t b = less(first + 3, first + 2) ? first + 3 : first + 2;
        const std::size_t least = less(b, a) ? b : a;
        place(hole, least);
        hole = least;
      } else {
        if (first >= size) break;
        std::size_t least = first;
        for (std::size_t child = first + 1; child < size; ++child) {
          if (less(child, least)) least = child;
        }
        place(hole, least);
        hole = least;
      }
    }
    rise(hole, last);
  }

 private:
  static constexpr std::size_t kArity = 4;

  bool less(std::size_t a, std::size_t b) const { return entries_[a] < entries_[b]; }
  void place(std::size_t to, std::size_t from) {
    entries_[to] = entries_[from];
    moved_(entries_[to], to);
  }
  void rise(std::size_t hole, const Entry& entry) {
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / kArity;
      if (!(entry < entries_[parent])) break;
      place(hole, parent);
      hole = parent;
    }
    entries_[hole] = entry;
    moved_(entries_[hole], hole);
  }

  std::vector<Entry> entries_;
  [[no_unique_address]] Moved moved_;
};

}  // namespace eddy::sim
