#include "eddy/sim/codec/json_text.h"

#include <doctest/doctest.h>

#include <bit>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

namespace json = boost::json;
using codec::line_of;
using codec::read_json;

json::value parsed(std::string_view text) {
  const auto read = read_json(text);
  REQUIRE(std::holds_alternative<json::value>(read));
  return std::get<json::value>(read);
}

// "line 3: expected …".
std::string flaw_in(std::string_view text) {
  const auto read = read_json(text);
  if (std::holds_alternative<json::value>(read)) return "";
  const auto& flaw = std::get<codec::TextFlaw>(read);
  return "line " + std::to_string(flaw.line) + ": " + flaw.what;
}

TEST_CASE("json text: every finite double comes back to the bit") {
  Random random(1, Purpose::test, 0);
  for (int i = 0; i < 50'000; ++i) {
    const double value = i % 2 == 0 ? std::bit_cast<double>(random())
                                    : static_cast<double>(random() >> 11U) / 0x1p53;
    if (!std::isfinite(value)) continue;
    const json::value back = parsed(json::serialize(json::value(value)));
    CHECK(std::bit_cast<std::uint64_t>(back.as_double()) == std::bit_cast<std::uint64_t>(value));
  }
}

TEST_CASE("json text: it is read as Boost reads it") {
  const std::string_view text =
      R"( {"a": [1, -2, 18446744073709551615, 0.5, 1e3, true, false, null, []], "é\n": {"": {}},
           "long": "x\u00e9y\"\\", "e": ""} )";
  CHECK(json::serialize(parsed(text)) == json::serialize(json::parse(text)));
  CHECK(parsed("7") == json::value(7));
  CHECK(parsed("\"x\"") == json::value("x"));
}

TEST_CASE("json text: what is wrong is told with its line") {
  CHECK(flaw_in("{\n\"a\": 1,\n\"b\" 2}") == "line 3: expected JSON, but it is not (syntax error)");
  CHECK(flaw_in("{\n\"a\": 1,\n\"a\": 2}") == "line 3: there is a second field \"a\"");
  CHECK(flaw_in("{\n\"a\": 1\n\n") == "line 2: expected more text: the JSON value is not complete");
  CHECK(flaw_in("") == "line 1: expected more text: the JSON value is not complete");
  CHECK(flaw_in("{}\n{}") == "line 2: expected JSON, but it is not (extra data)");
  CHECK(flaw_in(std::string(200, '[')) == "line 1: expected values nested at most 100 deep");
}

TEST_CASE("json text: the line of a value is found by its path") {
  const std::string_view text =
      "{\n"                               // 1
      "  \"a\": [1, {\"b\": \"x]}\"},\n"  // 2
      "        [2,\n"                     // 3
      "         {\"c\": [\n"              // 4
      "           3, 4]}]],\n"            // 5
      "  \"ab\": {\"d\\\"\":\n"           // 6
      "     5, \"e\": -1.5e3\n"           // 7
      "  }, \"f\": true}\n";              // 8
  REQUIRE(std::holds_alternative<json::value>(read_json(text)));
  CHECK(line_of(text, "") == 1);
  CHECK(line_of(text, "a") == 2);
  CHECK(line_of(text, "a[1].b") == 2);
  CHECK(line_of(text, "a[2]") == 3);
  CHECK(line_of(text, "a[2][1]") == 4);
  CHECK(line_of(text, "a[2][1].c") == 4);
  CHECK(line_of(text, "a[2][1].c[0]") == 5);
  CHECK(line_of(text, "ab") == 6);
  CHECK(line_of(text, "ab.e") == 7);
  CHECK(line_of(text, "f") == 8);
  CHECK(line_of(text, "ab.missing") == 6);
  CHECK(line_of(text, "nothing") == 1);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
