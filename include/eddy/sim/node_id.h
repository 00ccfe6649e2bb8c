// Who can send and receive messages: nodes n0, n1, …, clients c0, c1, … and the built-in services.
//
// Names are strings at the edge (JSON, reports) and dense integers inside: an id holds the kind and
// the index within the kind, so its name needs no table but for the services.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eddy::sim {

class NodeId {
 public:
  enum class Kind : std::uint8_t { node, client, service };
  static constexpr std::size_t kKinds = 3;

  constexpr NodeId() = default;
  static constexpr NodeId node(std::uint32_t index) { return NodeId(Kind::node, index); }
  static constexpr NodeId client(std::uint32_t index) { return NodeId(Kind::client, index); }
  static constexpr NodeId service(std::uint32_t index) { return NodeId(Kind::service, index); }

  // The services by name; `service` takes their places in this list.
  static constexpr std::array<std::string_view, 4> kServices = {"lin-kv", "seq-kv", "lww-kv",
                                                                "lin-tso"};

  // "n12", "c3", "lin-kv" → id; nothing for any other text. "n007" is not a name.
  static std::optional<NodeId> parse(std::string_view name);
  std::string name() const;

  constexpr Kind kind() const { return static_cast<Kind>(raw_ >> kIndexBits); }
  constexpr std::uint32_t index() const { return raw_ & kIndexMask; }
  constexpr bool is_client() const { return kind() == Kind::client; }
  constexpr bool is_service() const { return kind() == Kind::service; }
  // One integer that tells all ids apart; nodes have their index.
  constexpr std::uint32_t raw() const { return raw_; }

  friend constexpr auto operator<=>(NodeId, NodeId) = default;

 private:
  static constexpr std::uint32_t kIndexBits = 28;
  static constexpr std::uint32_t kIndexMask = (1U << kIndexBits) - 1;
  constexpr NodeId(Kind kind, std::uint32_t index)
      : raw_((static_cast<std::uint32_t>(kind) << kIndexBits) | (index & kIndexMask)) {}

  std::uint32_t raw_ = 0;
};

inline constexpr NodeId kLinKv = NodeId::service(0);
inline constexpr NodeId kSeqKv = NodeId::service(1);
inline constexpr NodeId kLwwKv = NodeId::service(2);
inline constexpr NodeId kLinTso = NodeId::service(3);

}  // namespace eddy::sim
