// Described structs (BOOST_DESCRIBE_STRUCT) are objects of their fields.
//
//   struct Step {
//     std::string f;
//     std::uint32_t of_thread = 0;
//   };
//   BOOST_DESCRIBE_STRUCT(Step, (), (f, of_thread))
//
// * A field that is absent is missing, unless it is optional. A struct with a constant
//   `reads_absent_as_null` takes one of any JSON value for null.
// * A field that the struct does not have is ignored or refused, as UnknownFields says.
//
// A struct that stands in files, which people write by hand, has a FileForm:
//
//   template <>
//   struct FileForm<Step> : RequiredFields<"f"> {};
//
// * Its fields have '-' for '_', as the options of the command line: "of-thread".
// * Only its required fields may be missed; the others keep the values that the struct gives them.
// * A field of any JSON value that is null, and not required, is left out.
#pragma once

#include <algorithm>
#include <array>
#include <boost/describe/members.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "eddy/base/named_enum.h"
#include "eddy/sim/codec/codec.h"
#include "eddy/sim/codec/containers.h"

namespace eddy::sim::codec {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

template <class T>
using Fields = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
struct FileForm;

template <class T>
concept InFiles = requires { sizeof(FileForm<T>); };

// A text as a template's argument.
template <std::size_t N>
struct FieldName {
  std::array<char, N> text{};
  consteval FieldName(const char (&name)[N]) { std::copy_n(name, N, text.begin()); }
  constexpr std::string_view view() const { return {text.data(), N - 1}; }
};

template <FieldName... kNames>
struct RequiredFields {
  static constexpr bool contains([[maybe_unused]] std::string_view field) {
    return ((field == kNames.view()) || ...);
  }
};

// What the field of descriptor D is called in JSON.
template <class T, class D>
constexpr std::string_view name_in_json() {
  if constexpr (InFiles<T>) {
    return eddy::detail::kEnumName<D>.view();
  } else {
    return D::name;
  }
}

template <class T>
consteval bool is_required(std::string_view name) {
  if constexpr (InFiles<T>) {
    return FileForm<T>::contains(name);
  } else {
    return true;
  }
}

template <class T, class Member>
inline constexpr bool kMayBeAbsent =
    IsOptional<Member>::value ||
    (std::same_as<Member, boost::json::value> && requires { T::reads_absent_as_null; });

// Is that field of a T absent from its JSON?
template <class T, class D, class Member>
constexpr bool is_left_out(const Member& member) {
  if constexpr (IsOptional<Member>::value) {
    return !member.has_value();
  } else if constexpr (InFiles<T> && std::same_as<Member, boost::json::value>) {
    return !is_required<T>(name_in_json<T, D>()) && member.is_null();
  } else {
    return false;
  }
}

// The names of a struct's fields.
template <class T>
inline constexpr auto kFieldNames =
    []<template <class...> class List, class... D>(std::type_identity<List<D...>>) {
      return std::array<std::string_view, sizeof...(D)>{name_in_json<T, D>()...};
    }(std::type_identity<Fields<T>>{});

// The first field of the object that is in neither list; nothing if all are.
Complaint unknown_field(const boost::json::object& object, std::span<const std::string_view> known,
                        std::span<const std::string_view> known_elsewhere);

// The sum over a struct's fields: see object_hash.
template <Described T>
std::uint64_t fields_hash(const T& value, std::size_t& bytes) {
  std::uint64_t sum = 0;
  boost::mp11::mp_for_each<Fields<T>>([&](auto field) {
    using D = decltype(field);
    constexpr std::uint64_t kName = text_hash(name_in_json<T, D>());
    const auto& member = value.*field.pointer;
    if (is_left_out<T, D>(member)) {
      bytes += kWordBytes;
    } else {
      sum += field_hash(kName, codec::hash_of(member, bytes));
    }
  });
  return sum;
}

template <Described T>
void add_fields(const T& value, boost::json::object& object) {
  boost::mp11::mp_for_each<Fields<T>>([&](auto field) {
    using D = decltype(field);
    const auto& member = value.*field.pointer;
    if (!is_left_out<T, D>(member)) object[name_in_json<T, D>()] = codec::to_json(member);
  });
}

// `known_elsewhere`: fields of the object that somebody else reads.
template <Described T>
Complaint read_fields(const boost::json::object& object, T& out, UnknownFields unknown,
                      std::span<const std::string_view> known_elsewhere = {}) {
  Complaint complaint;
  boost::mp11::mp_for_each<Fields<T>>([&](auto field) {
    if (complaint) return;
    using Member = std::remove_cvref_t<decltype(out.*field.pointer)>;
    constexpr std::string_view kName = name_in_json<T, decltype(field)>();
    const auto* found = object.if_contains(kName);
    if (found == nullptr) {
      if constexpr (!kMayBeAbsent<T, Member> && is_required<T>(kName)) complaint = missing(kName);
      return;
    }
    if (auto flaw = codec::from_json(*found, out.*field.pointer, unknown))
      complaint = in_field(kName, std::move(*flaw));
  });
  if (!complaint && unknown == UnknownFields::refused)
    complaint = unknown_field(object, kFieldNames<T>, known_elsewhere);
  return complaint;
}

template <Described T>
struct Codec<T> {
  static std::uint64_t hash(const T& value, std::size_t& bytes) {
    return object_hash(codec::fields_hash(value, bytes));
  }
  static boost::json::value to_json(const T& value) {
    boost::json::object object;
    codec::add_fields(value, object);
    return object;
  }
  static Complaint from_json(const boost::json::value& json, T& out, UnknownFields unknown = {}) {
    if (!json.is_object()) return expected("an object", json);
    return codec::read_fields(json.get_object(), out, unknown);
  }
};

}  // namespace eddy::sim::codec
