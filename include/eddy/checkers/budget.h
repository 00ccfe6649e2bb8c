// What a search may cost before its checker answers unknown. Steps stand for time: a clock would
// make the verdict depend on the machine.
#pragma once

#include <cstddef>
#include <cstdint>

namespace eddy::checkers {

struct Budget {
  // Elementary steps (states tried, edges followed) of all searches of one check together; about
  // 10⁷ a second.
  std::uint64_t steps = 1'000'000'000;
  // Bytes of the states and nodes that searches remember.
  std::size_t bytes = std::size_t{2} << 30U;
};

}  // namespace eddy::checkers
