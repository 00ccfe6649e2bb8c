// Decides exactly which of the consistency models asked for a history of register transactions has;
// see commit_order.h.
#pragma once

#include <vector>

#include "eddy/checkers/check_options.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/transactional/commits/commit_level.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// The levels that the models ask for, each once, the weakest first; strict-serializable's where
// there are no models. With `session_order` an order of commits has to keep that of each process
// even where the model leaves it free. Throws BadInput for a name that is no model's, and for a
// model that has no level (model_answers.h).
std::vector<OrderedLevel> commit_levels(const CheckOptions& options);

// Invalid where one of the levels is; the evidence is that of the weakest one. Figures:
// transaction-count, key-count, core-count (of the first level without an order). The report has
// what commit_order.h says, for each level, under `levels`. Throws as commit_levels does, and
// BadOperation for other operations than ["r", key, value] and ["w", key, value].
Verdict check_commit_models(const History& history, const CheckOptions& options);

}  // namespace eddy::checkers
