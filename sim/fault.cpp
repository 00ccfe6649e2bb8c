#include "sim/fault.h"

#include <algorithm>

namespace eddy::sim {

std::string_view name(PartitionShape shape) {
  switch (shape) {
    case PartitionShape::one:
      return "one";
    case PartitionShape::halves:
      return "halves";
    case PartitionShape::majority:
      return "majority";
    case PartitionShape::minority_third:
      return "minority-third";
    case PartitionShape::majorities_ring:
      return "majorities-ring";
    case PartitionShape::bridge:
      return "bridge";
    case PartitionShape::one_way:
      return "one-way";
  }
  return "";
}

std::optional<PartitionShape> parse_partition_shape(std::string_view text) {
  for (const PartitionShape shape : kPartitionShapes) {
    if (text == name(shape)) return shape;
  }
  return std::nullopt;
}

std::string_view name(FaultKind kind) {
  constexpr std::string_view kNames[] = {"partition", "loss", "duplicate", "slow"};
  static_assert(std::size(kNames) == std::variant_size_v<Fault>);
  static_assert(std::size(kNames) == std::size(kFaultKinds));
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name(const Fault& fault) { return name(static_cast<FaultKind>(fault.index())); }

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
      const std::size_t index = partition.groups[group][i].index();
      if (index >= place_.size()) place_.resize(index + 1, kNone);
      place_[index] = static_cast<std::uint32_t>(ring ? i : group);
    }
  }
  if (ring && !partition.groups.empty()) {
    ring_size_ = static_cast<std::uint32_t>(partition.groups.front().size());
  }
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
