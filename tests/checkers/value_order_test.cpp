#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <compare>
#include <limits>
#include <vector>

#include "eddy/checkers/value_order.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

// Every kind of value, from the lowest to the highest.
std::vector<json::value> ladder() {
  return {nullptr,
          false,
          true,
          -std::numeric_limits<double>::infinity(),
          -9223372036854777856.0,
          std::numeric_limits<std::int64_t>::min(),
          -9223372036854775808.0,
          -2,
          -1.5,
          -1,
          -1.0,
          -0.5,
          0,
          0.0,
          0.5,
          1,
          1.0,
          9007199254740992,
          9007199254740992.0,
          9007199254740993,  // 2^53 + 1 is no float
          std::numeric_limits<std::int64_t>::max(),
          std::uint64_t{9223372036854775808U},
          9223372036854775808.0,
          std::numeric_limits<std::uint64_t>::max(),
          18446744073709551616.0,
          std::numeric_limits<double>::infinity(),
          std::numeric_limits<double>::quiet_NaN(),
          "",
          "a",
          "ab",
          "b",
          json::array{},
          json::array{1},
          json::array{1, 2},
          json::array{2},
          json::object{},
          json::object{{"a", 1}},
          json::object{{"a", 1}, {"b", 1}},
          json::object{{"a", 2}},
          json::object{{"b", 0}}};
}

TEST_CASE("value order: it is total over values of every kind") {
  const auto values = ladder();
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      INFO(json::serialize(values[i]), " and ", json::serialize(values[j]));
      CHECK(std::is_lt(compare_values(values[i], values[j])) == (i < j));
      CHECK(equal_values(values[i], values[j]) == (i == j));
    }
  }
}

TEST_CASE("value order: equal values have equal hashes and the others differ") {
  const auto values = ladder();
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      INFO(json::serialize(values[i]), " and ", json::serialize(values[j]));
      CHECK((hash_value_of(values[i]) != hash_value_of(values[j])));
    }
  }
}

TEST_CASE("value order: integers are equal whichever way they are stored") {
  CHECK(equal_values(json::value(std::int64_t{7}), json::value(std::uint64_t{7})));
  CHECK(hash_value_of(json::value(std::int64_t{7})) ==
        hash_value_of(json::value(std::uint64_t{7})));
  CHECK_FALSE(equal_values(json::value(std::int64_t{-1}),
                           json::value(std::numeric_limits<std::uint64_t>::max())));
}

TEST_CASE("value order: minus zero is zero") {
  CHECK(equal_values(0.0, -0.0));
  CHECK(hash_value_of(0.0) == hash_value_of(-0.0));
}

TEST_CASE("value order: the order of an object's keys does not matter") {
  const auto a = json::parse(R"({"x":1,"y":[{"p":null,"q":2}]})");
  const auto b = json::parse(R"({"y":[{"q":2,"p":null}],"x":1})");
  CHECK(equal_values(a, b));
  CHECK(hash_value_of(a) == hash_value_of(b));
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
