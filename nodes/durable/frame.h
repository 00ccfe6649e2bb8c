// How records lie in a file, one behind another: each in a frame of its length, a CRC-32 of length
// and bytes, and the bytes. Numbers are little-endian. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::nodes::durable {

inline constexpr std::size_t kFrameHeader = 8;  // bytes

std::uint32_t checksum_of(std::string_view bytes);

// REQUIRES: the record has less than 2^32 bytes.
std::string framed(std::string_view record);

// The records of bytes that are nothing but whole frames. Nothing: they are not, or some byte is
// another one than was written.
std::optional<std::vector<std::string>> records_of(std::string_view frames);

}  // namespace eddy::nodes::durable
