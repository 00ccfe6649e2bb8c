#include "tests/fuzz/reading.h"

#include <cstdlib>
#include <optional>
#include <sstream>

#include "eddy/checkers/history_reader.h"

namespace eddy::fuzz {
namespace {

using namespace checkers;

void require(bool holds) {
  if (!holds) std::abort();
}

// The history as JSON lines, or the error.
struct Outcome {
  std::optional<std::string> lines;
  std::string error;

  bool operator==(const Outcome&) const = default;
};

Outcome read(const std::string& text, HistoryShape shape, Sharing sharing) {
  std::istringstream in(text);
  ReadOptions options;
  options.shape = shape;
  options.sharing = sharing;
  Outcome outcome;
  try {
    const History history = read_history(in, options);
    std::ostringstream out;
    write_json_lines(out, history);
    outcome.lines = out.str();
  } catch (const HistoryError& error) {
    outcome.error = error.what();
    require(error.line() > 0 && outcome.error.find('\n') == std::string::npos);
    require(outcome.error.find("expected") != std::string::npos);
  }
  return outcome;
}

}  // namespace

void read_both_ways(const std::string& text) {
  for (const HistoryShape shape : {HistoryShape::paired, HistoryShape::completions_only}) {
    const Outcome plain = read(text, shape, Sharing::off);
    require(read(text, shape, Sharing::on).lines == plain.lines);
    if (plain.lines) require(read(*plain.lines, shape, Sharing::off).lines == plain.lines);
  }
}

}  // namespace eddy::fuzz
