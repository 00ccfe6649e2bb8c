// What came of the calls of one key, for evidence and report.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "checkers/linearizable/judgement.h"

namespace eddy::checkers::linearizable {

// "write of 3 (op 12 of process 3 at 1.250 s)".
std::string name_of(const NamedCall& named);

// "the register of key 7".
std::string object_of(const Judgement& judgement);

// Evidence: how far the order reaches, and why it goes no further.
std::vector<std::string> explain(const Judgement& judgement);

// The same for results.json.
boost::json::object report(const Judgement& judgement);

}  // namespace eddy::checkers::linearizable
