// What is wrong with single reads of registers, and updates that were lost: all that needs no
// cycle.
//
// * internal: a read that is not what the transaction itself wrote or read before.
// * future-read: a read of what the transaction itself only writes later.
// * G1a, aborted read: of a value whose transaction failed. G1b, intermediate read: of a value that
//   its transaction overwrote. thin-air-read: of a value that nobody wrote, which Elle overlooks.
// * lost-update: two ok transactions that read the same version of a key and write that key; or,
//   where an observer saw the order of the versions, one whose write replaced another version than
//   the one that it had read.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "checkers/transactional/registers/register_history.h"
#include "eddy/checkers/finding.h"
#include "eddy/checkers/transactional/models/anomaly.h"

namespace eddy::checkers {

struct RegisterFault {
  Anomaly anomaly;
  std::string words;           // with operations, keys and values
  boost::json::object report;  // the same for results.json
  Involved who;
};

// By anomaly, then by transaction; lost updates by version. O(n).
std::vector<RegisterFault> find_register_faults(const RegisterHistory& registers);

// "key 5".
std::string key_name(const RegisterHistory& registers, std::uint32_t key);

// "3", or "null" for the initial state.
std::string value_name(const RegisterHistory& registers, std::uint32_t version);

// The value, null for the initial state.
boost::json::value value_of(const RegisterHistory& registers, std::uint32_t version);

}  // namespace eddy::checkers
