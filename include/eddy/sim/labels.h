// Labels of moments that a test hopes to see: Host::sometimes and Host::reachable.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace eddy::sim {

// By label: was it reached? One that was not has been told of, by a condition that did not hold.
using Labels = std::map<std::string, bool, std::less<>>;

}  // namespace eddy::sim
