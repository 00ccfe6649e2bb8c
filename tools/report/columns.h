// Columns of whole numbers, as the page of a run holds them: each number takes as many bytes as it
// needs (LEB128, https://en.wikipedia.org/wiki/LEB128), so that small ones take one.
//
// Numbers stay below 2^53, which a script can count to.
#pragma once

#include <boost/json/array.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace eddy::tools {

// 0, -1, 1, -2, … → 0, 1, 2, 3, …
constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U);
}

class Column {
 public:
  explicit Column(std::string name) : name_(std::move(name)) {}

  void add(std::uint64_t value) {
    ++count_;
    for (; value > 0x7fU; value >>= 7U) bytes_ += static_cast<char>((value & 0x7fU) | 0x80U);
    bytes_ += static_cast<char>(value);
  }
  // The difference to what was added so before.
  void add_rise(std::uint64_t value) {
    add(value - last_);
    last_ = value;
  }
  // The value that was noted last; 0 at first. For those who add differences to it.
  std::int64_t noted() const { return noted_; }
  void note(std::int64_t value) { noted_ = value; }
  // Bytes as they are, in place of numbers.
  void add_bytes(std::string_view bytes) {
    ++count_;
    bytes_ += bytes;
  }

  const std::string& name() const { return name_; }
  std::size_t count() const { return count_; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string name_;
  std::size_t count_ = 0;
  std::string bytes_;
  std::uint64_t last_ = 0;
  std::int64_t noted_ = 0;
};

class Columns {
 public:
  // A new one; it stays where it is.
  Column& add(std::string name) { return columns_.emplace_back(std::move(name)); }

  // [[name, count of values, bytes], …], and all bytes, in the order in which they were added.
  boost::json::array directory() const;
  std::string bytes() const;

 private:
  std::deque<Column> columns_;
};

}  // namespace eddy::tools
