// The finding that a person names by its number.
#pragma once

#include <cstddef>

#include "eddy/workloads/search/scene.h"

namespace eddy::tools {

// From 1. Throws checkers::BadInput where there is no such one.
const workloads::Scene& require_scene(std::size_t finding, const workloads::Scenes& scenes);

}  // namespace eddy::tools
