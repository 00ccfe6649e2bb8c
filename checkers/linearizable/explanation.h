// What came of the calls of one key, for evidence and report.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "checkers/linearizable/judgement.h"
#include "eddy/checkers/history.h"

namespace eddy::checkers::linearizable {

// "write of 3 (op 12 of process 3 at 1.250 s)".
std::string name_of(const NamedCall& named);

// "the register of key 7".
std::string object_of(const Judgement& judgement);

// Evidence: how far the order reaches, and why it goes no further.
std::vector<std::string> explain(const Judgement& judgement);

// The operations that show it: the one without a place first, then the others that were open there,
// then the last ones in order.
std::vector<const Op*> involved_in(const Judgement& judgement);

// The same for results.json.
boost::json::object report(const Judgement& judgement);

}  // namespace eddy::checkers::linearizable
