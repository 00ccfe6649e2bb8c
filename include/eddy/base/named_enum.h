// Names of described enumerations, for text and back.
//
//   enum class Shape : std::uint8_t { halves, one_way };
//   BOOST_DESCRIBE_ENUM(Shape, halves, one_way)
//
//   name_of(Shape::one_way)           "one-way"
//   parse_name<Shape>("one-way")      Shape::one_way; nothing for any other text
//   kValuesOf<Shape>                  all of them, in the order of the description
//
// A name is the enumerator's with '-' for '_'; an underscore at its end, which keeps clear of a
// keyword, goes. An enumeration whose names follow another rule specialises EnumNames.
#pragma once

#include <array>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

#include "eddy/base/ensure.h"

namespace eddy {

template <class E>
concept DescribedEnum = boost::describe::has_describe_enumerators<E>::value;

namespace detail {

template <std::size_t N>
struct EnumName {
  std::array<char, N> text{};
  std::size_t size = 0;

  constexpr explicit EnumName(const char* name) {
    for (; name[size] != '\0'; ++size) text[size] = name[size] == '_' ? '-' : name[size];
    if (size > 0 && text[size - 1] == '-') --size;
  }
  constexpr std::string_view view() const { return {text.data(), size}; }
};

// The text of D's name lives as long as the program.
template <class D>
inline constexpr EnumName<std::char_traits<char>::length(D::name) + 1> kEnumName{D::name};

template <class List>
struct EnumeratorsOf;
template <template <class...> class List, class... D>
struct EnumeratorsOf<List<D...>> {
  static constexpr auto values() { return std::array{D::value...}; }
  static constexpr auto names() {
    return std::array<std::string_view, sizeof...(D)>{kEnumName<D>.view()...};
  }
};

}  // namespace detail

template <DescribedEnum E>
inline constexpr auto kValuesOf =
    detail::EnumeratorsOf<boost::describe::describe_enumerators<E>>::values();

// By place in kValuesOf.
template <DescribedEnum E>
struct EnumNames {
  static constexpr auto kNames =
      detail::EnumeratorsOf<boost::describe::describe_enumerators<E>>::names();
};

// REQUIRES: `value` is one of the described values.
template <DescribedEnum E>
constexpr std::string_view name_of(E value) {
  for (std::size_t i = 0; i < kValuesOf<E>.size(); ++i) {
    if (kValuesOf<E>[i] == value) return EnumNames<E>::kNames[i];
  }
  broken_promise("an enumeration holds one of its values", std::source_location::current());
}

template <DescribedEnum E>
constexpr std::optional<E> parse_name(std::string_view text) {
  for (std::size_t i = 0; i < kValuesOf<E>.size(); ++i) {
    if (EnumNames<E>::kNames[i] == text) return kValuesOf<E>[i];
  }
  return std::nullopt;
}

}  // namespace eddy
