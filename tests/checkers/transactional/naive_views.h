// The models of view_rules.h that say what a transaction must not miss, written down as plainly as
// possible, to compare list-append with: all relations among all transactions, no components.
#pragma once

#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

struct NaiveViewModel {
  std::string_view model;
  // One that it implies, and beyond which it forbids what `breaks_naively` tells; or nothing.
  std::string_view below = {};
};

std::vector<NaiveViewModel> naive_view_models();

// Whether the history has what the model forbids beyond the one below it. REQUIRES: some read of
// each key shows all that was appended to it, all others show a beginning of that; no transaction
// failed.
bool breaks_naively(const History& history, std::string_view model);

}  // namespace eddy::checkers
