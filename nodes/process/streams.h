// The standard streams of a node, from our side: pipes that never make us wait.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nodes/process/descriptor.h"
#include "nodes/process/guest.h"

namespace eddy::nodes::process {

struct Pipes {
  Descriptor input;         // what is written here, the program reads
  Descriptor input_reader;  // the other end of it
  Descriptor output;        // what it writes can be read here
  Descriptor error;
};

class Streams {
 public:
  // What may wait for a program that does not read.
  static constexpr std::size_t kMostWaiting = std::size_t{64} << 20U;
  // What a program may write until it rests.
  static constexpr std::size_t kMostWritten = std::size_t{16} << 20U;
  static constexpr std::size_t kMostLines = 100'000;

  // REQUIRES: our ends of the pipes do not block.
  explicit Streams(Pipes& pipes) : pipes_(pipes) {}

  void give(std::string_view bytes) { waiting_ += bytes; }
  // Is there something that the pipe has not taken so far?
  bool is_waiting() const { return !waiting_.empty(); }
  // Once all has been read, it reads the end of its input.
  void close_input() { is_input_ended_ = true; }
  // Hands over what the pipe takes. Did anything move?
  bool hand_over();
  // The same, and takes what was written.
  bool pump();
  // Can the program read something now, if only the end?
  bool has_input();
  // The program has run, and may have read what there was.
  void may_have_read() {
    if (has_input_ == true) has_input_.reset();
  }
  // It waits, or takes what it was given: what it has written so far is no flood.
  void rest() { written_ = {}; }
  // The whole lines that were taken since.
  std::vector<Line> take_lines();
  // What no line feed has ended is a line, too: nothing more comes.
  void end_lines();
  // A line of ours on its standard error.
  void tell(std::string_view text);
  // What the program did with its streams that cannot go on: a sentence without a subject, "wrote
  // more than 16 MiB without waiting". Then nothing more of what it wrote is told.
  const std::optional<std::string>& complaint() const { return complaint_; }

 private:
  bool take(const Descriptor& pipe, Stream stream);
  void split(Stream stream);

  Pipes& pipes_;
  std::string waiting_;
  std::optional<bool> has_input_;  // in the pipe; nothing: not known
  bool is_input_ended_ = false;
  std::array<std::string, 2> parts_;  // of lines that have not ended, by stream
  std::vector<char> room_;            // for what is read
  std::vector<Line> lines_;
  struct Written {
    std::size_t bytes = 0;
    std::size_t lines = 0;
  };
  Written written_;  // since it has rested
  std::optional<std::string> complaint_;
};

}  // namespace eddy::nodes::process
