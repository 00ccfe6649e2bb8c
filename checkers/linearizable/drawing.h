// Where an order of calls ends, as a picture: a row for each process, a bar for each call from its
// invocation to its return, the place of each call in the longest prefix, and what cannot come
// next.
#pragma once

#include <string>

#include "checkers/linearizable/judgement.h"

namespace eddy::checkers::linearizable {

// SVG. The way from left to right is the order of events, not their distance in time. REQUIRES: the
// judgement has a failure.
std::string draw(const Judgement& judgement);

}  // namespace eddy::checkers::linearizable
