#include "nodes/durable/reading.h"

#include <boost/endian/conversion.hpp>
#include <utility>

#include "nodes/durable/frame.h"

namespace eddy::nodes::durable {
namespace {

constexpr std::size_t kWord = 8;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kWords = 2 + std::tuple_size_v<Note>;
static_assert(kMarkSize == kWords * kWord + kChecksumBytes);

template <class Number>
void append_little(std::string& bytes, Number number) {
  const Number little = boost::endian::native_to_little(number);
  bytes.append(reinterpret_cast<const char*>(&little), sizeof little);
}

const unsigned char* place(std::string_view bytes, std::size_t offset) {
  return reinterpret_cast<const unsigned char*>(bytes.data() + offset);
}

}  // namespace

std::string encoded(const Mark& mark) {
  std::string bytes;
  append_little(bytes, mark.begin);
  append_little(bytes, mark.end);
  for (const std::uint64_t word : mark.note) append_little(bytes, word);
  append_little(bytes, checksum_of(bytes));
  return bytes;
}

std::optional<Mark> decoded_mark(std::string_view bytes) {
  const std::string_view words = bytes.substr(0, kWords * kWord);
  if (boost::endian::load_little_u32(place(bytes, words.size())) != checksum_of(words))
    return std::nullopt;
  const auto word = [&](std::size_t i) {
    return boost::endian::load_little_u64(place(bytes, i * kWord));
  };
  Mark mark{word(0), word(1), {}};
  for (std::size_t i = 0; i < mark.note.size(); ++i) mark.note[i] = word(2 + i);
  return mark;
}

Reading read_back(std::string_view log, std::string_view marks) {
  Reading reading;
  const std::size_t count = marks.size() / kMarkSize;
  reading.marks_size = count * kMarkSize;
  if (count > 0) {
    const auto last = decoded_mark(marks.substr((count - 1) * kMarkSize, kMarkSize));
    if (!last) {
      reading.state = Reading::State::unreadable;
      reading.log_size = log.size();
      return reading;
    }
    reading.last = *last;
  }
  reading.log_size = reading.last.end;
  reading.is_torn = log.size() > reading.log_size || marks.size() > reading.marks_size;
  std::optional<std::vector<std::string>> records;
  if (reading.last.begin <= reading.last.end && reading.last.end <= log.size()) {
    records = records_of(log.substr(reading.last.begin, reading.last.end - reading.last.begin));
  }
  if (records) {
    reading.records = std::move(*records);
  } else {
    reading.state = Reading::State::rotten;
  }
  return reading;
}

}  // namespace eddy::nodes::durable
