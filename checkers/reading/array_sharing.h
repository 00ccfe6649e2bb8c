// Finds, by comparing text, how much of an array the one before it had already: reads of a set that
// only grows are then parsed and stored once and not over and over.
//
// * What is compared with is the last array of each of a few *chains*. One that has nearly all of
//   the chain's last array is taken at once.
// * Arrays that are short, or have little in common with all of these, begin a chain of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

class ArraySharing {
 public:
  struct Match {
    std::uint32_t base = kNoBase;  // the operation whose value begins the same
    std::uint32_t kept = 0;        // by how many elements
    std::size_t bytes = 0;         // and by how much text, from the bracket to their end
  };

  // The best match for the array that `text` begins with, its bracket included; the text may go on
  // behind it. No base: none is good enough.
  Match find(std::string_view text);

  // Takes the array for the next to be compared with: its whole text, and where in it each element
  // behind the matched ones ends. `position` is the operation's.
  void keep(const Match& match, std::string_view text, const std::vector<std::uint32_t>& ends,
            std::size_t position);

 private:
  struct Chain {
    std::string text;                 // of its last array
    std::vector<std::uint32_t> ends;  // where each element of it ends
    std::uint32_t position = 0;       // of its last operation
  };

  Match match(const Chain& chain, std::string_view text) const;
  Chain& chain_for(const Match& match);

  std::vector<Chain> chains_;  // the one used last is last; the first makes room
  std::size_t bytes_ = 0;      // of their texts
};

}  // namespace eddy::checkers
