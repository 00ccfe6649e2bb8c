// How much of a long test is done: all of it where the compiler optimises and no sanitizer slows
// it down; else as much as finds what a sanitizer finds.
#pragma once

namespace eddy::testing {

template <class Number>
constexpr Number effort([[maybe_unused]] Number all, [[maybe_unused]] Number few) {
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
  return all;
#else
  return few;
#endif
}

}  // namespace eddy::testing
