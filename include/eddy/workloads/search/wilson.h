// How sure a share is that was seen in some of many runs.
#pragma once

#include <cstdint>

namespace eddy::workloads {

// From least to most, both included, each from 0 to 1.
struct ShareInterval {
  double least = 0;
  double most = 1;
};

// The share of all runs that fail, where `failing` of `runs` did: with a confidence of 95 % it lies
// in the interval. After Wilson (1927), "Probable inference, the law of succession, and statistical
// inference": the interval's bounds are the shares from which what was seen is just 1.96 standard
// deviations away. Of no runs nothing is known: from 0 to 1. REQUIRES: failing <= runs.
ShareInterval wilson_interval(std::uint64_t failing, std::uint64_t runs);

}  // namespace eddy::workloads
