#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <cstdint>
#include <vector>

#include "checkers/set_elements.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("element index: values get numbers in the order in which they come and keep them") {
  // 5,000 is too large for the array at first and small enough for it later.
  std::vector<boost::json::value> values = {5000, -1, "x", boost::json::array{1}, 1.0, nullptr};
  for (int i = 0; i < 3000; ++i) values.emplace_back(i);
  values.emplace_back(5001);
  ElementIndex index;
  for (std::uint32_t i = 0; i < values.size(); ++i) {
    CHECK(index.find(values[i]) == ElementIndex::kNone);
    CHECK(index.add(values[i]) == i);
    CHECK(index.add(values[i]) == i);
  }
  for (std::uint32_t i = 0; i < values.size(); ++i) CHECK(index.find(values[i]) == i);
  CHECK(index.size() == values.size());
  CHECK(index.find(3000) == ElementIndex::kNone);
  CHECK(index.find(-2) == ElementIndex::kNone);
}

TEST_CASE("element index: an integer is the same whichever way it is stored") {
  ElementIndex index;
  const boost::json::value small = std::uint64_t{3};
  const boost::json::value large = std::uint64_t{1} << 40;
  index.add(small);
  index.add(large);
  CHECK(index.find(boost::json::value(std::int64_t{3})) == 0);
  CHECK(index.find(boost::json::value(std::int64_t{1} << 40)) == 1);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
