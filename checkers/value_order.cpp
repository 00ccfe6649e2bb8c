#include "eddy/checkers/value_order.h"

#include <algorithm>
#include <bit>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <compare>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/mix.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

enum class Rank : std::uint8_t { null, boolean, number, string, array, object };

Rank rank(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return Rank::null;
    case json::kind::bool_:
      return Rank::boolean;
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return Rank::number;
    case json::kind::string:
      return Rank::string;
    case json::kind::array:
      return Rank::array;
    case json::kind::object:
      break;
  }
  return Rank::object;
}

std::weak_ordering reversed(std::weak_ordering order) {
  if (std::is_lt(order)) return std::weak_ordering::greater;
  return std::is_gt(order) ? std::weak_ordering::less : std::weak_ordering::equivalent;
}

bool is_negative_integer(const json::value& value) {
  return value.is_int64() && value.get_int64() < 0;
}

// The bits of an integer; two non-negative ones are equal exactly when these are, whichever kind
// they are.
std::uint64_t integer_bits(const json::value& value) {
  return value.is_int64() ? static_cast<std::uint64_t>(value.get_int64()) : value.get_uint64();
}

std::weak_ordering compare_integers(const json::value& a, const json::value& b) {
  const bool negative = is_negative_integer(a);
  if (negative != is_negative_integer(b))
    return negative ? std::weak_ordering::less : std::weak_ordering::greater;
  return integer_bits(a) <=>
         integer_bits(b);  // two's complement keeps the order among negative ones
}

// Exact: nothing is rounded to a float on the way.
std::weak_ordering compare_integer_to_float(const json::value& integer, double number) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  constexpr double kTwoTo64 = 18446744073709551616.0;
  if (std::isnan(number) || number >= kTwoTo64) return std::weak_ordering::less;
  if (number < -kTwoTo63) return std::weak_ordering::greater;
  const double whole = std::floor(number);
  const bool negative = whole < 0;
  if (is_negative_integer(integer) != negative)
    return negative ? std::weak_ordering::greater : std::weak_ordering::less;
  const std::uint64_t bits = negative ? static_cast<std::uint64_t>(static_cast<std::int64_t>(whole))
                                      : static_cast<std::uint64_t>(whole);
  // An integer is at most the floor of the number exactly when it is at most the number.
  return integer_bits(integer) <= bits ? std::weak_ordering::less : std::weak_ordering::greater;
}

std::weak_ordering compare_floats(double a, double b) {
  const bool a_nan = std::isnan(a);
  const bool b_nan = std::isnan(b);
  if (a_nan || b_nan) return a_nan <=> b_nan;
  if (a < b) return std::weak_ordering::less;
  return a > b ? std::weak_ordering::greater : std::weak_ordering::equivalent;
}

std::weak_ordering compare_numbers(const json::value& a, const json::value& b) {
  if (a.is_double()) {
    if (b.is_double()) return compare_floats(a.get_double(), b.get_double());
    return reversed(compare_integer_to_float(b, a.get_double()));
  }
  if (b.is_double()) return compare_integer_to_float(a, b.get_double());
  return compare_integers(a, b);
}

std::weak_ordering compare_arrays(const json::array& a, const json::array& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const auto order = compare_values(a[i], b[i]); std::is_neq(order)) return order;
  }
  return a.size() <=> b.size();
}

std::vector<const json::key_value_pair*> by_key(const json::object& object) {
  std::vector<const json::key_value_pair*> entries;
  entries.reserve(object.size());
  for (const auto& entry : object) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(),
            [](const auto* a, const auto* b) { return a->key() < b->key(); });
  return entries;
}

// As arrays of (key, value) in the order of the keys.
std::weak_ordering compare_objects(const json::object& a, const json::object& b) {
  const auto left = by_key(a);
  const auto right = by_key(b);
  for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (const int order = left[i]->key().compare(right[i]->key()); order != 0) return order <=> 0;
    if (const auto order = compare_values(left[i]->value(), right[i]->value()); std::is_neq(order))
      return order;
  }
  return left.size() <=> right.size();
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return mixed(hash);
}

std::uint64_t hash_of(double number) {
  if (std::isnan(number)) return mixed(1);
  return mixed(std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number));  // -0.0 equals 0.0
}

// Keeps the kinds apart.
std::uint64_t salted(Rank rank, std::uint64_t hash) {
  return mixed(hash + 0x9e3779b97f4a7c15U * (static_cast<std::uint64_t>(rank) + 1));
}

}  // namespace

std::weak_ordering compare_values(const json::value& a, const json::value& b) {
  const Rank kind = rank(a);
  if (const auto order = kind <=> rank(b); std::is_neq(order)) return order;
  switch (kind) {
    case Rank::null:
      return std::weak_ordering::equivalent;
    case Rank::boolean:
      return a.get_bool() <=> b.get_bool();
    case Rank::number:
      return compare_numbers(a, b);
    case Rank::string:
      return a.get_string().compare(b.get_string()) <=> 0;
    case Rank::array:
      return compare_arrays(a.get_array(), b.get_array());
    case Rank::object:
      break;
  }
  return compare_objects(a.get_object(), b.get_object());
}

bool equal_values(const json::value& a, const json::value& b) {
  if (a.is_int64() && b.is_int64()) return a.get_int64() == b.get_int64();
  return std::is_eq(compare_values(a, b));
}

std::uint64_t hash_value_of(const json::value& value) {
  const Rank kind = rank(value);
  switch (kind) {
    case Rank::null:
      return salted(kind, 0);
    case Rank::boolean:
      return salted(kind, value.get_bool() ? 1 : 0);
    case Rank::number:
      if (value.is_double()) return salted(kind, hash_of(value.get_double()));
      return is_negative_integer(value) ? ~mixed(integer_bits(value)) : mixed(integer_bits(value));
    case Rank::string:
      return salted(kind, hash_of(std::string_view(value.get_string())));
    case Rank::array: {
      std::uint64_t hash = 0;
      for (const json::value& element : value.get_array())
        hash = mixed(hash) + hash_value_of(element);
      return salted(kind, hash);
    }
    case Rank::object:
      break;
  }
  std::uint64_t hash = 0;
  for (const auto& entry : value.get_object())
    hash += mixed(hash_of(entry.key()) ^ mixed(hash_value_of(entry.value())));
  return salted(kind, hash);
}

}  // namespace eddy::checkers
