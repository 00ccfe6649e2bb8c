// A promise that is checked in every build.
//
//   ensure(place != nullptr, "the host exists");
//
// A promise that does not hold is a mistake of the program, never of its input: the process says
// which one and where, and aborts. What a user can cause is refused with an error instead.
#pragma once

#include <source_location>
#include <string_view>

namespace eddy {

// Ends the process: "broken promise: the host exists (eddy/sim/simulation.h:70)".
[[noreturn]] void broken_promise(std::string_view promise, const std::source_location& where);

constexpr void ensure(bool holds, std::string_view promise,
                      const std::source_location& where = std::source_location::current()) {
  if (!holds) [[unlikely]]
    broken_promise(promise, where);
}

}  // namespace eddy
