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

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "checkers/transactional/step_meter.h"
#include "eddy/checkers/transactional/lists/list_history.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

// A transaction's place in its component.
using Member = std::uint32_t;

// One read.
struct ListView {
  ListOpId op = 0;
  std::uint32_t key = 0;
  std::uint32_t place = 0;              // which micro-operation of its transaction it is
  std::uint32_t order = 0;              // of its key, among those of the component
  std::uint32_t size = 0;               // how many elements it shows
  bool agrees = true;                   // is a beginning of the longest read
  std::vector<std::uint32_t> elements;  // that it shows, by place in the order, unless it agrees
  std::vector<Member> shown;            // in the order of the key
  std::vector<Member> missed;           // in the order of the key
};

// What one transaction appended to one key.
struct ListAppender {
  static constexpr std::uint32_t kUnseen = 0xFFFFFFFFU;

  Member member = 0;
  std::uint32_t key = 0;
  std::uint32_t place = 0;  // of its first append to the key
  std::uint32_t first = 0;  // where the longest read shows its first append, or kUnseen
  std::uint32_t last = 0;   // … and its last one

  bool seen() const { return first != kUnseen; }
};

// One append.
struct ListElement {
  Member member = 0;
  std::uint32_t index = 0;  // where the longest read shows it, or ListAppender::kUnseen
};

// Calls add(from, to) so often that there is a way from each appender to all who appended something
// after something of its own. `order` is sorted by first append.
template <typename Add>
void link_order(const std::vector<ListAppender>& order, const Add& add) {
  const auto end =
      std::find_if(order.begin(), order.end(), [](const ListAppender& a) { return !a.seen(); });
  for (auto at = order.begin(); at != order.end(); ++at) {
    if (at != order.begin() && at < end) add(*(at - 1), *at);
    // All who began before its last append have a way to the last of them.
    const auto next = std::partition_point(
        order.begin(), end, [&](const ListAppender& a) { return a.first < at->last; });
    if (next == order.begin()) continue;
    const bool told = next - 1 == at || (at < end && next == at);
    if (!told) add(*(next - 1), *at);
  }
}

// One component.
struct ListViews {
  std::vector<TransactionId> members;        // ascending
  std::vector<std::vector<ListView>> views;  // by member, as they stand in the transaction
  // By key that a member appended to: who did, those seen first and in order.
  std::vector<std::vector<ListAppender>> orders;
  std::vector<std::vector<ListElement>> elements;  // of each, in order
  std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>>
      appends;                                // by member: places in `orders`
  std::vector<std::optional<Member>> before;  // by member, the ok one before it in its process

  std::size_t size() const { return members.size(); }
};

// Nothing if the meter's budget does not suffice.
std::optional<std::vector<ListViews>> list_views(const ListHistory& history, SessionOrder order,
                                                 StepMeter& meter);

}  // namespace eddy::checkers
