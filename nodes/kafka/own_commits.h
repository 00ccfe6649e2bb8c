// The offsets that the clients of one node have committed, and how much of them the store has.
//
// They are spread over shards, each of which the store holds as one value that no other node
// writes. Offsets only rise, so no value of a shard comes twice. Pure: it sends nothing.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "eddy/sim/hash.h"
#include "eddy/sim/protocol/kafka.h"
#include "nodes/shown.h"

namespace eddy::nodes::kafka {

using sim::kafka::Offset;
using sim::kafka::Offsets;

class OwnCommits {
 public:
  using Shard = std::size_t;
  static constexpr Shard kShards = 32;

  // The same on every node.
  static Shard shard_of(std::string_view key) {
    sim::Hasher hasher;
    hasher.add(key);
    return hasher.digest() % kShards;
  }

  // A client has committed it. Does its shard now lack something, and is nobody storing it?
  bool commit(const std::string& key, Offset offset) {
    Stored& shard = shards_[shard_of(key)];
    const auto [wanted, is_first] = shard.wanted.try_emplace(key, offset);
    if (!is_first && offset <= wanted->second) return false;
    wanted->second = offset;
    return !std::exchange(shard.is_being_stored, true);
  }

  // What is to be stored next in place of `held`; nothing, once all is.
  std::optional<Offsets> next(Shard shard) {
    Stored& one = shards_[shard];
    if (one.held != one.wanted) return one.wanted;
    one.is_being_stored = false;
    return std::nullopt;
  }
  const Offsets& held(Shard shard) const { return shards_[shard].held; }
  void stored(Shard shard, Offsets offsets) { shards_[shard].held = std::move(offsets); }

  // The store holds that, which may be more than this life of the node has stored.
  void found(Shard shard, const Offsets& offsets) {
    for (const auto& [key, offset] : offsets) {
      const auto [wanted, is_first] = shards_[shard].wanted.try_emplace(key, offset);
      if (!is_first) wanted->second = std::max(wanted->second, offset);
    }
    shards_[shard].held = offsets;
  }

  // As nodes show them, stored or not: {"k": 4}.
  boost::json::object shown() const {
    std::size_t keys = 0;
    for (const Stored& shard : shards_) keys += shard.wanted.size();
    if (keys > kMostKeysShown) return shown_many(keys);
    Offsets all;
    for (const Stored& shard : shards_) all.insert(shard.wanted.begin(), shard.wanted.end());
    return shown_map(all, [](Offset offset) { return offset; });
  }

  bool has_stored(const Offsets& offsets) const {
    return std::all_of(offsets.begin(), offsets.end(), [this](const auto& one) {
      const Offsets& held = this->held(shard_of(one.first));
      const auto found = held.find(one.first);
      return found != held.end() && one.second <= found->second;
    });
  }

 private:
  struct Stored {
    Offsets wanted;
    Offsets held;  // by the store, for certain
    bool is_being_stored = false;
  };
  std::array<Stored, kShards> shards_;
};

}  // namespace eddy::nodes::kafka
