#include "checkers/transactional/graph/shortest_way.h"

#include <algorithm>

namespace eddy::checkers {

ShortestWay::ShortestWay(const StepGraph& steps, std::span<const std::uint32_t> component)
    : steps_(steps),
      component_(component),
      seen_(steps.size()),
      targets_(steps.size()),
      parent_(steps.size()) {}

std::optional<std::vector<ShortestWay::Vertex>> ShortestWay::find(Vertex from,
                                                                  std::span<const Vertex> targets,
                                                                  std::uint32_t longest,
                                                                  StepMeter& meter) {
  ++round_;
  target_.reset();
  found_.assign(1, from);
  seen_[from] = round_;
  // An edge never leads up in the numbers of components, so a way stays between those of its ends.
  Bounds bounds{component_[from], component_[from]};
  for (const Vertex target : targets) {
    targets_[target] = round_;
    bounds.low = std::min(bounds.low, component_[target]);
  }
  std::size_t level_end = found_.size();
  std::uint32_t length = 0;
  std::uint64_t looked_at = 0;
  for (std::size_t next = 0; next < found_.size() && !target_; ++next) {
    if (next == level_end) {
      level_end = found_.size();
      ++length;
    }
    if (length == longest) break;
    const Vertex state = found_[next];
    const auto [first, last] = steps_.targets(state);
    for (auto vertex = first; vertex != last && !target_; ++vertex) {
      ++looked_at;
      if (steps_.is_state(*vertex)) {
        reach(*vertex, state, bounds);
        continue;
      }
      // What comes after a place that was seen has been seen.
      for (Vertex place = *vertex; !target_ && is_new(place);) {
        ++looked_at;
        seen_[place] = round_;
        auto [member, end] = steps_.targets(place);
        reach(*member, state, bounds);
        if (++member == end || component_[*member] < bounds.low) break;
        place = *member;
      }
    }
  }
  meter.spend(looked_at + 1);
  if (!target_) return std::nullopt;
  return way_to(from, *target_);
}

void ShortestWay::reach(Vertex vertex, Vertex parent, const Bounds& bounds) {
  if (!is_new(vertex)) return;
  if (component_[vertex] < bounds.low || component_[vertex] > bounds.high) return;
  seen_[vertex] = round_;
  parent_[vertex] = parent;
  found_.push_back(vertex);
  if (targets_[vertex] == round_) target_ = vertex;
}

std::vector<ShortestWay::Vertex> ShortestWay::way_to(Vertex from, Vertex target) const {
  std::vector<Vertex> way{target};
  while (way.back() != from) way.push_back(parent_[way.back()]);
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace eddy::checkers
