#include "workloads/operation_form.h"

#include <algorithm>

#include "eddy/sim/codec/scalars.h"

namespace eddy::workloads {

using sim::codec::Complaint;

Complaint flaw_in_function(std::string_view f, std::span<const std::string_view> known) {
  if (std::find(known.begin(), known.end(), f) != known.end()) return std::nullopt;
  return sim::codec::in_field("f", sim::codec::expected_name(known, boost::json::value(f)));
}

Complaint flaw_in_value(std::string_view expected, const boost::json::value& value) {
  return sim::codec::in_field("value", sim::codec::expected(expected, value));
}

Complaint flaw_unless_null(const boost::json::value& value) {
  return value.is_null() ? std::nullopt : flaw_in_value("no value", value);
}

}  // namespace eddy::workloads
