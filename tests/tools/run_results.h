// The results of one run of `eddy test`, with seed 5.
#pragma once

#include <doctest/doctest.h>

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "tests/tools/workplace.h"

namespace eddy::testing {

inline boost::json::value results_of_run(const Workplace& here, const std::string& options) {
  const Outcome outcome = here.eddy("test --seed 5 --json " + options);
  CAPTURE(outcome.err);
  REQUIRE(outcome.status <= 2);
  return parse_json(outcome.out);
}

inline double value_of(const boost::json::value& results, std::string_view name) {
  return results.at("figures").at(name).to_number<double>();
}

}  // namespace eddy::testing
