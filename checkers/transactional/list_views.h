// What transactions over lists have seen of each other, and what they have missed.
//
// * A read shows a transaction if it shows an element that the transaction appended, whatever came
//   after that; it misses one that appended to the key if it does not show all of that.
// * The order of a key is that of its longest read (list_versions.h), failed appends left out;
//   appends that no read shows come after it, in no order among themselves.
// * Only ok transactions view; pending ones take part by what others saw of them.
// * Divided into components: whoever depends on one another in a circle. Nothing that contradicts
//   itself goes beyond one.
#pragma once

#include "checkers/transactional/consistency_model.h"
#include "checkers/transactional/list_history.h"
#include "checkers/transactional/step_meter.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace eddy::checkers {

/// A transaction's place in its component.
using Member = std::uint32_t;

/// One read.
struct ListView {
  ListOpId op = 0;
  std::uint32_t key = 0;
  std::uint32_t place = 0;  ///< which micro-operation of its transaction it is
  std::vector<Member> shown;
  std::vector<Member> missed;  ///< in the order of the key
};

/// What one transaction appended to one key.
struct ListAppender {
  static constexpr std::uint32_t kUnseen = 0xFFFFFFFFU;

  Member member = 0;
  std::uint32_t key = 0;
  std::uint32_t place = 0;  ///< of its first append to the key
  std::uint32_t first = 0;  ///< where the longest read shows its first append, or kUnseen
  std::uint32_t last = 0;   ///< … and its last one

  bool seen() const { return first != kUnseen; }
};

/// One component.
struct ListViews {
  std::vector<TransactionId> members;        ///< ascending
  std::vector<std::vector<ListView>> views;  ///< by member, as they stand in the transaction
  /// By key that a member appended to: who did, those seen first and in order.
  std::vector<std::vector<ListAppender>> orders;
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>>
      appends;                                ///< by member: places in `orders`
  std::vector<std::optional<Member>> before;  ///< by member, the ok one before it in its process

  std::size_t size() const { return members.size(); }
};

/// Nothing if the meter's budget does not suffice.
std::optional<std::vector<ListViews>> list_views(const ListHistory& history, SessionOrder order,
                                                 StepMeter& meter);

}  // namespace eddy::checkers
