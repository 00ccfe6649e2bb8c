// What is known of a terminal: colour, and how wide it is.
#pragma once

#include <cstddef>

#include "tools/summary.h"

namespace eddy::tools {

bool is_terminal(int file);

// On for a terminal, unless NO_COLOR is set.
Colour colour_of(int file);

// How wide text is to be that goes there: 100 columns, or as many as the terminal has if these are
// fewer (but never less than 40). The environment's COLUMNS comes before what the terminal says.
std::size_t columns_of(int file);

}  // namespace eddy::tools
