#include "eddy/sim/time.h"

#include <fmt/format.h>

namespace eddy::sim {

std::string to_string(Time t) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t ns = nanoseconds(t);
  return fmt::format("{}.{:09}", ns / kSecond, ns % kSecond);
}

}  // namespace eddy::sim
