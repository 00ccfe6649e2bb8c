#include "nodes/process/streams.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace eddy::nodes::process {

bool Streams::hand_over() {
  bool moved = false;
  while (!waiting_.empty()) {
    const ssize_t written = write(pipes_.input.get(), waiting_.data(), waiting_.size());
    if (written <= 0) break;
    waiting_.erase(0, static_cast<std::size_t>(written));
    moved = true;
    has_input_ = true;
  }
  if (waiting_.size() > kMostWaiting)
    complaint_ = "does not read its standard input: 64 MiB wait there";
  if (is_input_ended_ && waiting_.empty() && pipes_.input) {
    pipes_.input.reset();
    moved = true;
    has_input_ = true;
  }
  return moved;
}

bool Streams::pump() {
  bool moved = hand_over();
  moved = take(pipes_.output, Stream::output) || moved;
  return take(pipes_.error, Stream::error) || moved;
}

bool Streams::has_input() {
  if (!has_input_) {
    pollfd reader{pipes_.input_reader.get(), POLLIN, 0};
    has_input_ = ::poll(&reader, 1, 0) > 0;
  }
  return *has_input_;
}

bool Streams::take(const Descriptor& pipe, Stream stream) {
  constexpr std::size_t kPart = std::size_t{64} * 1024;
  std::string& text = parts_.at(static_cast<std::size_t>(stream));
  room_.resize(kPart);
  bool moved = false;
  while (!complaint_) {
    const ssize_t length = read(pipe.get(), room_.data(), room_.size());
    if (length <= 0) break;
    moved = true;
    written_.bytes += static_cast<std::size_t>(length);
    text.append(room_.data(), static_cast<std::size_t>(length));
    split(stream);
    if (written_.bytes > kMostWritten) complaint_ = "wrote more than 16 MiB without waiting";
    if (written_.lines > kMostLines) complaint_ = "wrote more than 100,000 lines without waiting";
    if (static_cast<std::size_t>(length) < room_.size()) break;  // that was all
  }
  if (complaint_) {
    lines_.clear();
    parts_ = {};
  }
  return moved;
}

void Streams::split(Stream stream) {
  std::string& text = parts_.at(static_cast<std::size_t>(stream));
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    lines_.push_back({stream, text.substr(begin, end - begin)});
    ++written_.lines;
    begin = end + 1;
  }
  text.erase(0, begin);
}

std::vector<Line> Streams::take_lines() { return std::exchange(lines_, {}); }

void Streams::end_lines() {
  for (const Stream stream : {Stream::output, Stream::error}) {
    std::string& text = parts_.at(static_cast<std::size_t>(stream));
    if (!text.empty()) lines_.push_back({stream, std::exchange(text, {})});
  }
}

void Streams::tell(std::string_view text) { lines_.push_back({Stream::error, std::string(text)}); }

}  // namespace eddy::nodes::process
