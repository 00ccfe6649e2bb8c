// Which of the messages under way comes to its end: its rank among those of its kind, from the one
// that was sent first. A rank is small where messages take about the same time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace eddy::tools {

class MessageRanks {
 public:
  // Messages number 0, 1, 2, … as they are sent. Those of clients are a queue of their own.
  void send(bool is_of_client);
  // Its rank; it is under way no more. REQUIRES: it was sent, and is under way. O(rank).
  std::size_t end(std::size_t message);

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  struct Link {
    std::uint32_t before;
    std::uint32_t after;
    std::uint8_t queue;
  };
  std::vector<Link> links_;
  std::uint32_t first_[2] = {kNone, kNone};
  std::uint32_t last_[2] = {kNone, kNone};
};

}  // namespace eddy::tools
