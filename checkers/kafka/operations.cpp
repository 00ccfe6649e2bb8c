#include "checkers/kafka/operations.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <deque>
#include <map>
#include <string_view>

#include "checkers/evidence.h"
#include "checkers/operand.h"
#include "checkers/set_elements.h"

namespace eddy::checkers::kafka {

namespace json = boost::json;

namespace {

// The values of one key and their numbers.
struct Values {
  ElementIndex index;
  std::vector<MessageId> messages;  // by the index' number
};

class Reader {
 public:
  explicit Reader(const History& history) : history_(history) {}

  Operations read() {
    std::vector<Call> calls = pair_calls(history_);
    const auto never = static_cast<std::uint32_t>(history_.ops.size());
    std::stable_sort(calls.begin(), calls.end(), [never](const Call& a, const Call& b) {
      return a.completion.value_or(never) < b.completion.value_or(never);
    });
    for (const Call& call : calls) add(call);
    return std::move(result_);
  }

 private:
  void add(const Call& call) {
    Operation operation;
    operation.began = call.invocation;
    operation.invocation = &history_.ops[call.invocation];
    operation.ended = call.completion ? *call.completion : history_.ops.size();
    if (call.completion) operation.completion = &history_.ops[*call.completion];
    const Op& op = operation.op();
    if (op.type != OpType::invoke) operation.outcome = op.type;
    operation.first_send = result_.sends.size();
    operation.first_poll = result_.polls.size();
    operation.first_key = result_.assigned.size();
    const json::value& value = value_of(operation);
    if (op.f == "send" || op.f == "poll" || op.f == "txn") {
      operation.kind = Kind::transaction;
      check_sends(*operation.invocation);
      read_transaction(op, value);
    } else if (op.f == "assign" || op.f == "subscribe") {
      operation.kind = Kind::assignment;
      read_assignment(op, value);
    } else if (op.f != "crash" && op.f != "debug-topic-partitions") {
      throw BadOperation(
          op, fmt::format("expected assign, subscribe, send, poll, txn or crash, but it is {}",
                          excerpt(json::value(op.f))));
    }
    operation.sends = static_cast<std::uint32_t>(result_.sends.size() - operation.first_send);
    operation.polls = static_cast<std::uint32_t>(result_.polls.size() - operation.first_poll);
    operation.keys = static_cast<std::uint32_t>(result_.assigned.size() - operation.first_key);
    result_.all.push_back(operation);
  }

  // The completion's; where it says nothing, what was asked for.
  static const json::value& value_of(const Operation& operation) {
    const json::value& value = operation.op().value;
    return value.is_null() ? operation.invocation->value : value;
  }

  void read_assignment(const Op& op, const json::value& value) {
    if (const auto* listed = value.if_object()) {
      for (const auto& [name, offset] : *listed) {
        const KeyId key = key_named(name);
        result_.assigned.push_back(key);
        result_.listings.push_back({key, committed(op, offset), current()});
      }
      return;
    }
    for (const json::value& key : require_array(op, value, "the keys")) {
      result_.assigned.push_back(key_of(op, key));
    }
  }

  void read_commit(const Op& op, const json::value& offsets) {
    if (!offsets.is_object()) {
      throw BadOperation(op,
                         fmt::format("expected a map of keys to what was committed, but it is {}",
                                     excerpt(offsets)));
    }
    for (const auto& [name, offset] : offsets.get_object()) {
      const CommittedOffset commit{key_named(name), committed(op, offset), current()};
      if (commit.offset) result_.commits.push_back(commit);
    }
  }

  OperationId current() const { return static_cast<OperationId>(result_.all.size()); }

  static std::optional<std::int64_t> committed(const Op& op, const json::value& offset) {
    if (offset.is_null()) return std::nullopt;
    return require_integer(op, offset, "a committed offset");
  }

  void read_transaction(const Op& op, const json::value& value) {
    const std::size_t first_poll = result_.polls.size();
    for (const json::value& step : require_array(op, value, "a transaction")) {
      const json::array& parts = require_array(op, step, "a step of a transaction");
      if (is(parts, "send") && parts.size() == 3) {
        read_send(op, parts);
      } else if (is(parts, "poll") && parts.size() <= 2) {
        if (parts.size() == 2 && !parts[1].is_null()) read_poll(op, parts[1]);
      } else if (is(parts, "commit") && parts.size() == 2) {
        read_commit(op, parts[1]);
      } else {
        throw BadOperation(op, fmt::format("expected [\"send\", key, message] or [\"poll\", "
                                           "{{key: [[offset, message], …]}}], but it is {}",
                                           excerpt(step)));
      }
    }
    std::stable_sort(result_.polls.begin() + static_cast<std::ptrdiff_t>(first_poll),
                     result_.polls.end(),
                     [](const Record& a, const Record& b) { return a.key < b.key; });
  }

