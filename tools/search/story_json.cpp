#include "tools/search/story_json.h"

#include <boost/json/array.hpp>
#include <utility>

#include "eddy/sim/time.h"

namespace eddy::tools {

boost::json::object story_json(const workloads::Story& story) {
  boost::json::array lines;
  for (const workloads::StoryLine& line : story.lines) {
    lines.push_back(
        {{"time", sim::nanoseconds(line.at)}, {"text", line.text}, {"decides", line.decides}});
  }
  return {{"lines", std::move(lines)}, {"asked", story.asked}, {"not-asked", story.not_asked}};
}

}  // namespace eddy::tools
