// Which transaction depends on which, by the data they wrote and read.
//
// * ww: `to` installed the version after one that `from` installed. wr: `to` read what `from`
//   wrote. rw: `to` installed the version after the one that `from` read.
// * process and realtime are no edges of this graph but its companion's, precedence.h: they are too
//   many to store.
// * Between two transactions only the strongest dependency is kept, in the order of the
//   enumerators: it is what names a cycle.
//
// The terms are Adya's ("Weak Consistency", 1999).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "eddy/checkers/transactional/transaction.h"

namespace eddy::checkers {

// The strongest first.
enum class Dependency : std::uint8_t { ww, wr, rw, process, realtime };

// "ww", "wr", "rw", "process" or "realtime".
std::string_view to_string(Dependency dependency);

// A dependency seen from the transaction that it leaves: 29 bits for the other transaction, then
// kKindBits for the kind. There are fewer than 2^29 transactions (kMostTransactions).
class Edge {
 public:
  static constexpr unsigned kKindBits = 3;

  Edge(TransactionId to, Dependency kind)
      : bits_(to << kKindBits | static_cast<std::uint32_t>(kind)) {}

  TransactionId to() const { return bits_ >> kKindBits; }
  Dependency kind() const { return static_cast<Dependency>(bits_ & ((1U << kKindBits) - 1)); }

  auto operator<=>(const Edge&) const = default;

 private:
  std::uint32_t bits_;
};

// One dependency, as it is found.
class Dependence {
 public:
  Dependence(TransactionId from, TransactionId to, Dependency kind)
      : from_(from), edge_(to, kind) {}

  TransactionId from() const { return from_; }
  TransactionId to() const { return edge_.to(); }
  Dependency kind() const { return edge_.kind(); }

  // By `from`, then by `to`, then the strongest first.
  auto operator<=>(const Dependence&) const = default;

 private:
  TransactionId from_;
  Edge edge_;
};

class DependencyGraph {
 public:
  DependencyGraph() = default;

  // Dependencies in any order, any of them any number of times; of a transaction on itself they are
  // dropped. O(n + m log d) for m dependencies, at most d of one transaction.
  DependencyGraph(std::size_t transactions, const std::vector<Dependence>& dependencies);

  std::size_t size() const { return first_.empty() ? 0 : first_.size() - 1; }
  std::size_t edge_count() const { return edges_.size(); }

  // What depends on the transaction, by number.
  std::span<const Edge> from(TransactionId transaction) const {
    return {edges_.data() + first_[transaction], edges_.data() + first_[transaction + 1]};
  }

  std::optional<Dependency> between(TransactionId from, TransactionId to) const;

 private:
  std::vector<std::uint32_t> first_;  // by transaction, where its edges begin; one more at the end
  std::vector<Edge> edges_;
};

}  // namespace eddy::checkers
