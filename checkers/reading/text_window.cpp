#include "checkers/reading/text_window.h"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

#include "eddy/checkers/history_reader.h"

namespace eddy::checkers {

namespace {

// Pieces grow from the least to the most: short texts should cost little, long ones be read fast.
constexpr std::size_t kLeastPiece = std::size_t{4} << 10U;
constexpr std::size_t kMostPiece = std::size_t{1} << 20U;

std::size_t count_lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TextWindow::TextWindow(std::istream& in, std::function<void(std::uint64_t bytes)> progress)
    : in_(in), progress_(std::move(progress)) {}

bool TextWindow::grow() {
  const std::size_t held = end_ - begin_;
  if (held > kMaxOperationBytes) {
    throw HistoryError(line_, fmt::format("expected operations of at most {} MiB, but there is a "
                                          "longer one",
                                          kMaxOperationBytes >> 20U));
  }
  if (!in_) return false;
  // As much again as is held: an operation that is looked at anew each time costs twice its size.
  piece_ = std::clamp(piece_ * 2, kLeastPiece, kMostPiece);
  const std::size_t piece = std::clamp(held, piece_, kMaxOperationBytes + kMostPiece - held);
  if (buffer_.size() - end_ < piece) {
    const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
    std::copy(first, first + static_cast<std::ptrdiff_t>(held), buffer_.begin());
    begin_ = 0;
    end_ = held;
    if (buffer_.size() < held + piece) buffer_.resize(held + piece);
  }
  in_.read(buffer_.data() + end_, static_cast<std::streamsize>(piece));
  const auto count = static_cast<std::size_t>(in_.gcount());
  end_ += count;
  bytes_read_ += count;
  if (in_.bad()) {
    throw HistoryError(line_at(end_ - begin_), "expected more text, but reading failed");
  }
  if (progress_) progress_(bytes_read_);
  return count > 0;
}

void TextWindow::drop(std::size_t bytes) {
  line_ += count_lines(text().substr(0, bytes));
  begin_ += bytes;
}

std::size_t TextWindow::line_at(std::size_t offset) const {
  return line_ + count_lines(text().substr(0, offset));
}

}  // namespace eddy::checkers
