// The hash of a message's body, and of any JSON value: one rule for typed and for raw values.
//
// A typed value hashes as its JSON form does, and so does that form once it was written as text and
// read back by read_json (eddy/sim/codec/json_text.h). What came from another program as text, and
// what a program of ours made of structs, have one hash if they are the same JSON:
//
//   null, false, true   three constants
//   integer             itself if it fits into std::int64_t, whatever its C++ type; a larger one is
//                       mixed with a constant
//   other number        its bits; 3 and 3.0 are different JSON
//   string              its bytes and how many they are; so do names of nodes ("n3"), enumerations
//                       that go by name, and the keys of maps, which are text in JSON
//   array               its items, one after the other
//   object              the sum of its fields, each its name and its value mixed: the order of
//                       fields is of no matter
//   empty optional      as a field: as if it were not there; elsewhere: null
//   body                the object of its fields and of "type"
//
// Hashes are frozen: they make fingerprints.
#pragma once

#include <bit>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "eddy/sim/hash.h"
#include "eddy/sim/node_id.h"

namespace eddy::sim::codec {

// The high halves keep them apart from small integers.
enum class Mark : std::uint64_t {
  null = 0x6e75'6c6c'0000'0000U,
  no = 0x6e6f'0000'0000'0000U,
  yes = 0x7965'7300'0000'0000U,
  large = 0x6c61'7267'6500'0000U,
  real = 0x7265'616c'0000'0000U,
  text = 0x7465'7874'0000'0000U,
  array = 0x6172'7261'7900'0000U,
  object = 0x6f62'6a65'6374'0000U,
};
constexpr std::uint64_t raw(Mark mark) { return static_cast<std::uint64_t>(mark); }

// About how many bytes a value of one word takes; each hash adds to `bytes` what its value takes.
inline constexpr std::size_t kWordBytes = sizeof(std::uint64_t);

// Of at most eight bytes, the first one lowest.
constexpr std::uint64_t short_text_hash(std::uint64_t word, std::size_t size) {
  return mix(raw(Mark::text) ^ size, word);
}

constexpr std::uint64_t text_word(std::string_view at_most_eight) {
  std::uint64_t word = 0;
  if (std::is_constant_evaluated() || std::endian::native != std::endian::little) {
    for (std::size_t i = at_most_eight.size(); i > 0; --i)
      word = word << 8U | static_cast<unsigned char>(at_most_eight[i - 1]);
  } else {
    std::memcpy(&word, at_most_eight.data(), at_most_eight.size());
  }
  return word;
}

constexpr std::uint64_t text_hash(std::string_view text) {
  std::uint64_t state = raw(Mark::text) ^ text.size();
  for (; text.size() > kWordBytes; text.remove_prefix(kWordBytes))
    state = mix(state, text_word(text.substr(0, kWordBytes)));
  return mix(state, text_word(text));
}

inline std::uint64_t text_hash(std::string_view text, std::size_t& bytes) {
  bytes += kWordBytes + text.size();
  return text_hash(text);
}

// As of its name, without making it.
inline std::uint64_t node_hash(NodeId id) {
  constexpr std::uint32_t kSevenDigits = 10'000'000;
  std::uint32_t rest = id.index();
  if (id.is_service() || rest >= kSevenDigits) return text_hash(id.name());
  std::uint64_t word = 0;
  std::size_t size = 1;
  do {
    word = word << 8U | ('0' + rest % 10);
    rest /= 10;
    ++size;
  } while (rest > 0);
  return short_text_hash(word << 8U | (id.is_client() ? 'c' : 'n'), size);
}

// What a field adds to the sum of its object.
constexpr std::uint64_t field_hash(std::uint64_t name, std::uint64_t value) {
  return mix(name, value);
}
constexpr std::uint64_t object_hash(std::uint64_t sum_of_fields) {
  return mix(raw(Mark::object), sum_of_fields);
}

// Takes the items of an array of that many.
class ArrayHash {
 public:
  explicit ArrayHash(std::size_t size) : state_(raw(Mark::array) ^ size) {}
  void add(std::uint64_t item) { state_ = mix(state_, item); }
  std::uint64_t digest() const { return state_; }

 private:
  std::uint64_t state_;
};

// Of any JSON value but an integer, which is its own hash.
std::uint64_t other_json_hash(const boost::json::value& value, std::size_t& bytes);

inline std::uint64_t json_hash(const boost::json::value& value, std::size_t& bytes) {
  if (value.is_int64()) {
    bytes += kWordBytes;
    return static_cast<std::uint64_t>(value.get_int64());
  }
  return other_json_hash(value, bytes);
}

// The sum of its fields.
std::uint64_t fields_hash(const boost::json::object& object, std::size_t& bytes);

// Of a body of that type whose fields have that sum.
constexpr std::uint64_t body_hash(std::uint64_t type, std::uint64_t sum_of_fields) {
  return object_hash(field_hash(text_hash("type"), type) + sum_of_fields);
}

}  // namespace eddy::sim::codec
