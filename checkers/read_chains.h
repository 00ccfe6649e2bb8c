// Which reads of a set show which elements, without a mark for every element of every read.
//
// * Reads that have most of their beginning in common form a *chain*, in the order in which they
//   ended: those that a history stores as such (Op::base), and others that turn out to be alike. A
//   read that a later one has as its base waits for that one: no other goes on from it.
// * An element stands at a place in the reads of a chain from one read to a later one: a *stretch*.
//   A set that only grows has one stretch for each element and chain, however often it is read.
#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <span>
#include <vector>

#include "checkers/set_elements.h"
#include "eddy/checkers/history.h"

namespace eddy::checkers {

// A position in `History::ops`; kNoPosition when there is none. A history has fewer than 2^32
// events.
using Position = std::uint32_t;
inline constexpr Position kNoPosition = std::numeric_limits<Position>::max();

// From the read `first` of its chain to the read `last`, both included, one place shows `element`.
struct Stretch {
  std::uint32_t element;
  std::uint32_t chain;
  std::uint32_t first;
  std::uint32_t last;
};

// The invocations and completions of a chain's reads, in the order of their completions.
class ReadChain {
 public:
  void add(Position invocation, Position completion) {
    invocations_.push_back(invocation);
    completions_.push_back(completion);
  }

  std::uint32_t size() const { return static_cast<std::uint32_t>(completions_.size()); }
  Position completion(std::uint32_t read) const { return completions_[read]; }

  // The first read that ended at that position or later; size() if there is none.
  std::uint32_t first_ended_from(Position position) const;

  // The last invocation of the reads from `first` up to and not including `end`; kNoPosition when
  // that is no read.
  Position last_invoked(std::uint32_t first, std::uint32_t end) const;

  // To be called once, when all reads are there.
  void seal();

 private:
  std::vector<std::vector<Position>> invocations_by_span_;  // [k][i]: the last of 2^k from i on
  std::vector<Position> invocations_;
  std::vector<Position> completions_;
};

class ReadChains {
 public:
  explicit ReadChains(const History& history);

  // The next ok read, in the order of completions. Elements are numbered by `index`; those that it
  // did not know are added to it and to `values`.
  struct Place {
    std::uint32_t chain;
    std::uint32_t read;
  };
  Place add(Position invocation, Position completion, ElementIndex& index,
            std::vector<const boost::json::value*>& values);

  // To be called once, when all reads are there.
  void seal(std::size_t elements);

  const std::vector<ReadChain>& chains() const { return chains_; }

  // Of one element, by chain and then by their first read.
  std::span<const Stretch> stretches(std::uint32_t element) const;

  bool shows(Place place, std::uint32_t element) const;

 private:
  struct Standing {
    std::uint32_t element;
    std::uint32_t first;
  };
  // A chain that may go on, and the elements of its last read.
  struct Open {
    std::uint32_t chain = 0;
    std::vector<Standing> standing;
  };

  Open begin_chain();
  Open take_alike(std::size_t& kept);
  void leave(Open open, Position completion);
  void cut(Open& open, std::size_t kept);
  void number(const boost::json::array& elements, ElementIndex& index,
              std::vector<const boost::json::value*>& values);

  const History& history_;
  std::vector<ReadChain> chains_;
  std::vector<bool> is_base_;       // by position, of an ok read
  std::map<Position, Open> based_;  // by their last read: another has it as its base
  std::vector<Open> recent_;        // of the others a few; the one used last is last
  std::vector<Stretch> stretches_;
  std::vector<std::size_t> begins_;       // by element: where its stretches begin
  std::deque<boost::json::array> whole_;  // values that had to be put together
  std::vector<std::uint32_t> numbers_;    // of the read that is added
};

}  // namespace eddy::checkers
