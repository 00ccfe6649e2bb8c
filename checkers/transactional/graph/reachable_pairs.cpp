#include "checkers/transactional/graph/reachable_pairs.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>

namespace eddy::checkers {

namespace {

using Vertex = StepGraph::Vertex;

constexpr std::size_t kBatch = 512;
using Starts = std::bitset<kBatch>;

// The vertices of each component, one component after the other.
class Members {
 public:
  explicit Members(std::span<const std::uint32_t> component) : vertices_(component.size()) {
    std::uint32_t count = 0;
    for (const std::uint32_t c : component) count = std::max(count, c + 1);
    first_.resize(std::size_t{count} + 1);
    for (const std::uint32_t c : component) ++first_[c + 1];
    for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for (Vertex vertex = 0; vertex < component.size(); ++vertex)
      vertices_[next[component[vertex]]++] = vertex;
  }

  std::size_t components() const { return first_.size() - 1; }
  std::span<const Vertex> of(std::uint32_t component) const {
    return std::span(vertices_).subspan(first_[component],
                                        first_[component + 1] - first_[component]);
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<Vertex> vertices_;
};

class Sweep {
 public:
  Sweep(const StepGraph& steps, std::span<const std::uint32_t> component, StepMeter& meter)
      : steps_(steps),
        component_(component),
        meter_(meter),
        members_(component),
        reached_by_(members_.components()) {}

  // Appends those of the pairs that have a way. REQUIRES: at most kBatch different starts, equal
  // ones side by side, in descending order of component.
  void follow(std::span<const StatePair> pairs, std::vector<StatePair>& found) {
    std::uint32_t low = component_[pairs.front().to];
    for (const StatePair& pair : pairs) low = std::min(low, component_[pair.to]);
    const std::uint32_t high = component_[pairs.front().from];
    std::size_t start = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (i > 0 && pairs[i].from != pairs[i - 1].from) ++start;
      reached_by_[component_[pairs[i].from]].set(start);
    }
    for (std::uint32_t c = high + 1; c-- > low;) pass_on(c, low);
    start = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (i > 0 && pairs[i].from != pairs[i - 1].from) ++start;
      if (reached_by_[component_[pairs[i].to]].test(start)) found.push_back(pairs[i]);
    }
    for (std::uint32_t c = low; c <= high; ++c) reached_by_[c].reset();
  }

 private:
  void pass_on(std::uint32_t component, std::uint32_t low) {
    const Starts starts = reached_by_[component];
    if (starts.none()) return;
    std::uint64_t followed = 1;
    for (const Vertex vertex : members_.of(component)) {
      const auto [first, last] = steps_.targets(vertex);
      for (auto to = first; to != last; ++to) {
        ++followed;
        if (component_[*to] >= low) reached_by_[component_[*to]] |= starts;
      }
    }
    meter_.spend(followed);
  }

  const StepGraph& steps_;
  std::span<const std::uint32_t> component_;
  StepMeter& meter_;
  Members members_;
  std::vector<Starts> reached_by_;  // by component
};

}  // namespace

std::optional<std::vector<StatePair>> reachable_pairs(const StepGraph& steps,
                                                      std::span<const std::uint32_t> component,
                                                      std::vector<StatePair> pairs,
                                                      StepMeter& meter) {
  // An edge never leads up in the numbers of components.
  std::erase_if(pairs, [component](const StatePair& pair) {
    return component[pair.from] < component[pair.to];
  });
  std::sort(pairs.begin(), pairs.end(), [component](const StatePair& a, const StatePair& b) {
    if (component[a.from] != component[b.from]) return component[a.from] > component[b.from];
    return a < b;
  });
  std::vector<StatePair> found;
  if (pairs.empty()) return found;
  Sweep sweep(steps, component, meter);
  for (std::size_t first = 0; first < pairs.size();) {
    std::size_t last = first;
    for (std::size_t starts = 0; last < pairs.size(); ++last) {
      if (last == first || pairs[last].from != pairs[last - 1].from) ++starts;
      if (starts > kBatch) break;
    }
    sweep.follow(std::span(pairs).subspan(first, last - first), found);
    if (meter.exhausted()) return std::nullopt;
    first = last;
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace eddy::checkers
