#include "tools/report/message_ranks.h"

namespace eddy::tools {

void MessageRanks::send(bool is_of_client) {
  const auto message = static_cast<std::uint32_t>(links_.size());
  const std::uint8_t queue = is_of_client ? 1 : 0;
  links_.push_back({last_[queue], kNone, queue});
  (last_[queue] == kNone ? first_[queue] : links_[last_[queue]].after) = message;
  last_[queue] = message;
}

std::size_t MessageRanks::end(std::size_t message) {
  const auto [before, after, queue] = links_[message];
  std::size_t rank = 0;
  for (std::uint32_t earlier = before; earlier != kNone; earlier = links_[earlier].before) ++rank;
  (before == kNone ? first_[queue] : links_[before].after) = after;
  (after == kNone ? last_[queue] : links_[after].before) = before;
  return rank;
}

}  // namespace eddy::tools
