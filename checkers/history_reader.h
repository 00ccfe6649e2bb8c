// Reads histories from JSON lines: those of our own runs, and those of elsewhere that have Jepsen's
// fields.
//
// * One event a line: index, type and f, process as a number (or a string for what is no client),
// and, where they
//   exist, time in ns, value, error and "final?". Other fields and empty lines are passed over.
// * Whatever the bytes are, the outcome is a history or a HistoryError; nothing half read is
// returned.
#pragma once

#include "checkers/bad_input.h"
#include "checkers/history.h"

#include <cstddef>
#include <istream>
#include <string>

namespace eddy::checkers {

/// Values nested deeper than this are refused.
inline constexpr std::size_t kMaxHistoryDepth = 64;

/// What stands in the way of reading a history, and in which line.
class HistoryError : public BadInput {
 public:
  HistoryError(std::size_t line, const std::string& expected);

  /// From 1 up.
  std::size_t line() const { return line_; }

 private:
  std::size_t line_;
};

enum class HistoryShape {
  paired,  ///< each completion ends the open invocation of its process, and a process has at most
           ///< one open
  completions_only,  ///< any order of events; a completion may be an operation by itself
};

/// Reads to the end of `in`. Throws HistoryError.
History read_history(std::istream& in, HistoryShape shape = HistoryShape::paired);

}  // namespace eddy::checkers
