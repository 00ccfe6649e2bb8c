// What is out of the ordinary in a climate, in words that are counted: "partition", "loss".
//
// * A feature is there or not; two climates that differ in a rate alone have the same.
// * Each is named once, in a fixed order: faults first, then the network, the load, the cluster.
#pragma once

#include <string>
#include <vector>

#include "eddy/workloads/options.h"

namespace eddy::workloads {

std::vector<std::string> features_of(const Options& options);

}  // namespace eddy::workloads
