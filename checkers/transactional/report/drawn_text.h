// What the two forms of a drawn cycle have in common: how much text is shown, and in which colours.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/transactional/report/drawn_cycle.h"

namespace eddy::checkers {

// Characters of a line that are shown.
inline constexpr std::size_t kMaxDrawnCharacters = 72;

// Micro-operations of one transaction that are shown, those in the cycle not counted.
inline constexpr std::size_t kMaxDrawnOperations = 12;

// In UTF-8 code points.
std::size_t characters(std::string_view text);

// At most kMaxDrawnCharacters, the last one then an ellipsis.
std::string shortened(std::string_view text);

// Those in the cycle and the first of the others, in their order; "… 7 more" where some are left
// out.
std::vector<DrawnOperation> shown_operations(const DrawnTransaction& transaction);

// #rrggbb on a light and on a dark background.
struct Colours {
  std::string_view light;
  std::string_view dark;
};

// Grey for a kind that has no colour of its own.
Colours colours_of(std::string_view kind);

}  // namespace eddy::checkers
