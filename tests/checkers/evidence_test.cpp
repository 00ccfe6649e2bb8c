#include <doctest/doctest.h>
#include <boost/json/string.hpp>
#include <limits>
#include <string>

#include "checkers/evidence.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("evidence: times are seconds with as many digits as it takes") {
  CHECK(format_time(0) == "0.000 s");
  CHECK(format_time(1'250'000'000) == "1.250 s");
  CHECK(format_time(1'000) == "0.000001 s");
  CHECK(format_time(20'000'000'001) == "20.000000001 s");
  CHECK(format_time(-1'500'000'000) == "-1.500 s");
  CHECK(format_time(std::numeric_limits<std::int64_t>::min()) == "-9223372036.854775808 s");
}

TEST_CASE("evidence: an operation is named by index and process and time") {
  CHECK(describe({12, 1'250'000'000, 3, OpType::ok, "read", nullptr, nullptr, false}) ==
        "op 12 of process 3 at 1.250 s");
  CHECK(describe({13, 0, kNemesis, OpType::info, "heal", nullptr, nullptr, false}) ==
        "op 13 of the nemesis");
}

TEST_CASE("evidence: an operation whose node is known is named by it") {
  Op op{12, 1'250'000'000, 13, OpType::ok, "read", nullptr, nullptr, false};
  op.node = 3;
  CHECK(describe(op) == "op 12 at n3 at 1.250 s");
  CHECK(reference(op).at("node") == "n3");
}

TEST_CASE("evidence: a span is told to the millisecond") {
  CHECK(format_span(4'435'999'999, 12'000'000'000) == "4.435–12.000 s");
  CHECK(format_span(0, 1'000) == "0.000–0.000 s");
}

TEST_CASE("evidence: of many names the first few are told") {
  CHECK(enumerate({}) == "");
  CHECK(enumerate({"n1"}) == "n1");
  CHECK(enumerate({"n1", "n2"}) == "n1 and n2");
  CHECK(enumerate({"a", "b", "c", "d", "e", "f", "g", "h"}) == "a, b, c, d, e, f, g and h");
  CHECK(enumerate({"a", "b", "c", "d", "e", "f", "g", "h", "i"}) == "a, b, c and 6 more");
}

TEST_CASE("evidence: a long value is cut between characters") {
  CHECK(excerpt("short") == "\"short\"");
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "ü";
  const std::string cut = excerpt(boost::json::string(umlauts));
  CHECK(cut.size() < 90);
  CHECK(cut.ends_with("ü…"));
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
