// What can be wrong with a kafka history, and the cases of it that were found.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "checkers/kafka/operations.h"

namespace eddy::checkers::kafka {

// In the order of their names.
enum class Anomaly {
  g0,
  g0_realtime,
  g1a,
  g1c,
  g1c_realtime,
  duplicate,
  empty_transaction_graph,
  inconsistent_offsets,
  int_nonmonotonic_poll,
  int_nonmonotonic_send,
  int_poll_skip,
  int_send_skip,
  lost_commit,
  lost_write,
  nonmonotonic_poll,
  nonmonotonic_send,
  poll_skip,
  precommitted_read,
  thin_air_read,
  unseen,
};

inline constexpr std::size_t kAnomalies = static_cast<std::size_t>(Anomaly::unseen) + 1;

// "G1c-realtime", "lost-write".
std::string_view to_string(Anomaly anomaly);

// All of them by name, from the gravest to the mildest: what was made up or destroyed first, then
// what was shown out of order.
std::vector<std::string_view> gravest_first();

// Why the second operation of a step comes after the first.
enum class Dependency { ww, wr, realtime };

// One step of a cycle: from an operation to the next one, the last to the first.
struct Step {
  OperationId from;
  Dependency why;
  // wr: what `from` sent and the next polled. ww: what the next sent.
  MessageId message;
  MessageId before;  // ww: what `from` sent, just before `message` in the log
};

// One case. Which fields say something, and what, depends on the anomaly: fault_text.cpp.
struct Fault {
  KeyId key = kNone;
  std::vector<Record> records;  // as the operations show them, not as the log's order has them
  std::vector<OperationId> operations;
  std::int64_t delta = 0;       // places from the first record to the second; of duplicates: all
  std::vector<Record> skipped;  // the first few of those in between, as the log has them
  std::vector<Step> cycle;
  std::optional<std::int64_t> listed;  // of lost commits: the offset that was shown
  std::int64_t committed = 0;          // and the one that should have been, or more
};

// All that was found: of each anomaly the first cases, and how many there are.
class Faults {
 public:
  // As many cases of each anomaly are kept.
  static constexpr std::size_t kMost = 32;

  // `fault` is made only if it is kept.
  template <class Make>
  void add(Anomaly anomaly, Make fault) {
    Found& found = found_[static_cast<std::size_t>(anomaly)];
    ++found.count;
    if (found.cases.size() < kMost) found.cases.push_back(fault());
  }

  std::size_t count(Anomaly anomaly) const { return of(anomaly).count; }
  const std::vector<Fault>& cases(Anomaly anomaly) const { return of(anomaly).cases; }

 private:
  struct Found {
    std::size_t count = 0;
    std::vector<Fault> cases;
  };
  const Found& of(Anomaly anomaly) const { return found_[static_cast<std::size_t>(anomaly)]; }

  std::array<Found, kAnomalies> found_;
};

}  // namespace eddy::checkers::kafka
