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

std::vector<std::string_view> gravest_first() {
  return {"thin-air-read",
          "G1a",
          "inconsistent-offsets",
          "duplicate",
          "lost-write",
          "lost-commit",
          "unseen",
          "G0",
          "G0-realtime",
          "G1c",
          "G1c-realtime",
          "precommitted-read",
          "int-nonmonotonic-poll",
          "nonmonotonic-poll",
          "int-poll-skip",
          "poll-skip",
          "int-nonmonotonic-send",
          "nonmonotonic-send",
          "int-send-skip",
          "empty-transaction-graph"};
}

}  // namespace eddy::checkers::kafka
