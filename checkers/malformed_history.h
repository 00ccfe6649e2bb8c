// What a checker throws when an operation does not have the form that its model fixes: such a
// history was not understood, and no verdict is given on it.
#pragma once

#include "checkers/bad_input.h"
#include "checkers/history.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace eddy::checkers {

/// `what()` reads "op 12 (ok read of process 3): expected …".
class MalformedHistory : public BadInput {
 public:
  MalformedHistory(const Op& op, const std::string& expected);

  /// The index of the operation that cannot be read.
  std::int64_t index() const { return index_; }

 private:
  std::int64_t index_;
};

/// The value as an integer; `what` says in the error what it is: "the delta of an add".
std::int64_t require_integer(const Op& op, const boost::json::value& value, std::string_view what);

/// The value as an array.
const boost::json::array& require_array(const Op& op, const boost::json::value& value,
                                        std::string_view what);

}  // namespace eddy::checkers
