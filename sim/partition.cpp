#include "eddy/sim/partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace eddy::sim {
namespace {

std::string list(const std::vector<NodeId>& nodes) {
  constexpr std::size_t kMostShown = 25;
  constexpr std::size_t kShownOfMany = 5;
  const bool all = nodes.size() <= kMostShown;
  std::string text;
  for (const NodeId node : std::span(nodes).first(all ? nodes.size() : kShownOfMany)) {
    if (!text.empty()) text += ' ';
    text += node.name();
  }
  if (!all) text += fmt::format(" … ({} nodes)", nodes.size());
  return text;
}

std::string describe_groups(const Partition& partition) {
  const auto& groups = partition.groups;
  if (partition.shape == PartitionShape::bridge && groups.size() == 3) {
    return fmt::format("{} | {}, joined by {}", list(groups[0]), list(groups[1]), list(groups[2]));
  }
  std::string text;
  for (const std::vector<NodeId>& group : groups) {
    if (!text.empty()) text += partition.shape == PartitionShape::one_way ? " ↛ " : " | ";
    text += list(group);
  }
  return text;
}

}  // namespace

std::string describe(const Partition& partition) {
  return fmt::format("partition {}: {}", name_of(partition.shape), describe_groups(partition));
}

bool is_possible(PartitionShape shape, std::size_t node_count) {
  switch (shape) {
    case PartitionShape::one:
    case PartitionShape::halves:
    case PartitionShape::one_way:
      return node_count >= 2;
    case PartitionShape::majority:
    case PartitionShape::majorities_ring:
    case PartitionShape::bridge:
      return node_count >= 3;
    case PartitionShape::minority_third:
      return node_count >= 4;
  }
  return false;
}

Cut::Cut(const Partition& partition) : shape_(partition.shape) {
  const bool ring = shape_ == PartitionShape::majorities_ring;
  for (std::size_t group = 0; group < partition.groups.size(); ++group) {
    for (std::size_t i = 0; i < partition.groups[group].size(); ++i) {
      put(partition.groups[group][i], static_cast<std::uint32_t>(ring ? i : group));
    }
  }
  if (ring && !partition.groups.empty()) {
    ring_size_ = static_cast<std::uint32_t>(partition.groups.front().size());
  }
}

void Cut::put(NodeId id, std::uint32_t place) {
  if (id.is_client()) return;
  auto& places = id.is_service() ? services_ : nodes_;
  if (id.index() >= places.size()) places.resize(id.index() + 1, kNone);
  places[id.index()] = place;
}

bool Cut::blocks(NodeId src, NodeId dest) const {
  const std::uint32_t from = place_of(src);
  const std::uint32_t to = place_of(dest);
  if (from == kNone || to == kNone || from == to) return false;
  switch (shape_) {
    case PartitionShape::one:
    case PartitionShape::halves:
    case PartitionShape::majority:
    case PartitionShape::minority_third:
      return true;
    case PartitionShape::bridge:
      return from < 2 && to < 2;
    case PartitionShape::one_way:
      return from == 0 && to == 1;
    case PartitionShape::majorities_ring:
      break;
  }
  // A node hears those at most `reach` places away on the ring: the least odd window that is a
  // majority. Of three nodes each hears only the next one.
  const std::uint32_t ahead = (from + ring_size_ - to) % ring_size_;
  if (ring_size_ == 3) return ahead == 2;
  const std::uint32_t reach = (ring_size_ / 2 + 1) / 2;
  return std::min(ahead, ring_size_ - ahead) > reach;
}

}  // namespace eddy::sim
