#include "checkers/surroundings.h"

#include "checkers/evidence.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace eddy::checkers {

namespace {

constexpr std::string_view kStart = "start-";
constexpr std::string_view kStop = "stop-";

/// "partition bridge: n1 n4 | n2 n3" → "partition bridge n1 n4 | n2 n3".
std::string name_of(const Op& start) {
  if (!start.value.is_string()) return start.f.substr(kStart.size());
  std::string name(std::string_view(start.value.get_string()));
  if (const auto colon = name.find(": "); colon != std::string::npos) name.erase(colon, 1);
  return name;
}

}  // namespace

std::string told(const DisturbanceSet& set, const Surroundings& surroundings) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> words;
  for (const std::size_t place : set) {
    if (words.size() == kMost) {
      words.push_back(fmt::format("{} more", set.size() - kMost));
      break;
    }
    const Disturbance& disturbance = surroundings.disturbances[place];
    words.push_back(fmt::format("{} was up {}", disturbance.what,
                                format_span(disturbance.begin, disturbance.end)));
  }
  return enumerate(std::move(words));
}

std::vector<Disturbance> disturbances_of(const History& history) {
  std::vector<Disturbance> found;
  std::vector<const Op*> starts;  // of each, null once it has an end
  const std::int64_t end = history.ops.empty() ? 0 : history.ops.back().time;
  for (const Op& op : history.ops) {
    if (op.is_client()) continue;
    if (op.f.starts_with(kStart)) {
      found.push_back({name_of(op), op.time, end});
      starts.push_back(&op);
    } else if (op.f.starts_with(kStop)) {
      const std::string_view kind = std::string_view(op.f).substr(kStop.size());
      for (std::size_t i = 0; i < starts.size(); ++i) {
        const Op* start = starts[i];
        if (start == nullptr || std::string_view(start->f).substr(kStart.size()) != kind) continue;
        if (!op.value.is_null() && op.value != start->value) continue;
        found[i].end = op.time;
        starts[i] = nullptr;
        break;
      }
    }
  }
  return found;
}

}  // namespace eddy::checkers
