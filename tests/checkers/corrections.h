// What the peers are known to get wrong: by the name of a case, what is right and why.
#pragma once

#include <doctest/doctest.h>
#include <algorithm>
#include <boost/json/value.hpp>
#include <string_view>

#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// A peer's verdict that is known to be wrong, and ours.
struct Correction {
  std::string_view name;
  Validity verdict;
  std::string_view reason;
};

// That of the case `name` in a list of whatever has a name; null if it is not there.
template <class Corrections>
auto correction_of(const Corrections& corrections, std::string_view name) {
  const auto found = std::find_if(corrections.begin(), corrections.end(),
                                  [name](const auto& c) { return c.name == name; });
  return found == corrections.end() ? nullptr : &*found;
}

// Our verdict has to be the peer's, or the correction's where there is one.
template <class Corrections>
void check_validity(const Corrections& corrections, std::string_view name, Validity ours,
                    const boost::json::value& peers) {
  const Correction* correction = correction_of(corrections, name);
  if (correction == nullptr) {
    CHECK(to_json(ours) == peers);
  } else {
    CAPTURE(correction->reason);
    CHECK(ours == correction->verdict);
  }
}

}  // namespace eddy::checkers
