#include "sim/codec.h"

#include <algorithm>
#include <bit>
#include <boost/json/serialize.hpp>
#include <utility>

namespace eddy::sim::codec {
namespace {

// Tells the kinds apart in a hash; integers hash as themselves (see hash_value).
enum class Tag : std::uint64_t {
  null = 0x6e75,
  boolean,
  unsigned_integer,
  real,
  text,
  array,
  object
};

void add(Tag tag, Hasher& hasher) { hasher.add(static_cast<std::uint64_t>(tag) << 48U); }

}  // namespace

void hash(const boost::json::value& value, Hasher& hasher) {
  switch (value.kind()) {
    case boost::json::kind::null:
      add(Tag::null, hasher);
      break;
    case boost::json::kind::bool_:
      add(Tag::boolean, hasher);
      hasher.add(std::uint64_t{value.get_bool()});
      break;
    case boost::json::kind::int64:
      hasher.add(static_cast<std::uint64_t>(value.get_int64()));
      break;
    case boost::json::kind::uint64:
      // One that an int64 can hold is the same value as that.
      if (!std::in_range<std::int64_t>(value.get_uint64())) add(Tag::unsigned_integer, hasher);
      hasher.add(value.get_uint64());
      break;
    case boost::json::kind::double_:
      add(Tag::real, hasher);
      hasher.add(std::bit_cast<std::uint64_t>(value.get_double()));
      break;
    case boost::json::kind::string:
      add(Tag::text, hasher);
      hasher.add(std::string_view(value.get_string()));
      break;
    case boost::json::kind::array:
      add(Tag::array, hasher);
      hasher.add(std::uint64_t{value.get_array().size()});
      for (const auto& item : value.get_array()) hash(item, hasher);
      break;
    case boost::json::kind::object: {
      add(Tag::object, hasher);
      std::vector<const boost::json::key_value_pair*> fields;
      for (const auto& field : value.get_object()) fields.push_back(&field);
      std::sort(fields.begin(), fields.end(),
                [](const auto* a, const auto* b) { return a->key() < b->key(); });
      hasher.add(std::uint64_t{fields.size()});
      for (const auto* field : fields) {
        hasher.add(std::string_view(field->key()));
        hash(field->value(), hasher);
      }
      break;
    }
  }
}

std::string_view kind_of(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return "null";
    case boost::json::kind::bool_:
      return "a boolean";
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
      return "an integer";
    case boost::json::kind::double_:
      return "a number with a fraction";
    case boost::json::kind::string:
      return "a string";
    case boost::json::kind::array:
      return "an array";
    case boost::json::kind::object:
      return "an object";
  }
  return "a value";
}

std::optional<std::int64_t> to_int64(const boost::json::value& value) {
  // 2^63 fits by Boost's comparison, and not into the number.
  if (value.is_double() && !(value.get_double() < 0x1p63)) return std::nullopt;
  boost::json::error_code error;
  const auto number = value.to_number<std::int64_t>(error);
  if (error) return std::nullopt;
  return number;
}

std::string missing(std::string_view field) {
  return "field \"" + std::string(field) + "\" is missing";
}

std::string in_field(std::string_view field, const std::string& complaint) {
  return "field \"" + std::string(field) + "\": " + complaint;
}

std::string unexpected_key(std::string_view key) {
  return "unexpected key \"" + std::string(key) + "\"";
}

std::string expected(std::string_view what, const boost::json::value& got) {
  std::string text = "expected " + std::string(what) + ", got " + std::string(kind_of(got));
  constexpr std::size_t kMostShown = 40;
  if (std::string shown = boost::json::serialize(got); shown.size() <= kMostShown) {
    text += ' ';
    text += shown;
  }
  return text;
}

}  // namespace eddy::sim::codec
