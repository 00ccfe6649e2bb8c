#include "checkers/kafka/find_messages.h"

#include <algorithm>
#include <vector>

namespace eddy::checkers::kafka {

namespace {

class MessageFaults {
 public:
  MessageFaults(const Operations& operations, const MessageFates& fates, const LogOrder& order,
                Faults& faults)
      : operations_(operations), fates_(fates), order_(order), faults_(faults) {}

  void find() {
    find_duplicates();
    find_inconsistent_offsets();
    find_lost_writes();
    find_unseen();
    find_bad_polls();
  }

 private:
  // Messages that are at several offsets, in the order in which they first appear.
  void find_duplicates() {
    std::vector<std::uint32_t> times(operations_.messages.size(), 0);
    for (const Sighting& seen : order_.sightings()) ++times[seen.message];
    std::vector<Fault> found(operations_.messages.size());
    for (const Sighting& seen : order_.sightings()) {
      if (times[seen.message] < 2) continue;
      Fault& fault = found[seen.message];
      if (fault.records.size() == Faults::kMost) continue;
      fault.key = seen.key;
      fault.records.push_back({seen.key, seen.message, seen.offset});
      fault.operations.push_back(seen.operation);
    }
    for (MessageId message = 0; message < times.size(); ++message) {
      if (times[message] < 2) continue;
      faults_.add(Anomaly::duplicate, [&] {
        found[message].delta = times[message];
        return std::move(found[message]);
      });
    }
  }

  void find_inconsistent_offsets() {
    const std::vector<Sighting>& seen = order_.sightings();
    for (std::size_t first = 0, end = 0; first < seen.size(); first = end) {
      end = first + 1;
      while (end < seen.size() && seen[end].key == seen[first].key &&
             seen[end].offset == seen[first].offset) {
        ++end;
      }
      if (end - first < 2) continue;
      faults_.add(Anomaly::inconsistent_offsets, [&] {
        Fault fault;
        fault.key = seen[first].key;
        for (std::size_t i = first; i < end && i < first + Faults::kMost; ++i) {
          fault.records.push_back({seen[i].key, seen[i].message, seen[i].offset});
          fault.operations.push_back(seen[i].operation);
        }
        return fault;
      });
    }
  }

  bool is_polled(MessageId message) const { return fates_.first_poll[message] != kNone; }

  void find_lost_writes() {
    // By key: what an ok operation polled that is furthest on.
    std::vector<MessageId> furthest(operations_.keys.size(), kNone);
    for (MessageId message = 0; message < operations_.messages.size(); ++message) {
      if (!is_polled(message) || order_.earliest(message) == kNone) continue;
      MessageId& best = furthest[operations_.messages[message].key];
      if (best == kNone || order_.earliest(message) > order_.earliest(best)) best = message;
    }
    for (MessageId message = 0; message < operations_.messages.size(); ++message) {
      const KeyId key = operations_.messages[message].key;
      const MessageId bound = furthest[key];
      if (bound == kNone || is_polled(message) || order_.latest(message) == kNone ||
          order_.latest(message) > order_.earliest(bound)) {
        continue;
      }
      const OperationId sender = fates_.sender[message];
      if (sender == kNone || !fates_.committed[sender]) continue;
      faults_.add(Anomaly::lost_write, [&] {
        Fault fault;
        fault.key = key;
        const OperationId poller = fates_.first_poll[bound];
        fault.records = {*operations_.sent_in(operations_.all[sender], message),
                         *operations_.polled_in(operations_.all[poller], bound)};
        fault.operations = {sender, poller};
        return fault;
      });
    }
  }

  void find_unseen() {
    for (OperationId id = 0; id < operations_.all.size(); ++id) {
      const Operation& operation = operations_.all[id];
      if (operation.outcome != OpType::ok) continue;
      for (const Record& sent : operations_.sends_of(operation)) {
        if (is_polled(sent.message)) continue;
        faults_.add(Anomaly::unseen, [&] {
          Fault fault;
          fault.key = sent.key;
          fault.records = {sent};
          fault.operations = {id};
          return fault;
        });
      }
    }
  }

  void find_bad_polls() {
    for (OperationId id = 0; id < operations_.all.size(); ++id) {
      const Operation& operation = operations_.all[id];
      bool is_precommitted = false;
      for (const Record& polled : operations_.polls_of(operation)) {
        const OperationId sender = fates_.sender[polled.message];
        const auto found = [&] {
          Fault fault;
          fault.key = polled.key;
          fault.records = {polled};
          fault.operations = {id, sender};
          return fault;
        };
        if (sender == kNone) {
          faults_.add(Anomaly::thin_air_read, found);
        } else if (sender == id) {
          if (!is_precommitted) faults_.add(Anomaly::precommitted_read, found);
          is_precommitted = true;
        } else if (operation.outcome == OpType::ok &&
                   operations_.all[sender].outcome == OpType::fail) {
          faults_.add(Anomaly::g1a, found);
        }
      }
    }
  }

  const Operations& operations_;
  const MessageFates& fates_;
  const LogOrder& order_;
  Faults& faults_;
};

}  // namespace

void find_message_faults(const Operations& operations, const MessageFates& fates,
                         const LogOrder& order, Faults& faults) {
  MessageFaults(operations, fates, order, faults).find();
}

}  // namespace eddy::checkers::kafka
