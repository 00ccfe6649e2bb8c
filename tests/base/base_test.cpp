#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <variant>

#include "base/overloaded.h"
#include "base/text.h"
#include "eddy/base/named_enum.h"

namespace TEST_FILE {

enum class Shape : std::uint8_t { halves = 3, one_way = 7, register_ = 9 };
BOOST_DESCRIBE_ENUM(Shape, halves, one_way, register_)

enum class Level : std::uint8_t { g1a, g2 };
BOOST_DESCRIBE_ENUM(Level, g1a, g2)

}  // namespace TEST_FILE

template <>
struct eddy::EnumNames<TEST_FILE::Level> {
  static constexpr std::array<std::string_view, 2> kNames = {"G1a", "G2"};
};

namespace TEST_FILE {

using eddy::kValuesOf;
using eddy::name_of;
using eddy::parse_name;

TEST_CASE("an enumerator's name has hyphens, and nothing that keeps clear of keywords") {
  CHECK(name_of(Shape::halves) == "halves");
  CHECK(name_of(Shape::one_way) == "one-way");
  CHECK(name_of(Shape::register_) == "register");
}

TEST_CASE("every name gives its value back, and no other text gives any") {
  for (const Shape shape : kValuesOf<Shape>) CHECK(parse_name<Shape>(name_of(shape)) == shape);
  for (const char* text : {"", "one_way", "one", "one-way ", "register-"})
    CHECK_FALSE(parse_name<Shape>(text));
}

TEST_CASE("an enumeration can have names of its own") {
  CHECK(name_of(Level::g1a) == "G1a");
  CHECK(parse_name<Level>("G2") == Level::g2);
  CHECK_FALSE(parse_name<Level>("g2"));
}

TEST_CASE("text is cut in whole code points, at most so many bytes") {
  using eddy::shortened;
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "abc…");
  CHECK(shortened("aé", 2) == "a…");
  CHECK(shortened("é", 1) == "…");
  CHECK(shortened("", 0).empty());
}

TEST_CASE("bytes that are no UTF-8 are replaced, one by one, and all others stay") {
  using eddy::valid_utf8;
  const std::string replaced = "\xef\xbf\xbd";
  for (const std::string text : {"", "abc\t\x01", "é€𐍈", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
    CHECK(valid_utf8(text) == text);
  CHECK(valid_utf8("a\xff"
                   "b") == "a" + replaced + "b");
  CHECK(valid_utf8("\xe2\x82") == replaced + replaced);                 // an unfinished one
  CHECK(valid_utf8("\xc0\x80") == replaced + replaced);                 // longer than it must be
  CHECK(valid_utf8("\xed\xa0\x80") == replaced + replaced + replaced);  // a surrogate
  CHECK(valid_utf8("\xf4\x90\x80\x80").size() == 4 * replaced.size());  // beyond U+10FFFF
  CHECK(valid_utf8("\xf0\x9f\x98\x80\x80") == "\xf0\x9f\x98\x80" + replaced);
}

TEST_CASE("quotable: short, on one line, and UTF-8 whatever it was") {
  using eddy::quotable;
  CHECK(quotable("a\nb\x1b[1m", 20) == "a b [1m");
  CHECK(quotable("abcdef", 3) == "abc…");
  CHECK(quotable("ab\xff\xff\xff", 3) == "ab…");
  CHECK(quotable("ééé", 5) == "éé…");
  CHECK(quotable("ééé", 6) == "ééé");
}

TEST_CASE("on_one_line: lines one behind another, without what they are indented by") {
  CHECK(eddy::on_one_line("") == "");
  CHECK(eddy::on_one_line("one") == "one");
  CHECK(eddy::on_one_line("a cycle:\n  T1 before T2\n\n  T2 before T1\n") ==
        "a cycle: T1 before T2; T2 before T1");
  CHECK(eddy::on_one_line("\n \n") == "");
}

TEST_CASE("a variant is visited by the function that takes its alternative") {
  const auto kind = [](const std::variant<int, std::string>& value) {
    return std::visit(
        eddy::Overloaded{[](int) { return "number"; }, [](const std::string&) { return "text"; }},
        value);
  };
  CHECK(std::string(kind(3)) == "number");
  CHECK(std::string(kind("3")) == "text");
}

}  // namespace TEST_FILE
