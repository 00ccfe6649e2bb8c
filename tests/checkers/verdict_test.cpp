#include <doctest/doctest.h>
#include <boost/json/serialize.hpp>

#include "eddy/checkers/verdict.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("verdict: the worse of two is invalid before unknown before valid") {
  CHECK(merge(Validity::valid, Validity::valid) == Validity::valid);
  CHECK(merge(Validity::valid, Validity::unknown) == Validity::unknown);
  CHECK(merge(Validity::unknown, Validity::invalid) == Validity::invalid);
  CHECK(merge(Validity::invalid, Validity::valid) == Validity::invalid);
}

TEST_CASE("verdict: as JSON it is true or unknown or false") {
  CHECK(to_json(Validity::valid) == boost::json::value(true));
  CHECK(to_json(Validity::unknown) == boost::json::value("unknown"));
  CHECK(to_json(Validity::invalid) == boost::json::value(false));
}

TEST_CASE("verdict: its results start with the validity") {
  Verdict verdict;
  verdict.validity = Validity::unknown;
  verdict.report["count"] = 3;
  CHECK(boost::json::serialize(results_object(verdict)) == R"({"valid?":"unknown","count":3})");
}

TEST_CASE("verdict: a figure is shown with its unit") {
  CHECK(format_value({"n", 12.0, Unit::count}) == "12");
  CHECK(format_value({"n", 1000000.0, Unit::count}) == "1000000");
  CHECK(format_value({"r", 0.982, Unit::ratio}) == "0.982");
  CHECK(format_value({"t", 181.5, Unit::milliseconds}) == "181.5 ms");
  CHECK(format_value({"t", std::nullopt, Unit::milliseconds}) == "none");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
