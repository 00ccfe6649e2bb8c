// The verdict of `eddy check` for a person: verdict first, evidence next, then counts and figures.
#pragma once

#include <string>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"
#include "tools/summary.h"

namespace eddy::tools {

struct CheckSummaryContext {
  std::string title;                  // which model was asked for, and of which history
  std::vector<std::string> drawings;  // files that show what was found
  Colour colour = Colour::off;
};

// Of a model with many figures, the counts that are zero are named together in one line.
std::string summarize(const checkers::History& history, const checkers::Verdict& verdict,
                      const CheckSummaryContext& context);

}  // namespace eddy::tools
