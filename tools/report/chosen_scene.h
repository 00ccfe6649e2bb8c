// The finding that a person names by its number.
#pragma once

#include <string>

#include "eddy/workloads/search/scene.h"

namespace eddy::tools {

// "1" is the first. Throws checkers::BadInput where there is no such one.
const workloads::Scene& require_scene(const std::string& finding, const workloads::Scenes& scenes);

}  // namespace eddy::tools
