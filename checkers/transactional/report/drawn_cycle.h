// A cycle of transactions as a picture: the transactions one below the other, an arrow from each to
// the next and from the last back to the first.
//
// * Plain data in, text out; whoever has found a cycle says what stands in the boxes and at the
//   arrows.
// * The SVG stands alone (no fonts, scripts or files), and can be read on light and dark pages. The
//   Graphviz text is for whoever wants another layout.
// * Long lines and long transactions are cut, what takes part in the cycle never is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Whether a micro-operation is one of those that make the cycle.
enum class InCycle { no, yes };

struct DrawnOperation {
  std::string text;  // "append 5 3", "r 5 [1 2]"
  InCycle in_cycle = InCycle::no;
};

struct DrawnTransaction {
  std::string name;   // "T1", as in the words that explain the cycle
  std::string place;  // "op 12 of process 3 at 1.250 s"
  std::vector<DrawnOperation> operations;
};

// The arrow from one transaction to the next.
struct DrawnDependency {
  std::string kind;   // "ww", "wr", "rw", "process" or "realtime"
  std::string label;  // what it is about: "key 5: 1 → 2"; may be empty
  std::string words;  // the whole explanation
};

struct DrawnCycle {
  std::string title;  // "G-single-item"
  std::vector<DrawnTransaction> transactions;
  // As many as there are transactions: from each to the next one, from the last to the first.
  std::vector<DrawnDependency> dependencies;
};

std::string to_graphviz(const DrawnCycle& cycle);

// Both, as NAME.svg and NAME.dot.
std::vector<Drawing> draw(const std::string& name, const DrawnCycle& cycle);

}  // namespace eddy::checkers
