#include <doctest/doctest.h>
#include <cstdint>
#include <limits>
#include <optional>

#include "checkers/operand.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("whole numbers are read however they are written, if 64 bits hold them") {
  using Number = std::optional<std::int64_t>;
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  CHECK(whole_number(-7) == Number(-7));
  CHECK(whole_number(std::uint64_t{7}) == Number(7));
  CHECK(whole_number(7.0) == Number(7));
  CHECK(whole_number(-0.0) == Number(0));
  CHECK(whole_number(std::uint64_t{kMost}) == Number(kMost));
  CHECK(whole_number(std::numeric_limits<std::int64_t>::min()).has_value());
  CHECK(whole_number(-0x1p62) == Number(-(std::int64_t{1} << 62)));
  CHECK(whole_number(0x1p62) == Number(std::int64_t{1} << 62));
  CHECK_FALSE(whole_number(std::uint64_t{kMost} + 1));
  CHECK_FALSE(whole_number(0x1p63));
  CHECK_FALSE(whole_number(1e300));
  CHECK_FALSE(whole_number(-1e300));
  CHECK_FALSE(whole_number(7.5));
  CHECK_FALSE(whole_number(std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(whole_number(std::numeric_limits<double>::infinity()));
  CHECK_FALSE(whole_number("7"));
  CHECK_FALSE(whole_number(nullptr));
  CHECK_FALSE(whole_number(true));
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
