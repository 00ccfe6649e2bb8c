// Which life of a node this is, counted on its disk: 1, 2, 3, …. Names that a program makes up are
// unique over its lives if the epoch is part of them.
//
// The count is the size of a file to which each life appends one byte: so there is nothing that
// could be torn, and nothing that rot could change.
#pragma once

#include <cstdint>

#include "eddy/sim/host.h"

namespace eddy::nodes::durable {

// Takes as long as the disk needs to keep it. To be called once in a life.
sim::Task<std::uint64_t> next_epoch(sim::Host& host);

// The numbers of an epoch: 2^32 of them, greater than those of all epochs before.
inline std::uint64_t first_number_of(std::uint64_t epoch) {
  constexpr unsigned kBits = 32;
  return epoch << kBits;
}

}  // namespace eddy::nodes::durable
