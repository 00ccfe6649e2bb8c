#include "checkers/transactional/registers/register_history.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <string_view>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/operand.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

// A value as it was written to, or read from, one key.
struct KeyedValue {
  std::uint32_t key;
  const json::value* value;
};

struct KeyedValueHash {
  using is_avalanching = void;
  std::size_t operator()(const KeyedValue& keyed) const {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = hash_value_of(*keyed.value) + keyed.key * kOdd;
    hash ^= hash >> 32U;
    return static_cast<std::size_t>(hash * kOdd);
  }
};

struct KeyedValueEqual {
  bool operator()(const KeyedValue& a, const KeyedValue& b) const {
    return a.key == b.key && equal_values(*a.value, *b.value);
  }
};

class RegisterReader {
 public:
  explicit RegisterReader(const History& history) {
    registers_.history = &history;
    registers_.first_access.push_back(0);
  }

  RegisterHistory read(std::span<const ObservedOrder> orders) {
    const History& history = *registers_.history;
    for (const Call& call : pair_calls(history)) add(call);
    for (const ObservedOrder& order : orders) add(order);
    mark_effects();
    return std::move(registers_);
  }

 private:
  void add(const Call& call) {
    const Op& op = registers_.history->ops[call.completion.value_or(call.invocation)];
    Transaction transaction{call, outcome_of(*registers_.history, call)};
    transaction.first = static_cast<std::uint32_t>(registers_.operations.size());
    for (const json::value& micro : operations(call)) add_operation(op, transaction.outcome, micro);
    transaction.last = static_cast<std::uint32_t>(registers_.operations.size());
    registers_.transactions.push_back(transaction);
    add_accesses(transaction);
  }

  // As they ended; those of a transaction that is not ok may be known from its invocation only.
  const json::array& operations(const Call& call) const {
    const Op& invocation = registers_.history->ops[call.invocation];
    const Op& end = registers_.history->ops[call.completion.value_or(call.invocation)];
    const Op& op = end.type == OpType::ok || end.value.is_array() ? end : invocation;
    return require_array(op, op.value, "the transaction");
  }

  void add_operation(const Op& op, Outcome outcome, const json::value& micro) {
    const MicroOperation parts = require_micro_operation(op, micro);
    if (parts.access == Access::read && outcome != Outcome::ok) return;
    const std::uint32_t key = intern_key(*parts.key);
    const std::uint32_t version = intern_version(key, *parts.value);
    if (parts.access == Access::write) write(op, key, version);
    registers_.operations.push_back({parts.access, key, version});
  }

  void add_accesses(const Transaction& transaction) {
    auto& accesses = registers_.accesses;
    const std::size_t first = accesses.size();
    latest_access_.resize(registers_.keys.size(), 0);
    for (std::size_t i = transaction.first; i < transaction.last; ++i) {
      const RegisterOperation& operation = registers_.operations[i];
      std::uint32_t& place = latest_access_[operation.key];
      const bool is_first = place <= first;  // places count from 1
      if (is_first) {
        accesses.push_back({operation.key});
        place = static_cast<std::uint32_t>(accesses.size());
      }
      ExternalAccess& access = accesses[place - 1];
      if (operation.access == Access::write) {
        access.write = operation.version;
      } else if (is_first) {
        access.read = operation.version;
      }
    }
    for (std::size_t i = first; i < accesses.size(); ++i) {
      if (accesses[i].write != kNoVersion) registers_.versions[accesses[i].write].final = true;
    }
    registers_.first_access.push_back(static_cast<std::uint32_t>(accesses.size()));
  }

  std::uint32_t intern_key(const json::value& key) {
    const auto [found, fresh] =
        keys_.try_emplace(&key, static_cast<std::uint32_t>(registers_.keys.size()));
    if (fresh) {
      registers_.keys.push_back(&key);
      registers_.initial_versions.push_back(new_version(found->second, nullptr));
    }
    return found->second;
  }

  std::uint32_t intern_version(std::uint32_t key, const json::value& value) {
    if (value.is_null()) return registers_.initial_versions[key];
    const auto [found, fresh] = versions_.try_emplace(
        KeyedValue{key, &value}, static_cast<std::uint32_t>(registers_.versions.size()));
    if (fresh) new_version(key, &value);
    return found->second;
  }

  std::uint32_t new_version(std::uint32_t key, const json::value* value) {
    registers_.versions.push_back({key, value});
    return static_cast<std::uint32_t>(registers_.versions.size() - 1);
  }

  void write(const Op& op, std::uint32_t key, std::uint32_t id) {
    RegisterVersion& version = registers_.versions[id];
    if (version.value == nullptr)
      throw BadOperation(op, fmt::format("expected writes of values, but it writes null, which is "
                                         "the initial state, to key {}",
                                         excerpt(*registers_.keys[key])));
    if (version.writer != kNoWriter) {
      const bool same = version.writer == registers_.transactions.size();
      throw BadOperation(
          op, fmt::format("expected each value to be written to a key at most once, but {} writes "
                          "{} to key {} too",
                          same ? "it" : describe(registers_.op_of(version.writer)),
                          excerpt(*version.value), excerpt(*registers_.keys[key])));
    }
    version.writer = static_cast<TransactionId>(registers_.transactions.size());
  }

  void add(const ObservedOrder& observed) {
    const auto key = keys_.find(&observed.key);
    if (key == keys_.end()) return;
    RegisterOrder order{&observed, key->second, {}};
    for (const json::value& value : observed.values) {
      if (value.is_null()) {
        order.versions.push_back(registers_.initial_versions[order.key]);
        continue;
      }
      const auto version = versions_.find(KeyedValue{order.key, &value});
      if (version != versions_.end()) order.versions.push_back(version->second);
    }
    registers_.orders.push_back(std::move(order));
  }

  void mark_effects() {
    registers_.took_effect.assign(registers_.transactions.size(), false);
    for (TransactionId t = 0; t < registers_.transactions.size(); ++t) {
      if (registers_.transactions[t].outcome != Outcome::ok) continue;
      registers_.took_effect[t] = true;
      for (const RegisterOperation& operation : registers_.operations_of(t))
        mark_effect(operation.version);
    }
    for (const RegisterOrder& order : registers_.orders) {
      for (const std::uint32_t version : order.versions) mark_effect(version);
    }
  }

  void mark_effect(std::uint32_t version) {
    const std::uint32_t writer = registers_.versions[version].writer;
    if (writer == kNoWriter) return;
    if (registers_.transactions[writer].outcome == Outcome::pending)
      registers_.took_effect[writer] = true;
  }

  RegisterHistory registers_;
  std::vector<std::uint32_t> latest_access_;  // by key: 1 + the place of its latest one, 0 for none
  boost::unordered_flat_map<const json::value*, std::uint32_t, PointedValueHash, PointedValueEqual>
      keys_;
  boost::unordered_flat_map<KeyedValue, std::uint32_t, KeyedValueHash, KeyedValueEqual> versions_;
};

}  // namespace

std::span<const RegisterOperation> RegisterHistory::operations_of(TransactionId transaction) const {
  const Transaction& t = transactions[transaction];
  return std::span(operations).subspan(t.first, t.last - t.first);
}

std::span<const ExternalAccess> RegisterHistory::accesses_of(TransactionId transaction) const {
  const std::uint32_t first = first_access[transaction];
  return std::span(accesses).subspan(first, first_access[transaction + 1] - first);
}

RegisterHistory read_registers(const History& history, std::span<const ObservedOrder> orders) {
  return RegisterReader(history).read(orders);
}

}  // namespace eddy::checkers