  static bool is(const json::array& parts, std::string_view f) {
    return !parts.empty() && parts[0].is_string() && parts[0].get_string() == f;
  }

  void read_send(const Op& op, const json::array& parts) {
    const KeyId key = key_of(op, parts[1]);
    if (parts[2].is_array()) {
      result_.sends.push_back(pair(op, key, parts[2]));
    } else {
      result_.sends.push_back({key, message_of(key, parts[2]), std::nullopt});
    }
  }

  void read_poll(const Op& op, const json::value& polled) {
    if (!polled.is_object()) {
      throw BadOperation(op, fmt::format("expected a map of keys to what was polled, but it is {}",
                                         excerpt(polled)));
    }
    for (const auto& of_key : polled.get_object()) {
      const KeyId key = key_named(of_key.key());
      for (const json::value& record : require_array(op, of_key.value(), "what was polled")) {
        result_.polls.push_back(pair(op, key, record));
      }
    }
  }

  Record pair(const Op& op, KeyId key, const json::value& value) {
    const json::array* parts = value.if_array();
    const bool is_pair = parts != nullptr && parts->size() == 2;
    const auto offset = is_pair ? whole_number((*parts)[0]) : std::nullopt;
    if (!is_pair || (!offset && !(*parts)[0].is_null())) {
      throw BadOperation(op,
                         fmt::format("expected [offset, message], but it is {}", excerpt(value)));
    }
    return Record{key, message_of(key, (*parts)[1]), offset};
  }

  KeyId key_of(const Op& op, const json::value& key) {
    if (key.is_string()) return key_named(key.get_string());
    if (const auto number = whole_number(key)) return key_named(std::to_string(*number));
    throw BadOperation(
        op, fmt::format("expected a key to be a string or an integer, but it is {}", excerpt(key)));
  }

  KeyId key_named(std::string_view name) {
    const auto found = key_ids_.find(name);
    if (found != key_ids_.end()) return found->second;
    const auto id = static_cast<KeyId>(result_.keys.size());
    key_ids_.emplace(name, id);
    result_.keys.emplace_back(name);
    values_.emplace_back();
    return id;
  }

  MessageId message_of(KeyId key, const json::value& value) {
    Values& values = values_[key];
    const std::uint32_t number = values.index.add(value);
    if (number == values.messages.size()) {
      values.messages.push_back(static_cast<MessageId>(result_.messages.size()));
      result_.messages.push_back({key, &value});
      sender_.push_back(nullptr);
    }
    return values.messages[number];
  }

  // Notes who sent what, and refuses a message that is sent to its key a second time.
  void check_sends(const Op& invocation) {
    if (!invocation.value.is_array()) return;
    for (const json::value& step : invocation.value.get_array()) {
      const json::array* parts = step.if_array();
      if (parts == nullptr || !is(*parts, "send") || parts->size() != 3) continue;
      const KeyId key = key_of(invocation, (*parts)[1]);
      const json::value& sent = (*parts)[2];
      const MessageId message =
          sent.is_array() ? pair(invocation, key, sent).message : message_of(key, sent);
      if (sender_[message] != nullptr) {
        throw BadOperation(
            invocation,
            fmt::format("expected each message of a key once, but {} was sent to {} "
                        "before, by op {}",
                        excerpt(*result_.messages[message].value),
                        excerpt(json::value(result_.keys[key])), sender_[message]->index));
      }
      sender_[message] = &invocation;
    }
  }

  const History& history_;
  Operations result_;
  std::map<std::string, KeyId, std::less<>> key_ids_;
  std::deque<Values> values_;      // by key
  std::vector<const Op*> sender_;  // by message
};

const Record* first_of(std::span<const Record> records, MessageId message) {
  const auto found = std::find_if(records.begin(), records.end(), [message](const Record& record) {
    return record.message == message;
  });
  return found == records.end() ? nullptr : &*found;
}

}  // namespace

const Record* Operations::sent_in(const Operation& operation, MessageId message) const {
  return first_of(sends_of(operation), message);
}

const Record* Operations::polled_in(const Operation& operation, MessageId message) const {
  return first_of(polls_of(operation), message);
}

Operations read_operations(const History& history) { return Reader(history).read(); }

}  // namespace eddy::checkers::kafka
