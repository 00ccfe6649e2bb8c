// A story as JSON.
#pragma once

#include <boost/json/object.hpp>

#include "eddy/workloads/search/story.h"

namespace eddy::tools {

// {"lines": [{"time" (ns), "text", "decides"}], "asked", "not-asked"}.
boost::json::object story_json(const workloads::Story& story);

}  // namespace eddy::tools
