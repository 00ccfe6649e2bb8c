// Which points come before which: the transitive closure of a growing relation, as rows of bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace eddy::checkers {

class Reachability {
 public:
  explicit Reachability(std::size_t points)
      : points_(points), words_((points + 63) / 64), bits_(points * words_) {}

  static std::size_t bytes(std::size_t points) { return points * ((points + 63) / 64) * 8; }

  // Takes these edges (from, to) and no others. False if they form a cycle.
  bool close(const std::vector<std::pair<std::size_t, std::size_t>>& edges);

  bool reaches(std::size_t from, std::size_t to) const {
    return ((bits_[from * words_ + to / 64] >> (to % 64)) & 1U) != 0;
  }

 private:
  std::size_t points_;
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

// The edges, by position, of a shortest way; nothing if there is none. Of several the first in the
// order of edges. `from` may be `to`: then it is a cycle. Edges from position `limit` on do not
// count.
std::optional<std::vector<std::size_t>> shortest_way(
    const std::vector<std::pair<std::size_t, std::size_t>>& edges, std::size_t points,
    std::size_t from, std::size_t to, std::size_t limit);

// A shortest cycle through the first point that has one; nothing if there is none.
std::optional<std::vector<std::size_t>> find_cycle(
    const std::vector<std::pair<std::size_t, std::size_t>>& edges, std::size_t points);

}  // namespace eddy::checkers
