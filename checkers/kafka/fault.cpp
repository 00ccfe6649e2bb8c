#include "checkers/kafka/fault.h"

namespace eddy::checkers::kafka {

std::string_view to_string(Anomaly anomaly) {
  constexpr std::array<std::string_view, kAnomalies> kNames = {
      "G0",
      "G0-realtime",
      "G1a",
      "G1c",
      "G1c-realtime",
      "duplicate",
      "empty-transaction-graph",
      "inconsistent-offsets",
      "int-nonmonotonic-poll",
      "int-nonmonotonic-send",
      "int-poll-skip",
      "int-send-skip",
      "lost-commit",
      "lost-write",
      "nonmonotonic-poll",
      "nonmonotonic-send",
      "poll-skip",
      "precommitted-read",
      "thin-air-read",
      "unseen",
  };
  return kNames.at(static_cast<std::size_t>(anomaly));
}

}  // namespace eddy::checkers::kafka
