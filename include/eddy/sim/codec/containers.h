// Types that hold others:
//
//   std::vector<T>       array
//   std::map<K, T>       object; keys are strings, integers or node ids
//   std::optional<T>     null when empty; as a field of a struct it is then absent
//   Shared<T>            as T
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "eddy/sim/codec/codec.h"
#include "eddy/sim/codec/scalars.h"
#include "eddy/sim/shared.h"

namespace eddy::sim::codec {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
// Its items are no objects.
template <>
struct IsVector<std::vector<bool>> : std::false_type {};
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

template <class T>
  requires IsVector<T>::value
struct Codec<T> {
  static std::uint64_t hash(const T& value, std::size_t& bytes) {
    bytes += kWordBytes;
    ArrayHash items(value.size());
    for (const auto& item : value) items.add(codec::hash_of(item, bytes));
    return items.digest();
  }
  static boost::json::value to_json(const T& value) {
    boost::json::array array;
    array.reserve(value.size());
    for (const auto& item : value) array.push_back(codec::to_json(item));
    return array;
  }
  static Complaint from_json(const boost::json::value& json, T& out, UnknownFields unknown = {}) {
    out.clear();
    if (is_array_never_made(json, unknown)) return std::nullopt;
    if (!json.is_array()) return expected("an array", json);
    std::size_t index = 0;
    for (const auto& item : json.get_array()) {
      if (auto flaw = codec::from_json(item, out.emplace_back(), unknown))
        return in_item(index, std::move(*flaw));
      ++index;
    }
    return std::nullopt;
  }
};

// A map's key as JSON has it.
template <class K>
struct KeyText {
  static std::uint64_t hash(const K& key, std::size_t& bytes) { return text_hash(key, bytes); }
  static std::string write(const K& key) { return key; }
  static std::optional<K> read(std::string_view text) { return K(text); }
};
template <>
struct KeyText<NodeId> {
  static std::uint64_t hash(NodeId key, std::size_t& bytes) {
    return Codec<NodeId>::hash(key, bytes);
  }
  static std::string write(NodeId key) { return key.name(); }
  static std::optional<NodeId> read(std::string_view text) { return NodeId::parse(text); }
};
template <Integer K>
struct KeyText<K> {
  static std::uint64_t hash(K key, std::size_t& bytes) { return text_hash(write(key), bytes); }
  static std::string write(K key) { return std::to_string(key); }
  static std::optional<K> read(std::string_view text) {
    K number{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
    return number;
  }
};

template <class K, class T>
struct Codec<std::map<K, T>> {
  static std::uint64_t hash(const std::map<K, T>& value, std::size_t& bytes) {
    bytes += kWordBytes;
    std::uint64_t sum = 0;
    for (const auto& [key, item] : value)
      sum += field_hash(KeyText<K>::hash(key, bytes), codec::hash_of(item, bytes));
    return object_hash(sum);
  }
  static boost::json::value to_json(const std::map<K, T>& value) {
    boost::json::object object;
    for (const auto& [key, item] : value) object[KeyText<K>::write(key)] = codec::to_json(item);
    return object;
  }
  static Complaint from_json(const boost::json::value& json, std::map<K, T>& out,
                             UnknownFields unknown = {}) {
    if (!json.is_object()) return expected("an object", json);
    out.clear();
    for (const auto& item : json.get_object()) {
      const std::string_view name = item.key();
      const auto key = KeyText<K>::read(name);
      if (!key) return unexpected_key(name);
      if (auto flaw = codec::from_json(item.value(), out[*key], unknown))
        return in_field(name, std::move(*flaw));
    }
    return std::nullopt;
  }
};

template <class T>
struct Codec<std::optional<T>> {
  static std::uint64_t hash(const std::optional<T>& value, std::size_t& bytes) {
    if (value) return codec::hash_of(*value, bytes);
    bytes += kWordBytes;
    return raw(Mark::null);
  }
  static boost::json::value to_json(const std::optional<T>& value) {
    return value ? codec::to_json(*value) : boost::json::value();
  }
  static Complaint from_json(const boost::json::value& json, std::optional<T>& out,
                             UnknownFields unknown = {}) {
    out.reset();
    if (json.is_null()) return std::nullopt;
    return codec::from_json(json, out.emplace(), unknown);
  }
};

template <class T>
struct Codec<Shared<T>> {
  static std::uint64_t hash(const Shared<T>& value, std::size_t& bytes) {
    bytes += kWordBytes;  // its own share
    return value.hash([](const T& shared) {
      std::size_t bytes_of_all = 0;
      return codec::hash_of(shared, bytes_of_all);
    });
  }
  static boost::json::value to_json(const Shared<T>& value) { return codec::to_json(*value); }
  static Complaint from_json(const boost::json::value& json, Shared<T>& out,
                             UnknownFields unknown = {}) {
    T value{};
    Complaint complaint = codec::from_json(json, value, unknown);
    if (!complaint) out = Shared<T>(std::move(value));
    return complaint;
  }
};

}  // namespace eddy::sim::codec
