// Plants one anomaly in a history of transactions: a few transactions of processes and keys that
// the history has not got, so that what was known about the history stays true.
//
// They overlap each other (but for a stale read, which is one only in real time) and whatever
// happens to be under way. A write cycle (G0) among registers, which no client can see, comes with
// the orders of versions that prove it.
#pragma once

#include <cstdint>
#include <span>

#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/models/anomaly.h"
#include "tests/checkers/transactional/toy_database.h"

namespace eddy::checkers {

// From the gravest to the mildest: internal, G1a, G1b, G0, G1c, lost-update, G-single-item,
// G-nonadjacent-item, G2-item, G-single-item-realtime.
std::span<const Anomaly> plantable_anomalies();

// REQUIRES: the anomaly is one of those above, the history's keys and processes are below 1000. The
// same history for the same arguments.
void plant(History& history, Anomaly anomaly, Shape shape, std::uint64_t seed);

}  // namespace eddy::checkers
