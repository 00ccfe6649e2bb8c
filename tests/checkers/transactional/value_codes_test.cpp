#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "eddy/checkers/transactional/value_codes.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

TEST_CASE("values have the same code exactly if they are equal") {
  std::vector<json::value> values;
  for (const char* text :
       {"null", "true", "0", "1", "-1", "1.0", "\"1\"", "\"a\"", "[1]", "[1, 2]", "{\"a\": 1}",
        "4611686018427387903", "4611686018427387904", "-4611686018427387904",
        "-4611686018427387905", "9223372036854775807", "18446744073709551615", "\"a\"", "[1]"})
    values.push_back(json::parse(text));
  values.emplace_back(std::uint64_t{1});  // as a program makes it, and no text
  values.emplace_back(std::uint64_t{4611686018427387904});
  ValueCodes codes;
  for (const json::value& a : values) {
    for (const json::value& b : values) {
      CAPTURE(json::serialize(a));
      CAPTURE(json::serialize(b));
      CHECK((codes.code(a) == codes.code(b)) == equal_values(a, b));
    }
  }
}

TEST_CASE("only integers have even codes") {
  const json::value text("x");
  const json::value number(7);
  ValueCodes codes;
  CHECK(codes.code(text) % 2 == 1);
  CHECK(codes.code(number) == 14);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
