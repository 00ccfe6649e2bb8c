// What belongs together in a recorded run: a message's sending and what became of it, an operation,
// its request and its answer.
//
// Places are those of events in RecordedRun::events; messages number in the order of their sendings,
// operations as Run::invocations do.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "eddy/sim/causes.h"
#include "eddy/sim/message_id.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

class RunIndex {
 public:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  struct Message {
    std::size_t sent = kNone;
    std::size_t end = kNone;       // it arrives, or is lost
    std::size_t copy_end = kNone;  // the second of two
  };
  struct Operation {
    std::size_t began = kNone;
    std::size_t completion = kNone;  // its position in the history
    std::size_t request = kNone;     // the first message that its client sent for it
    std::size_t answer = kNone;      // the last one that its client got for it in time
  };

  // The run is kept by the caller.
  explicit RunIndex(const RecordedRun& run);

  const std::vector<Message>& messages() const { return messages_; }
  const std::vector<Operation>& operations() const { return operations_; }
  const sim::DirectCauses& causes() const { return causes_; }

  // kNone: there is none. Of an event that is no message's, too.
  std::size_t message_of(const sim::MessageId& id) const;
  std::size_t message_at(std::size_t place) const { return message_at_[place]; }
  // Of what is sent: who sends what to whom.
  const sim::Message& sending(std::size_t message) const {
    return *run_.events[messages_[message].sent].message();
  }

  // What led to the event at that place, and itself, back to where an operation began; of an
  // operation, what led to its answer. Places, in their order.
  std::vector<std::size_t> past_of(std::size_t place) const;
  std::vector<std::size_t> past_of_operation(std::size_t operation) const;

 private:
  void index_messages();
  void index_operations();

  const RecordedRun& run_;
  sim::DirectCauses causes_;
  std::vector<Message> messages_;
  std::vector<std::size_t> message_at_;
  boost::unordered_flat_map<std::uint64_t, std::size_t> by_id_;
  std::vector<Operation> operations_;
};

}  // namespace eddy::workloads
