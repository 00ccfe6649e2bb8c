// The msg_id and in_reply_to of messages: 0 in an envelope is none. Another program may write an id
// of 0, which stands for itself on the wire, and as kZeroId in an envelope.
#pragma once

#include <cstdint>

namespace eddy::sim {

inline constexpr std::uint64_t kZeroId = ~std::uint64_t{0};

// As it is written. REQUIRES: there is one.
constexpr std::uint64_t written_id(std::uint64_t id) { return id == kZeroId ? 0 : id; }
// And back. REQUIRES: it is below kZeroId.
constexpr std::uint64_t read_id(std::uint64_t written) { return written == 0 ? kZeroId : written; }

}  // namespace eddy::sim
