// The calls of one object, arranged for the search.
//
// The calls that returned are numbered by their invocations, and *ranked* by their returns. While
// the search goes on, the call of the lowest rank that has not been placed is the *frontier*: all
// before it have been placed, and only what was invoked before it returned can be. So a
// configuration is the frontier, which of the calls that are open when it returns have been placed
// (a bit for each *slot*: calls that are open at once have different ones), which pending calls
// have, and the state. None of that grows with the length of the history.
//
// Pending calls that do the same are one *class*: they are placed in the order of their
// invocations, since an earlier one can stand wherever a later one can.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checkers/linearizable/operation.h"

namespace eddy::checkers::linearizable {

struct PendingClass {
  std::vector<std::uint32_t> members;  // entries by invocation
  std::uint32_t first_rank = 0;        // of the first frontier at which there is one
  std::uint32_t last_rank = 0;         // of the last frontier at which one can matter
};

class Problem {
 public:
  explicit Problem(std::vector<Entry> entries);

  // Those that returned, by invocation, and then the pending ones that can matter.
  const std::vector<Entry>& entries() const { return entries_; }
  const Entry& entry(std::uint32_t number) const { return entries_[number]; }
  // How many have returned.
  std::uint32_t returned() const { return returned_; }

  std::uint32_t by_rank(std::uint32_t rank) const { return by_rank_[rank]; }
  std::uint32_t rank(std::uint32_t number) const { return rank_[number]; }
  std::uint32_t slot(std::uint32_t number) const { return slot_[number]; }
  std::size_t mask_words() const { return mask_words_; }

  // The call that does the same and returned last before this one; kNone if there is none.
  std::uint32_t twin(std::uint32_t number) const { return twin_[number]; }
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  const std::vector<PendingClass>& classes() const { return classes_; }
  std::uint32_t class_of(std::uint32_t pending) const { return class_of_[pending - returned_]; }
  // The classes that can matter at a frontier, and a few others.
  std::span<const std::uint32_t> classes_near(std::uint32_t rank) const {
    return blocks_[rank / block_ranks_];
  }

  // The events of the calls that returned as a list: 2 n is the invocation of entry n, 2 n + 1 its
  // return, and 2 × returned() stands before the first and after the last.
  const std::vector<std::uint32_t>& next() const { return next_; }
  const std::vector<std::uint32_t>& previous() const { return previous_; }

 private:
  void order_events();
  void find_twins();
  void classify_pending();

  std::vector<Entry> entries_;
  std::uint32_t returned_ = 0;
  std::vector<std::uint32_t> by_rank_;
  std::vector<std::uint32_t> rank_;
  std::vector<std::uint32_t> slot_;
  std::size_t mask_words_ = 0;
  std::vector<std::uint32_t> twin_;
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> previous_;
  std::vector<PendingClass> classes_;
  std::vector<std::uint32_t> class_of_;
  std::uint32_t block_ranks_ = 1;
  std::vector<std::vector<std::uint32_t>> blocks_;
};

}  // namespace eddy::checkers::linearizable
