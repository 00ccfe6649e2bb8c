#include "tools/stdio/standard_input.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace eddy::tools {

void StandardInput::wait(std::optional<sim::Duration> longest) {
  constexpr sim::Duration kSecond = std::chrono::seconds(1);
  timespec time{};
  if (longest) {
    const sim::Duration left = std::max(*longest, sim::Duration(0));
    time.tv_sec = left / kSecond;
    time.tv_nsec = (left % kSecond).count();
  }
  pollfd input{STDIN_FILENO, POLLIN, 0};
  if (::ppoll(&input, 1, longest ? &time : nullptr, nullptr) > 0) read_some();
}

void StandardInput::read_some() {
  constexpr std::size_t kPart = std::size_t{64} << 10U;
  bytes_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  const std::size_t before = bytes_.size();
  bytes_.resize(before + kPart);
  const ssize_t count = ::read(STDIN_FILENO, bytes_.data() + before, kPart);
  bytes_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  has_ended_ = count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN);
}

std::optional<std::string> StandardInput::next_line() {
  auto end = bytes_.find('\n', searched_);
  if (end == std::string::npos) {
    searched_ = bytes_.size();
    is_too_long_ = bytes_.size() - begin_ > kLongestLine;
    if (!has_ended_ || begin_ == bytes_.size() || is_too_long_) return std::nullopt;
    end = bytes_.size();
  }
  std::string line = bytes_.substr(begin_, end - begin_);
  begin_ = std::min(end + 1, bytes_.size());
  searched_ = begin_;
  return line;
}

}  // namespace eddy::tools
