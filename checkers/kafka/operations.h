// The operations of a kafka history with dense numbers for keys and messages, as all parts of the
// checker read them.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eddy/checkers/history.h"

namespace eddy::checkers::kafka {

using KeyId = std::uint32_t;
using MessageId = std::uint32_t;    // of a key and a value
using OperationId = std::uint32_t;  // position in Operations::all

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

struct Message {
  KeyId key;
  const boost::json::value* value;
};

// A message as one operation sent or polled it.
struct Record {
  KeyId key;
  MessageId message;
  std::optional<std::int64_t> offset;
};

// An offset that an operation committed, or listed as committed: then there may be none.
struct CommittedOffset {
  KeyId key;
  std::optional<std::int64_t> offset;
  OperationId operation;
};

enum class Kind { transaction, assignment, other };

struct Operation {
  Kind kind = Kind::other;
  OpType outcome = OpType::info;   // ok, fail or info
  const Op* invocation = nullptr;  // the completion itself where there is none
  const Op* completion = nullptr;  // null if it never ended: its outcome is info
  std::size_t began = 0;           // positions in the history
  std::size_t ended = 0;           // beyond its end if it never ended
  std::size_t first_send = 0;
  std::size_t first_poll = 0;
  std::size_t first_key = 0;
  std::uint32_t sends = 0;
  std::uint32_t polls = 0;
  std::uint32_t keys = 0;

  // What evidence names: the completion if there is one.
  const Op& op() const { return completion != nullptr ? *completion : *invocation; }
};

// Numbers are given in the order in which keys and messages first appear.
struct Operations {
  std::vector<Operation> all;  // by when they ended, then those that never did
  std::vector<std::string> keys;
  std::vector<Message> messages;
  std::vector<Record> sends;
  std::vector<Record> polls;  // of one operation by key, those of a key as they were polled
  std::vector<KeyId> assigned;
  std::vector<CommittedOffset> commits;  // each with an offset
  std::vector<CommittedOffset> listings;

  std::span<const Record> sends_of(const Operation& operation) const {
    return {sends.data() + operation.first_send, operation.sends};
  }
  std::span<const Record> polls_of(const Operation& operation) const {
    return {polls.data() + operation.first_poll, operation.polls};
  }
  // The first record of a message in an operation that sent or polled it; null in any other.
  const Record* sent_in(const Operation& operation, MessageId message) const;
  const Record* polled_in(const Operation& operation, MessageId message) const;
  std::span<const KeyId> keys_of(const Operation& operation) const {
    return {assigned.data() + operation.first_key, operation.keys};
  }
};

// Throws BadOperation at what kafka.h does not know. The history has to outlive the result.
Operations read_operations(const History& history);

}  // namespace eddy::checkers::kafka
