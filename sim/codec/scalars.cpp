#include "eddy/sim/codec/scalars.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace eddy::sim::codec {

std::optional<std::int64_t> to_int64(const boost::json::value& value) {
  // 2^63 fits by Boost's comparison, and not into the number.
  if (value.is_double() && !(value.get_double() < 0x1p63)) return std::nullopt;
  boost::json::error_code error;
  const auto number = value.to_number<std::int64_t>(error);
  if (error) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> to_uint64(const boost::json::value& value) {
  if (!value.is_uint64()) return std::nullopt;
  return value.get_uint64();
}

Flaw expected_name(std::span<const std::string_view> names, const boost::json::value& got) {
  return expected(fmt::format("one of {}", fmt::join(names, ", ")), got);
}

Complaint Codec<bool>::from_json(const boost::json::value& json, bool& out,
                                 UnknownFields /*unknown*/) {
  if (!json.is_bool()) return expected("a boolean", json);
  out = json.get_bool();
  return std::nullopt;
}

Complaint Codec<double>::from_json(const boost::json::value& json, double& out,
                                   UnknownFields /*unknown*/) {
  if (!json.is_number()) return expected("a number", json);
  out = json.to_number<double>();
  return std::nullopt;
}

Complaint Codec<std::string>::from_json(const boost::json::value& json, std::string& out,
                                        UnknownFields /*unknown*/) {
  if (!json.is_string()) return expected("a string", json);
  out = std::string(std::string_view(json.get_string()));
  return std::nullopt;
}

Complaint Codec<NodeId>::from_json(const boost::json::value& json, NodeId& out,
                                   UnknownFields /*unknown*/) {
  const auto id =
      json.is_string() ? NodeId::parse(std::string_view(json.get_string())) : std::nullopt;
  if (!id) return expected("the name of a node", json);
  out = *id;
  return std::nullopt;
}

}  // namespace eddy::sim::codec
