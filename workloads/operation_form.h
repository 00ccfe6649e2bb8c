// What a workload says of an operation that it cannot read: see Workload::flaw_in.
#pragma once

#include <boost/json/value.hpp>
#include <span>
#include <string_view>

#include "eddy/sim/codec/flaw.h"

namespace eddy::workloads {

// Is the function one of these?
sim::codec::Complaint flaw_in_function(std::string_view f, std::span<const std::string_view> known);

// Of the value: "expected a whole number, got a string \"x\"".
sim::codec::Complaint flaw_in_value(std::string_view expected, const boost::json::value& value);

// Nothing if the value is null, as that of a read.
sim::codec::Complaint flaw_unless_null(const boost::json::value& value);

}  // namespace eddy::workloads
