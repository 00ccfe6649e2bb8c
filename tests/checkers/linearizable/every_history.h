// Every way in which a few calls can lie in time, up to symmetry.
//
// Only the order of a return before an invocation counts. So time is a row of blocks, each some
// invocations followed by some returns, and which call of a block comes first makes no difference.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "tests/checkers/linearizable/brute_force.h"

namespace eddy::checkers::linearizable {

struct Interval {
  int invoked = 0;
  int returned = 0;

  bool operator==(const Interval&) const = default;
};

// Of `calls` calls, at most `processes` at once, by invocation.
std::vector<std::vector<Interval>> every_layout(std::size_t calls, std::size_t processes);

// Calls `visit` for every layout of exactly `calls` calls and every choice of their kinds, each
// once up to the exchange of calls that lie in the same place; `kinds[i]` are positions in some
// list of `kind_count`. Of these only every `stride`-th. Returns how many there were.
std::size_t for_every_history(
    std::size_t calls, std::size_t processes, std::size_t kind_count, std::size_t stride,
    const std::function<void(const std::vector<Interval>&, const std::vector<std::size_t>& kinds)>&
        visit);

}  // namespace eddy::checkers::linearizable
