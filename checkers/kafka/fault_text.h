// How the faults of a kafka history read: as a line of evidence, and as a case in the report.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "checkers/kafka/fault.h"
#include "checkers/kafka/log_order.h"
#include "checkers/kafka/operations.h"

namespace eddy::checkers::kafka {

// "lost-write: message 7 of key "k" (offset 6) was sent by op 34 of process 1 at 0.095 s, …".
std::string describe(Anomaly anomaly, const Fault& fault, const Operations& operations,
                     const LogOrder& order);

// The key, the messages (`value` or `values`), the indices of the operations (`op`, `ops`, `writer`
// …), offsets and places, by Jepsen's names.
boost::json::object report(Anomaly anomaly, const Fault& fault, const Operations& operations,
                           const LogOrder& order);

}  // namespace eddy::checkers::kafka
