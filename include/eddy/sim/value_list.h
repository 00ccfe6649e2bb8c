// A JSON array that any range of values becomes: ReadOk{values} from a std::set<int>, a view, or a
// boost::json::array, which is copied or moved as it is. A message's field of values of any kind.
//
// The items of the range are what a field of a message may be (eddy/sim/codec.h), or strings of
// another kind. A string is no range here.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <concepts>
#include <initializer_list>
#include <ranges>
#include <string_view>
#include <type_traits>
#include <utility>

#include "eddy/sim/codec.h"

namespace eddy::sim {

template <class T>
concept ListItem = codec::HasCodec<T> || std::convertible_to<const T&, std::string_view> ||
                   std::convertible_to<const T&, boost::json::value>;

template <class R>
concept ListRange =
    std::ranges::input_range<R> && !codec::Array<std::remove_cvref_t<R>> &&
    !std::convertible_to<R, std::string_view> && ListItem<std::ranges::range_value_t<R>>;

class ValueList : public boost::json::array {
 public:
  ValueList() = default;
  ValueList(const boost::json::array& values) : array(values) {}
  ValueList(boost::json::array&& values) noexcept : array(std::move(values)) {}
  ValueList(std::initializer_list<boost::json::value_ref> values) : array(values) {}
  template <class R>
    requires ListRange<const R&>
  ValueList(const R& values) {
    fill(values);
  }
  // Some views change as they are read.
  template <class R>
    requires ListRange<R> && (!ListRange<const R&>) && std::ranges::view<R>
  ValueList(R values) {
    fill(values);
  }

 private:
  template <class R>
  void fill(R& values) {
    if constexpr (std::ranges::sized_range<R&>) reserve(std::ranges::size(values));
    for (const auto& value : values) push_back(item<std::ranges::range_value_t<R>>(value));
  }

  template <class T>
  static boost::json::value item(const T& value) {
    if constexpr (std::convertible_to<const T&, boost::json::value>) {
      return value;
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
      return boost::json::value(std::string_view(value));
    } else {
      return codec::to_json(value);
    }
  }
};

}  // namespace eddy::sim
