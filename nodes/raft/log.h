// The replicated log: entries 1, 2, 3, … each with the term in which a leader made it.
//
// Two logs that have an entry of the same index and term are equal up to there (log matching;
// Ongaro and Ousterhout, 2014, section 5.3). What a command means is the state machine's affair.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nodes/raft/command.h"

namespace eddy::nodes::raft {

using Term = std::uint64_t;
using Index = std::uint64_t;  // 0: before the first entry

struct Entry {
  Term term = 0;
  std::optional<Command> command;  // nothing: the mark that a leader sets as its term begins

  friend bool operator==(const Entry&, const Entry&) = default;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (term, command))

class Log {
 public:
  Index last() const { return entries_.size(); }
  Term last_term() const { return term_at(last()); }
  // 0 for index 0 and for what is not there.
  Term term_at(Index index) const {
    return index == 0 || index > last() ? 0 : entries_[index - 1].term;
  }
  // REQUIRES: 0 < index ≤ last().
  const Entry& at(Index index) const { return entries_[index - 1]; }
  // Up to `most` entries from `first` on.
  std::vector<Entry> slice(Index first, std::size_t most) const;

  bool has(Index index, Term term) const { return index <= last() && term_at(index) == term; }
  // Would a voter with this log let itself be led by a log that ends so?
  bool is_behind_or_equal(Index other_last, Term other_last_term) const;
  // The first entry of the term that `index` is of.
  Index first_of_term(Index index) const;

  void append(Entry entry) { entries_.push_back(std::move(entry)); }
  // Puts the entries after `previous`; of what was there, all goes from the first conflict on.
  // Nothing if all were there already, else the first index that has changed.
  std::optional<Index> merge(Index previous, std::span<const Entry> entries);
  // How often entries have been taken out: as long as it is the same, entries are only added.
  std::uint64_t cuts() const { return cuts_; }
  // All from `first` on is replaced.
  void replace(Index first, std::span<const Entry> entries);

 private:
  std::vector<Entry> entries_;
  std::uint64_t cuts_ = 0;
};

}  // namespace eddy::nodes::raft
