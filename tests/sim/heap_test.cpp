#include "eddy/sim/heap.h"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

struct Entry {
  std::uint64_t key;
  std::size_t id;
  friend bool operator<(const Entry& a, const Entry& b) {
    return std::pair(a.key, a.id) < std::pair(b.key, b.id);
  }
};

// Where each entry stands, by id: the heap makes the one it tells by itself, so there is one for
// all.
std::map<std::size_t, std::size_t> position_of;
struct Remember {
  void operator()(const Entry& entry, std::size_t position) const {
    position_of[entry.id] = position;
  }
};

TEST_CASE("heap: entries come out in order, equal keys by the rest") {
  Random random(1, Purpose::test, 0);
  for (std::size_t size = 0; size < 200; ++size) {
    Heap<Entry> heap;
    std::multimap<std::uint64_t, std::size_t> expected;
    for (std::size_t id = 0; id < size; ++id) {
      const std::uint64_t key = random.below(20);
      heap.push({key, id});
      expected.emplace(key, id);
    }
    for (const auto& [key, id] : expected) {
      REQUIRE(heap.top().key == key);
      REQUIRE(heap.top().id == id);
      REQUIRE(heap.pop().id == id);
    }
    CHECK(heap.empty());
  }
}

TEST_CASE("heap: pushes and pops in any mixture agree with a multimap") {
  Random random(2, Purpose::test, 0);
  Heap<Entry> heap;
  std::multimap<std::uint64_t, std::size_t> expected;
  for (std::size_t id = 0; id < 20'000; ++id) {
    if (expected.empty() || random.below(100) < 52) {
      const std::uint64_t key = random.below(1'000);
      heap.push({key, id});
      expected.emplace(key, id);
    } else {
      const Entry least = heap.pop();
      REQUIRE(least.key == expected.begin()->first);
      REQUIRE(least.id == expected.begin()->second);
      expected.erase(expected.begin());
    }
    REQUIRE(heap.size() == expected.size());
  }
}

TEST_CASE("heap: the moved entries are always where they were said to be") {
  Random random(3, Purpose::test, 0);
  position_of.clear();
  std::map<std::size_t, std::uint64_t> living;
  Heap<Entry, Remember> heap;
  for (std::size_t id = 0; id < 5'000; ++id) {
    if (living.empty() || random.below(100) < 55) {
      const std::uint64_t key = random.below(100);
      heap.push({key, id});
      living.emplace(id, key);
    } else {
      auto chosen = living.begin();
      std::advance(chosen, static_cast<std::ptrdiff_t>(random.below(living.size())));
      heap.remove(position_of[chosen->first]);
      living.erase(chosen);
    }
    REQUIRE(heap.size() == living.size());
    for (const auto& [alive, key] : living) REQUIRE(heap.entries()[position_of[alive]].id == alive);
  }
  std::multimap<std::uint64_t, std::size_t> expected;
  for (const auto& [id, key] : living) expected.emplace(key, id);
  for (const auto& [key, id] : expected) REQUIRE(heap.pop().id == id);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
