// The versions of one list: in which order its elements were appended, as far as reads tell, and
// which micro-operations that puts in an order.
//
// * The order is that of the longest read, the first of several. An element that stands there twice
//   counts where it stands first.
// * ww: from the append of a version to that of the next one; wr: from the append of the last
//   element of a read to the read; rw: from a read to the append of the version after the one it
//   shows.
// * An append that failed, or an element that nobody appended, has no ww and no rw to it: no
//   transaction installed that version.
// * Appends that no read shows come after the last version, each of them, in no order among
//   themselves.
//
// That is how Elle infers it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "eddy/checkers/transactional/graph/dependency_graph.h"
#include "eddy/checkers/transactional/lists/list_history.h"

namespace eddy::checkers {

class ListVersions {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  struct Append {
    std::uint64_t element;
    ListOpId op;
    std::uint32_t index;  // where the longest read first shows it, or kNone

    auto operator<=>(const Append&) const = default;
  };

  struct Read {
    ListOpId op;
    std::uint32_t size;
    bool agrees;  // is a beginning of the longest
  };

  struct Dependent {
    Dependency kind;
    ListOpId from;
    ListOpId to;
  };

  explicit ListVersions(const ListHistory& history) : history_(history) {}

  // Turns to a key; what was said of another one no longer holds. Throws BadOperation if a value is
  // appended to it twice. O(n log n) in the key's appends, O(n) in what its reads show.
  void turn_to(std::uint32_t key);

  const ListHistory& history() const { return history_; }
  std::uint32_t key() const { return key_; }

  // Known reads, in the order of the table.
  std::span<const Read> reads() const { return reads_; }
  // The read that gives the order; nothing if none shows an element.
  std::optional<ListOpId> longest() const { return longest_; }

  // By index in the longest read, where its element stands first there.
  std::span<const std::uint32_t> first_index() const { return first_index_; }
  // By index, the append of the element, or kNone if nobody appended it.
  std::span<const ListOpId> append_at() const { return append_at_; }

  // The append of an element, or null.
  const Append* find(std::uint64_t element) const;
  // The append of what a read shows last, or null. REQUIRES: the read is not empty.
  const Append* last_of(const Read& read) const;
  // Whether a read shows what was appended.
  bool shows(const Read& read, const Append& append) const;

  // Adds the dependencies among micro-operations, those within a transaction left out. False if
  // there are more than `most`; then some are missing.
  bool add_dependents(std::vector<Dependent>& dependents, std::size_t most) const;

  // Whether two reads show the same.
  bool equal(const Read& a, const Read& b) const;

 private:
  void collect(std::span<const ListOpId> ops);
  void sort_appends();
  void index_longest();
  void group_readers();
  bool agrees_with_longest(const boost::json::array& list) const;
  bool installed(ListOpId append) const;
  bool add(std::vector<Dependent>& dependents, std::size_t most, Dependent dependent) const;

  const ListHistory& history_;
  std::uint32_t key_ = kNone;
  std::vector<Append> appends_;  // by element
  std::vector<Read> reads_;
  std::optional<ListOpId> longest_;
  std::vector<std::uint32_t> first_index_;
  std::vector<ListOpId> append_at_;
  // Reads by the version that they show: of version v (0: empty, 1 + index of its last element)
  // readers_[first_reader_[v]] to readers_[first_reader_[v + 1]].
  std::vector<std::uint32_t> first_reader_;
  std::vector<ListOpId> readers_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> scratch_;
};

}  // namespace eddy::checkers
