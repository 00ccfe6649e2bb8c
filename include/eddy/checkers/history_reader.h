// Reads histories: those of our own runs, and those of elsewhere that have Jepsen's fields.
//
// * The format is told by the content: JSON, one operation after the other, each of which begins a
//   line, or one array of them; or EDN as Jepsen writes it, maps with or without a tag, one after
//   the other or in one vector or list.
// * An operation has type and f, process as a number (or a name for what is no client), and, where
//   they exist, index, time in ns, value, error and "final?". Without an index it is the one after
//   the previous operation's. What is no client needs no f, and a client none where
//   ReadOptions::naming says so. Other fields and empty lines are passed over.
// * EDN becomes JSON: keywords and symbols strings without their colon, sets sorted arrays, lists
//   arrays, keys of maps strings, characters strings, ratios strings of their text; tags and
//   metadata go. Integers beyond 64 bits become strings of their digits and N, from JSON too.
// * Whatever the bytes are, the outcome is a history or a HistoryError; nothing half read is
//   returned. One operation has at most kMaxOperationBytes of text (reading/text_window.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <string>

#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/history.h"

namespace eddy::checkers {

// Values nested deeper than this are refused.
inline constexpr std::size_t kMaxHistoryDepth = 64;

// What stands in the way of reading a history, and in which line.
class HistoryError : public BadInput {
 public:
  HistoryError(std::size_t line, const std::string& expected);
  // Of a line that was wrong, as only a later one showed.
  HistoryError(std::size_t line, const std::string& expected, std::size_t shown_by);

  // From 1 up.
  std::size_t line() const { return line_; }

  // How far reading had come: the line itself or a later one.
  std::size_t shown_by() const { return shown_by_; }

  // What was expected there, without the line.
  const std::string& expected() const { return expected_; }

 private:
  std::size_t line_;
  std::string expected_;
  std::size_t shown_by_;
};

enum class HistoryShape {
  paired,  // each completion ends the open invocation of its process, and a process has at most
           // one open
  completions_only,  // any order of events; a completion may be an operation by itself
};

struct ReadOptions {
  HistoryShape shape = HistoryShape::paired;
  Sharing sharing = Sharing::off;
  Naming naming = Naming::required;
  // Told now and then how many bytes were read; may be empty, may take its time.
  std::function<void(std::uint64_t bytes)> progress;
};

// Reads to the end of `in`. Throws HistoryError.
History read_history(std::istream& in, const ReadOptions& options);
History read_history(std::istream& in, HistoryShape shape = HistoryShape::paired);

}  // namespace eddy::checkers
