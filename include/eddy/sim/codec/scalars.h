// Types that hold no others:
//
//   bool, double, std::string           as such
//   integers                            a number; one that the type cannot hold is refused
//   described enumerations              their name (eddy/base/named_enum.h)
//   other enumerations                  their number
//   NodeId                              its name, "n3"
//   boost::json::value                  any JSON value
//   boost::json::array, and what is one any array
#pragma once

#include <bit>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "eddy/base/named_enum.h"
#include "eddy/sim/codec/codec.h"
#include "eddy/sim/node_id.h"

namespace eddy::sim::codec {

// bool and characters are no numbers here.
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                  !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                  !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <class T>
concept Array = std::derived_from<T, boost::json::array>;

template <class T>
struct IsIntegerEnum : std::false_type {};
template <class T>
  requires(std::is_enum_v<T> && !DescribedEnum<T>)
struct IsIntegerEnum<T> : std::bool_constant<Integer<std::underlying_type_t<T>>> {};

// Reads integers that fit; a double with no fraction is an integer too, as in JSON.
std::optional<std::int64_t> to_int64(const boost::json::value& value);
std::optional<std::uint64_t> to_uint64(const boost::json::value& value);
// "expected one of halves, one-way, got a string \"half\"".
Flaw expected_name(std::span<const std::string_view> names, const boost::json::value& got);

template <Integer T>
struct Codec<T> {
  static std::uint64_t hash(T value, std::size_t& bytes) {
    bytes += kWordBytes;
    if constexpr (std::unsigned_integral<T> && sizeof(T) == sizeof(std::uint64_t)) {
      if (!std::in_range<std::int64_t>(value)) return mix(raw(Mark::large), value);
    }
    return static_cast<std::uint64_t>(value);
  }
  static boost::json::value to_json(T value) { return value; }
  static Complaint from_json(const boost::json::value& json, T& out,
                             UnknownFields /*unknown*/ = {}) {
    if (const auto number = to_int64(json)) {
      if (!std::in_range<T>(*number)) return out_of_range();
      out = static_cast<T>(*number);
      return std::nullopt;
    }
    const auto large = to_uint64(json);
    if (!large) return expected("an integer", json);
    if (!std::in_range<T>(*large)) return out_of_range();
    out = static_cast<T>(*large);
    return std::nullopt;
  }
};

template <class T>
  requires IsIntegerEnum<T>::value
struct Codec<T> {
  using Number = std::underlying_type_t<T>;
  static std::uint64_t hash(T value, std::size_t& bytes) {
    return Codec<Number>::hash(static_cast<Number>(value), bytes);
  }
  static boost::json::value to_json(T value) { return static_cast<Number>(value); }
  static Complaint from_json(const boost::json::value& json, T& out, UnknownFields unknown = {}) {
    Number number{};
    Complaint complaint = Codec<Number>::from_json(json, number, unknown);
    if (!complaint) out = static_cast<T>(number);
    return complaint;
  }
};

template <DescribedEnum T>
struct Codec<T> {
  static std::uint64_t hash(T value, std::size_t& bytes) {
    return text_hash(name_of(value), bytes);
  }
  static boost::json::value to_json(T value) { return boost::json::value(name_of(value)); }
  static Complaint from_json(const boost::json::value& json, T& out,
                             UnknownFields /*unknown*/ = {}) {
    const auto found =
        json.is_string() ? parse_name<T>(std::string_view(json.get_string())) : std::nullopt;
    if (!found) return expected_name(EnumNames<T>::kNames, json);
    out = *found;
    return std::nullopt;
  }
};

template <>
struct Codec<bool> {
  static std::uint64_t hash(bool value, std::size_t& bytes) {
    bytes += kWordBytes;
    return raw(value ? Mark::yes : Mark::no);
  }
  static boost::json::value to_json(bool value) { return value; }
  static Complaint from_json(const boost::json::value& json, bool& out, UnknownFields = {});
};

template <>
struct Codec<double> {
  static std::uint64_t hash(double value, std::size_t& bytes) {
    bytes += kWordBytes;
    return mix(raw(Mark::real), std::bit_cast<std::uint64_t>(value));
  }
  static boost::json::value to_json(double value) { return value; }
  static Complaint from_json(const boost::json::value& json, double& out, UnknownFields = {});
};

template <>
struct Codec<std::string> {
  static std::uint64_t hash(const std::string& value, std::size_t& bytes) {
    return text_hash(value, bytes);
  }
  static boost::json::value to_json(const std::string& value) {
    return boost::json::value(std::string_view(value));
  }
  static Complaint from_json(const boost::json::value& json, std::string& out, UnknownFields = {});
};

template <>
struct Codec<NodeId> {
  static std::uint64_t hash(NodeId value, std::size_t& bytes) {
    bytes += kWordBytes;
    return node_hash(value);
  }
  static boost::json::value to_json(NodeId value) {
    return boost::json::value(std::string_view(value.name()));
  }
  static Complaint from_json(const boost::json::value& json, NodeId& out, UnknownFields = {});
};

template <>
struct Codec<boost::json::value> {
  static std::uint64_t hash(const boost::json::value& value, std::size_t& bytes) {
    return json_hash(value, bytes);
  }
  static boost::json::value to_json(const boost::json::value& value) { return value; }
  static Complaint from_json(const boost::json::value& json, boost::json::value& out,
                             UnknownFields /*unknown*/ = {}) {
    out = json;
    return std::nullopt;
  }
};

template <Array T>
struct Codec<T> {
  static std::uint64_t hash(const T& value, std::size_t& bytes) {
    bytes += kWordBytes;
    ArrayHash items(value.size());
    for (const auto& item : value) items.add(json_hash(item, bytes));
    return items.digest();
  }
  static boost::json::value to_json(const T& value) {
    return static_cast<const boost::json::array&>(value);
  }
  static Complaint from_json(const boost::json::value& json, T& out, UnknownFields unknown = {}) {
    if (is_array_never_made(json, unknown)) {
      out = boost::json::array();
      return std::nullopt;
    }
    if (!json.is_array()) return expected("an array", json);
    out = json.get_array();
    return std::nullopt;
  }
};

}  // namespace eddy::sim::codec
