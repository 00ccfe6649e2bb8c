#include "checkers/kafka/find_positions.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace eddy::checkers::kafka {

namespace {

// What a process sent or polled of a key last, and by which operation. Looked up by key only: its
// order decides nothing.
struct Last {
  const Record* record;
  OperationId operation;
};
using LastByKey = boost::unordered_flat_map<KeyId, Last>;

// Keeps only those keys.
void retain(LastByKey& last, std::span<const KeyId> keys) {
  if (last.empty()) return;
  LastByKey kept;
  for (const KeyId key : keys) {
    const auto found = last.find(key);
    if (found != last.end()) kept.insert(*found);
  }
  last = std::move(kept);
}

struct Process {
  LastByKey polled;
  LastByKey sent;
};

class PositionFaults {
 public:
  PositionFaults(const Operations& operations, const LogOrder& order, Faults& faults)
      : operations_(operations), order_(order), faults_(faults) {}

  void find() {
    for (OperationId id = 0; id < operations_.all.size(); ++id) {
      const Operation& operation = operations_.all[id];
      if (operation.kind == Kind::transaction) {
        look_at_polls(id);
        look_at_sends(id);
      } else if (operation.kind == Kind::assignment && operation.outcome != OpType::fail) {
        Process& process = process_of(operation);
        retain(process.polled, operations_.keys_of(operation));
        retain(process.sent, operations_.keys_of(operation));
      }
    }
  }

 private:
  Process& process_of(const Operation& operation) { return processes_[operation.op().process]; }

  void look_at_polls(OperationId id) {
    const Operation& operation = operations_.all[id];
    if (operation.polls == 0) return;
    LastByKey& last = process_of(operation).polled;
    const Record* before = nullptr;
    for (const Record& polled : operations_.polls_of(operation)) {
      if (before != nullptr && before->key == polled.key) {
        judge({before, id}, {&polled, id}, Anomaly::int_poll_skip, Anomaly::int_nonmonotonic_poll);
      } else if (const auto known = last.find(polled.key); known != last.end()) {
        judge(known->second, {&polled, id}, Anomaly::poll_skip, Anomaly::nonmonotonic_poll);
      }
      before = &polled;
    }
    if (operation.outcome != OpType::ok) return;
    for (const Record& polled : operations_.polls_of(operation)) {
      last.insert_or_assign(polled.key, Last{&polled, id});
    }
  }

  void look_at_sends(OperationId id) {
    const Operation& operation = operations_.all[id];
    if (operation.sends == 0 || operation.completion == nullptr) return;
    std::vector<const Record*> sends;
    for (const Record& sent : operations_.sends_of(operation)) sends.push_back(&sent);
    std::stable_sort(sends.begin(), sends.end(),
                     [](const Record* a, const Record* b) { return a->key < b->key; });
    const bool has_failed = operation.outcome == OpType::fail;
    LastByKey& last = process_of(operation).sent;
    const Record* before = nullptr;
    for (const Record* sent : sends) {
      if (before != nullptr && before->key == sent->key) {
        judge({before, id}, {sent, id}, Anomaly::int_send_skip, Anomaly::int_nonmonotonic_send);
      } else if (const auto known = last.find(sent->key); !has_failed && known != last.end()) {
        judge(known->second, {sent, id}, std::nullopt, Anomaly::nonmonotonic_send);
      }
      before = sent;
    }
    if (has_failed) return;
    for (const Record* sent : sends) last.insert_or_assign(sent->key, Last{sent, id});
  }

  // From one message to the next: jumped over some, or not advanced?
  void judge(const Last& from, const Last& to, std::optional<Anomaly> skip, Anomaly nonmonotonic) {
    const std::uint32_t first = order_.place(from.record->message);
    const std::uint32_t second = order_.place(to.record->message);
    if (first == kNone || second == kNone) return;
    const std::int64_t delta = std::int64_t{second} - std::int64_t{first};
    if (delta == 1 || (delta > 1 && !skip)) return;
    faults_.add(delta > 1 ? *skip : nonmonotonic, [&] {
      Fault fault;
      fault.key = to.record->key;
      fault.records = {*from.record, *to.record};
      fault.operations = {from.operation, to.operation};
      fault.delta = delta;
      for (std::size_t i = first + 1; i < second && fault.skipped.size() < Faults::kMost; ++i) {
        const Sighting& between = order_.at(fault.key, i);
        fault.skipped.push_back({between.key, between.message, between.offset});
      }
      return fault;
    });
  }

  const Operations& operations_;
  const LogOrder& order_;
  Faults& faults_;
  std::map<std::int64_t, Process> processes_;
};

}  // namespace

void find_position_faults(const Operations& operations, const LogOrder& order, Faults& faults) {
  PositionFaults(operations, order, faults).find();
}

}  // namespace eddy::checkers::kafka
