#include "eddy/sim/codec/content_hash.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <utility>

namespace eddy::sim::codec {

std::uint64_t fields_hash(const boost::json::object& object, std::size_t& bytes) {
  std::uint64_t sum = 0;
  for (const auto& field : object)
    sum += field_hash(text_hash(std::string_view(field.key()), bytes),
                      json_hash(field.value(), bytes));
  return sum;
}

std::uint64_t other_json_hash(const boost::json::value& value, std::size_t& bytes) {
  bytes += kWordBytes;
  switch (value.kind()) {
    case boost::json::kind::null:
      return raw(Mark::null);
    case boost::json::kind::bool_:
      return raw(value.get_bool() ? Mark::yes : Mark::no);
    case boost::json::kind::int64:
      return static_cast<std::uint64_t>(value.get_int64());
    case boost::json::kind::uint64: {
      const std::uint64_t number = value.get_uint64();
      return std::in_range<std::int64_t>(number) ? number : mix(raw(Mark::large), number);
    }
    case boost::json::kind::double_:
      return mix(raw(Mark::real), std::bit_cast<std::uint64_t>(value.get_double()));
    case boost::json::kind::string:
      return text_hash(std::string_view(value.get_string()), bytes);
    case boost::json::kind::array: {
      ArrayHash hash(value.get_array().size());
      for (const auto& item : value.get_array()) hash.add(json_hash(item, bytes));
      return hash.digest();
    }
    case boost::json::kind::object:
      return object_hash(fields_hash(value.get_object(), bytes));
  }
  return 0;
}

}  // namespace eddy::sim::codec
