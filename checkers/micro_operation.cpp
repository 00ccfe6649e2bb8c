#include "checkers/micro_operation.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>

#include "checkers/bad_operation.h"
#include "checkers/evidence.h"

namespace eddy::checkers {

MicroOperation require_micro_operation(const Op& op, const boost::json::value& micro) {
  const auto* parts = micro.if_array();
  if (parts == nullptr || parts->size() != 3 || (parts->at(0) != "r" && parts->at(0) != "w"))
    throw BadOperation(op, fmt::format("expected micro-operations [\"r\", key, value] or [\"w\", "
                                       "key, value], but one is {}",
                                       excerpt(micro)));
  return {parts->at(0) == "w" ? Access::write : Access::read, &parts->at(1), &parts->at(2)};
}

}  // namespace eddy::checkers
