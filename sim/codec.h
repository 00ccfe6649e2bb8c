// JSON form, validation and hash of described structs (Boost.Describe), for message bodies.
//
//   bool, integers, double, std::string     as such; an integer out of range is refused
//   NodeId                                  its name, "n3"
//   std::vector<T>, std::map<K, T>          array; object (keys: strings, integers or node ids)
//   std::optional<T>                        absent when empty; null reads as empty
//   Shared<T>                               as T
//   boost::json::value, boost::json::array  any JSON value; an array of any JSON values
//   ValueList                               as boost::json::array
//   described struct                        object; unknown fields are ignored when read
#pragma once

#include <boost/describe/members.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/hash.h"
#include "sim/node_id.h"
#include "sim/shared.h"

namespace eddy::sim::codec {

// Hash of any JSON value; objects by their sorted keys.
void hash(const boost::json::value& value, Hasher& hasher);
// What a value is, for messages: "a string", "an array".
std::string_view kind_of(const boost::json::value& value);
// Reads integers that fit; a double with no fraction is an integer too, as in JSON.
std::optional<std::int64_t> to_int64(const boost::json::value& value);

template <class T>
using Fields = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class K, class T>
struct IsMap<std::map<K, T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsShared : std::false_type {};
template <class T>
struct IsShared<Shared<T>> : std::true_type {};
template <class>
inline constexpr bool kUnsupported = false;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;
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
  requires std::is_enum_v<T>
struct IsIntegerEnum<T> : std::bool_constant<Integer<std::underlying_type_t<T>>> {};

// Has a JSON form of its own, and consists of nothing else that must have one.
template <class T>
concept Scalar = Integer<T> || IsIntegerEnum<T>::value || Array<T> || std::same_as<T, bool> ||
                 std::same_as<T, double> || std::same_as<T, std::string> ||
                 std::same_as<T, NodeId> || std::same_as<T, boost::json::value>;

template <class T>
void hash_value(const T& value, Hasher& hasher) {
  if constexpr (std::is_same_v<T, boost::json::value>) {
    if (value.is_int64()) {
      hasher.add(static_cast<std::uint64_t>(value.get_int64()));
    } else {
      hash(value, hasher);
    }
  } else if constexpr (std::is_enum_v<T> || std::integral<T>) {
    hasher.add(static_cast<std::uint64_t>(value));
  } else if constexpr (std::is_same_v<T, double>) {
    hasher.add(std::bit_cast<std::uint64_t>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    hasher.add(std::string_view(value));
  } else if constexpr (std::is_same_v<T, NodeId>) {
    hasher.add(std::uint64_t{value.raw()});
  } else if constexpr (IsShared<T>::value) {
    hasher.add(value.hash([](const auto& shared) {
      Hasher own;
      hash_value(shared, own);
      return own.digest();
    }));
  } else if constexpr (IsOptional<T>::value) {
    hasher.add(std::uint64_t{value.has_value()});
    if (value) hash_value(*value, hasher);
  } else if constexpr (IsVector<T>::value || Array<T>) {
    hasher.add(std::uint64_t{value.size()});
    for (const auto& item : value) hash_value(item, hasher);
  } else if constexpr (IsMap<T>::value) {
    hasher.add(std::uint64_t{value.size()});
    for (const auto& [key, item] : value) {
      hash_value(key, hasher);
      hash_value(item, hasher);
    }
  } else if constexpr (Described<T>) {
    boost::mp11::mp_for_each<Fields<T>>(
        [&](auto field) { hash_value(value.*field.pointer, hasher); });
  } else {
    static_assert(kUnsupported<T>, "a message field of a type that has no JSON form");
  }
}

template <class K>
std::string key_to_string(const K& key) {
  if constexpr (std::is_same_v<K, NodeId>) {
    return key.name();
  } else if constexpr (std::integral<K>) {
    return std::to_string(key);
  } else {
    return key;
  }
}

template <class T>
void add_fields(const T& value, boost::json::object& object);

template <class T>
boost::json::value to_json(const T& value) {
  if constexpr (std::is_same_v<T, boost::json::value> || Array<T> || std::is_same_v<T, bool> ||
                std::is_same_v<T, double>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::integral<T>) {
    return value;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return boost::json::value(std::string_view(value));
  } else if constexpr (std::is_same_v<T, NodeId>) {
    return boost::json::value(std::string_view(value.name()));
  } else if constexpr (IsShared<T>::value) {
    return to_json(*value);
  } else if constexpr (IsOptional<T>::value) {
    return value ? to_json(*value) : boost::json::value();
  } else if constexpr (IsVector<T>::value) {
    boost::json::array array;
    array.reserve(value.size());
    for (const auto& item : value) array.push_back(to_json(item));
    return array;
  } else if constexpr (IsMap<T>::value) {
    boost::json::object object;
    for (const auto& [key, item] : value) object[key_to_string(key)] = to_json(item);
    return object;
  } else if constexpr (Described<T>) {
    boost::json::object object;
    add_fields(value, object);
    return object;
  } else {
    static_assert(kUnsupported<T>, "a message field of a type that has no JSON form");
  }
}

template <class T>
void add_fields(const T& value, boost::json::object& object) {
  boost::mp11::mp_for_each<Fields<T>>([&](auto field) {
    const auto& member = value.*field.pointer;
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (IsOptional<Member>::value) {
      if (!member) return;
    }
    object[field.name] = to_json(member);
  });
}

// Nothing when all is well, else what is wrong: "field \"delta\": expected an integer, got a
// string".
using Complaint = std::optional<std::string>;

std::string expected(std::string_view what, const boost::json::value& got);
std::string missing(std::string_view field);
std::string in_field(std::string_view field, const std::string& complaint);
std::string unexpected_key(std::string_view key);

template <class K>
std::optional<K> key_from_string(std::string_view text) {
  if constexpr (std::is_same_v<K, NodeId>) {
    return NodeId::parse(text);
  } else if constexpr (std::integral<K>) {
    K number{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return number;
  } else {
    return K(text);
  }
}

template <class T>
Complaint from_json(const boost::json::value& json, T& out) {
  if constexpr (std::is_same_v<T, boost::json::value>) {
    out = json;
  } else if constexpr (Array<T>) {
    if (!json.is_array()) return expected("an array", json);
    out = json.get_array();
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!json.is_bool()) return expected("a boolean", json);
    out = json.get_bool();
  } else if constexpr (std::is_same_v<T, double>) {
    if (!json.is_number()) return expected("a number", json);
    out = json.to_number<double>();
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    if (json.is_uint64()) {
      out = json.get_uint64();
      return std::nullopt;
    }
    const auto number = to_int64(json);
    if (!number) return expected("an integer", json);
    if (*number < 0) return "integer out of range";
    out = static_cast<std::uint64_t>(*number);
  } else if constexpr (std::integral<T> || std::is_enum_v<T>) {
    const auto number = to_int64(json);
    if (!number) return expected("an integer", json);
    if constexpr (std::is_enum_v<T>) {
      using Underlying = std::underlying_type_t<T>;
      if (!std::in_range<Underlying>(*number)) return "integer out of range";
      out = static_cast<T>(static_cast<Underlying>(*number));
    } else {
      if (!std::in_range<T>(*number)) return "integer out of range";
      out = static_cast<T>(*number);
    }
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!json.is_string()) return expected("a string", json);
    out = std::string(std::string_view(json.get_string()));
  } else if constexpr (std::is_same_v<T, NodeId>) {
    if (!json.is_string()) return expected("the name of a node", json);
    const auto id = NodeId::parse(std::string_view(json.get_string()));
    if (!id) return expected("the name of a node", json);
    out = *id;
  } else if constexpr (IsShared<T>::value) {
    std::remove_cvref_t<decltype(*out)> value;
    if (auto complaint = from_json(json, value)) return complaint;
    out = T(std::move(value));
  } else if constexpr (IsOptional<T>::value) {
    if (json.is_null()) {
      out.reset();
    } else {
      return from_json(json, out.emplace());
    }
  } else if constexpr (IsVector<T>::value) {
    if (!json.is_array()) return expected("an array", json);
    out.clear();
    for (const auto& item : json.get_array()) {
      if (auto complaint = from_json(item, out.emplace_back())) return complaint;
    }
  } else if constexpr (IsMap<T>::value) {
    if (!json.is_object()) return expected("an object", json);
    out.clear();
    for (const auto& item : json.get_object()) {
      const auto key = key_from_string<typename T::key_type>(std::string_view(item.key()));
      if (!key) return unexpected_key(std::string_view(item.key()));
      if (auto complaint = from_json(item.value(), out[*key])) return complaint;
    }
  } else if constexpr (Described<T>) {
    if (!json.is_object()) return expected("an object", json);
    Complaint complaint;
    boost::mp11::mp_for_each<Fields<T>>([&](auto field) {
      if (complaint) return;
      using Member = std::remove_cvref_t<decltype(out.*field.pointer)>;
      const auto* found = json.get_object().if_contains(field.name);
      if (found == nullptr) {
        if constexpr (!IsOptional<Member>::value) {
          complaint = missing(field.name);
        }
        return;
      }
      if (auto inner = from_json(*found, out.*field.pointer)) {
        complaint = in_field(field.name, *inner);
      }
    });
    return complaint;
  } else {
    static_assert(kUnsupported<T>, "a message field of a type that has no JSON form");
  }
  return std::nullopt;
}

}  // namespace eddy::sim::codec
