#include "tools/stdio/peer_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <utility>

namespace eddy::tools {
namespace {

using sim::NodeId;

// Above all clients that have a name of ours.
constexpr std::uint32_t kFirstStranger = 100'000'000;

bool is_one_of_ours(const std::string& name, std::size_t count) {
  const auto id = NodeId::parse(name);
  return id && id->kind() == NodeId::Kind::node && id->index() < count;
}

}  // namespace

PeerNames::PeerNames(const std::vector<std::string>& nodes)
    : are_ours_(std::all_of(nodes.begin(), nodes.end(), [&nodes](const std::string& name) {
        return is_one_of_ours(name, nodes.size());
      })) {
  for (const std::string& name : nodes) {
    const auto position = static_cast<std::uint32_t>(ids_.size());
    const NodeId id = are_ours_ ? *NodeId::parse(name) : NodeId::node(position);
    ids_.push_back(id);
    known_.emplace(name, id);
    names_.emplace(id, name);
  }
}

std::string PeerNames::told() const {
  std::vector<std::string> parts;
  for (const NodeId id : ids_) parts.push_back(fmt::format("{} is {}", id.name(), names_.at(id)));
  return fmt::format("{}", fmt::join(parts, ", "));
}

NodeId PeerNames::id_of(std::string_view name) {
  if (const auto found = known_.find(name); found != known_.end()) return found->second;
  const auto parsed = NodeId::parse(name);
  if (parsed && parsed->kind() != NodeId::Kind::node) return *parsed;
  const NodeId id = NodeId::client(kFirstStranger + static_cast<std::uint32_t>(strangers_.size()));
  known_.emplace(name, id);
  strangers_.emplace(id, name);
  return id;
}

std::string PeerNames::name_of(NodeId id) const {
  if (id.kind() == NodeId::Kind::node) return names_.at(id);
  const auto stranger = strangers_.find(id);
  return stranger == strangers_.end() ? id.name() : stranger->second;
}

void PeerNames::translate(boost::json::value& json) const {
  const auto translated = [this](std::string_view name) -> std::optional<std::string> {
    const auto found = known_.find(name);
    if (found == known_.end() || !is_node(found->second)) return std::nullopt;
    return found->second.name();
  };
  if (auto* text = json.if_string()) {
    if (const auto name = translated(*text)) *text = *name;
  } else if (auto* list = json.if_array()) {
    for (boost::json::value& part : *list) translate(part);
  } else if (auto* object = json.if_object()) {
    boost::json::object renamed;
    for (auto& [key, value] : *object) {
      translate(value);
      const auto name = translated(key);
      renamed.emplace(name ? std::string_view(*name) : std::string_view(key), std::move(value));
    }
    *object = std::move(renamed);
  }
}

}  // namespace eddy::tools
