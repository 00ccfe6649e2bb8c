// Consistency models of transactions over lists written down as plainly as possible, in the manner
// of Cerone, Bernardi and Gotsman (2015), to compare list-append with: every order of commits is
// tried, and what a transaction must see is put together and read.
#pragma once

#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::checkers {

// What a transaction sees beside those whose elements its reads show, and those before it in the
// order.
struct NaiveModel {
  std::string_view model;
  SessionOrder order = SessionOrder::none;
  bool transitive = false;  // what those that it sees have seen
  bool prefix = false;      // all that committed before one that it sees
  bool conflicts = false;   // all before it that append to a key of its own
  bool all = false;         // all before it
};

// Those that can be said so.
std::vector<NaiveModel> naive_models();

// Whether the history has some order of commits in which each read shows just what its transaction
// sees. For a handful of transactions.
bool holds_naively(const History& history, const NaiveModel& model);

}  // namespace eddy::checkers
