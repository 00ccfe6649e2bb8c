#include "nodes/durable/frame.h"

#include <boost/crc.hpp>
#include <boost/endian/conversion.hpp>
#include <limits>

#include "eddy/base/ensure.h"

namespace eddy::nodes::durable {
namespace {

constexpr std::size_t kLengthBytes = 4;

void append_number(std::string& bytes, std::uint32_t number) {
  const std::uint32_t little = boost::endian::native_to_little(number);
  bytes.append(reinterpret_cast<const char*>(&little), sizeof little);
}

std::uint32_t number_at(std::string_view bytes, std::size_t place) {
  return boost::endian::load_little_u32(
      reinterpret_cast<const unsigned char*>(bytes.data() + place));
}

std::uint32_t frame_checksum(std::string_view length, std::string_view record) {
  boost::crc_32_type crc;
  crc.process_bytes(length.data(), length.size());
  crc.process_bytes(record.data(), record.size());
  return crc.checksum();
}

}  // namespace

std::uint32_t checksum_of(std::string_view bytes) { return frame_checksum({}, bytes); }

std::string framed(std::string_view record) {
  ensure(record.size() <= std::numeric_limits<std::uint32_t>::max(), "a record fits a frame");
  std::string frame;
  frame.reserve(kFrameHeader + record.size());
  append_number(frame, static_cast<std::uint32_t>(record.size()));
  append_number(frame, frame_checksum(frame, record));
  frame += record;
  return frame;
}

std::optional<std::vector<std::string>> records_of(std::string_view frames) {
  std::vector<std::string> records;
  while (!frames.empty()) {
    if (frames.size() < kFrameHeader) return std::nullopt;
    const std::size_t length = number_at(frames, 0);
    if (frames.size() - kFrameHeader < length) return std::nullopt;
    const std::string_view record = frames.substr(kFrameHeader, length);
    if (number_at(frames, kLengthBytes) != frame_checksum(frames.substr(0, kLengthBytes), record))
      return std::nullopt;
    records.emplace_back(record);
    frames.remove_prefix(kFrameHeader + length);
  }
  return records;
}

}  // namespace eddy::nodes::durable
