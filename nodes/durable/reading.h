// What the two files of a journal tell: its records, or that they are rotten. Pure.
//
// The log is a file of frames (nodes/durable/frame.h). Behind each group of them a mark is appended
// to a second file, in the same sync: how far the log then reaches. A disk keeps its writes in
// their order, so where a mark is whole, all that it tells of was written; and what lies behind the
// last mark was in no sync that has ended. So
//
//   * what is behind the last mark may be dropped: nobody was told that it is there. A mark has a
//     fixed size, so one that is shorter is a torn one;
//   * what is before the last mark and does not fit its checksums has rotted;
//   * if the last mark itself has rotted, it is not known what was there: nothing can be said.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::nodes::durable {

// What a program wants to know even of a log that has rotted; for its own use.
using Note = std::array<std::uint64_t, 3>;

struct Mark {
  std::uint64_t begin = 0;  // what is before it in the log is of no more use
  std::uint64_t end = 0;
  Note note{};

  friend bool operator==(const Mark&, const Mark&) = default;
};

inline constexpr std::size_t kMarkSize = 44;  // bytes
std::string encoded(const Mark& mark);
// Nothing: it has rotted. REQUIRES: it has kMarkSize bytes.
std::optional<Mark> decoded_mark(std::string_view bytes);

struct Reading {
  enum class State : std::uint8_t {
    whole,
    rotten,      // some records are not what they were; what the last mark says is known
    unreadable,  // not even that
  };

  State state = State::whole;
  Mark last;                         // the last mark; all 0 if none was synced. Not if unreadable
  std::vector<std::string> records;  // from last.begin on; none unless whole
  // Of each file, what is to be kept: the rest is the torn end.
  std::size_t log_size = 0;
  std::size_t marks_size = 0;
  bool is_torn = false;
};

Reading read_back(std::string_view log, std::string_view marks);

}  // namespace eddy::nodes::durable
