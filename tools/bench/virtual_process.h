// A program under virtual time, without an engine around it: lines in, lines out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nodes/process/guest.h"

namespace eddy::bench {

class VirtualProcess {
 public:
  explicit VirtualProcess(std::vector<std::string> command);

  // Gives it a line, which has its line feed, ten virtual milliseconds after the one before, and takes
  // what it writes. All that it wakes up for in the meantime is part of it. Empty: it has ended.
  std::string ask(const std::string& line);

 private:
  nodes::process::ClockReading clocks() const { return {now_, now_}; }
  std::string take(const nodes::process::Burst& burst);

  std::unique_ptr<nodes::process::Guest> guest_;
  std::int64_t now_ = 0;  // ns
  std::uint64_t draws_ = 0;
  std::optional<std::int64_t> wake_at_;
};

}  // namespace eddy::bench
