// A variant of described structs is the object of the one it holds, and its kind:
//
//   {"kind": "loss", "probability": 0.1}
//
// A struct's kind is its `static constexpr std::string_view name`; one that has none specialises
// KindName.
#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "eddy/sim/codec/codec.h"
#include "eddy/sim/codec/scalars.h"
#include "eddy/sim/codec/structs.h"

namespace eddy::sim::codec {

template <class T>
struct KindName {
  static constexpr std::string_view value = T::name;
};

inline constexpr std::string_view kKindField = "kind";

template <Described... T>
struct Codec<std::variant<T...>> {
  using Variant = std::variant<T...>;
  static constexpr std::array<std::string_view, sizeof...(T)> kKinds = {KindName<T>::value...};

  static std::uint64_t hash(const Variant& value, std::size_t& bytes) {
    const std::uint64_t kind =
        field_hash(text_hash(kKindField), text_hash(kKinds[value.index()], bytes));
    return object_hash(
        kind +
        std::visit([&](const auto& held) { return codec::fields_hash(held, bytes); }, value));
  }
  // Adds the kind and the fields.
  static void add_fields(const Variant& value, boost::json::object& object) {
    object[kKindField] = kKinds[value.index()];
    std::visit([&](const auto& held) { codec::add_fields(held, object); }, value);
  }
  static boost::json::value to_json(const Variant& value) {
    boost::json::object object;
    add_fields(value, object);
    return object;
  }
  // `known_elsewhere`: fields of the object that somebody else reads.
  static Complaint read_fields(const boost::json::object& object, Variant& out,
                               UnknownFields unknown,
                               std::span<const std::string_view> known_elsewhere = {}) {
    const auto* kind = object.if_contains(kKindField);
    if (kind == nullptr) return missing(kKindField);
    std::vector<std::string_view> others = {kKindField};
    others.insert(others.end(), known_elsewhere.begin(), known_elsewhere.end());
    std::optional<Complaint> read;  // by the alternative of that kind
    const auto try_as = [&]<class Alternative>(std::type_identity<Alternative>) {
      if (read || !kind->is_string() || kind->get_string() != KindName<Alternative>::value) return;
      read = codec::read_fields(object, out.template emplace<Alternative>(), unknown, others);
    };
    (try_as(std::type_identity<T>{}), ...);
    return read ? *read : in_field(kKindField, expected_name(kKinds, *kind));
  }
  static Complaint from_json(const boost::json::value& json, Variant& out,
                             UnknownFields unknown = {}) {
    if (!json.is_object()) return expected("an object", json);
    return read_fields(json.get_object(), out, unknown);
  }
};

}  // namespace eddy::sim::codec
