// The text of a stream, of which only a window is in memory: what was read and is not yet used.
//
// * The window begins where `drop` left it and ends where reading has come to; `grow` reads on.
// * It never exceeds kMaxOperationBytes by much: whoever needs more of one operation is told so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <string_view>
#include <vector>

namespace eddy::checkers {

// The text of one operation is refused beyond this: 64 MiB.
inline constexpr std::size_t kMaxOperationBytes = std::size_t{64} << 20U;

class TextWindow {
 public:
  // `progress` may be empty; it is told now and then how many bytes were read.
  TextWindow(std::istream& in, std::function<void(std::uint64_t bytes)> progress);

  std::string_view text() const { return {buffer_.data() + begin_, end_ - begin_}; }

  // Appends more to the text; false: there is no more. What text() gave is no longer valid. Throws
  // HistoryError when the window is full or reading fails.
  bool grow();

  // Forgets the first bytes of the text.
  void drop(std::size_t bytes);

  // The line in which the text begins, from 1 up.
  std::size_t line() const { return line_; }

  // The line of the byte at that offset in the text.
  std::size_t line_at(std::size_t offset) const;

 private:
  std::istream& in_;
  std::function<void(std::uint64_t bytes)> progress_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t piece_ = 0;  // how much was read at a time last
  std::size_t line_ = 1;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace eddy::checkers
