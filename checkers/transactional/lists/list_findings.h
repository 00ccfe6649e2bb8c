// What the micro-operations on one list show to be wrong without a cycle.
//
// * duplicate-elements: a read shows an element twice. incompatible-order: a read is no beginning
//   of the longest one. thin-air-read: a read shows an element that nobody appended.
// * G1a: an ok read shows an element of a failed transaction. G1b: it ends with an element after
//   which the same transaction, another one, appended more. dirty-update: an ok append comes after
//   a failed one.
// * internal: an ok transaction reads something else than its own earlier reads and appends make.
//   future-read: it reads an element that it appends later on.
// * lost-update: several ok transactions read the same and then appended.
//
// Sources: Elle; Adya for G1a and G1b; Cerone, Bernardi and Gotsman for internal consistency
// (2015).
#pragma once

#include "checkers/transactional/lists/list_versions.h"
#include "eddy/checkers/transactional/report/found_anomalies.h"

namespace eddy::checkers {

// Adds what is wrong with the key that the versions are turned to.
void add_list_findings(const ListVersions& versions, FoundAnomalies& findings);

}  // namespace eddy::checkers
